import fc from "fast-check";
import { flushAttempts } from "@/lib/audit/attempts";
import { draft } from "./arbitrary";
import { compare, type Difference } from "./compare";
import type { Draft } from "./draft";
import { makeWorld } from "./make-world";
import { directed } from "./directed";
import type { Read } from "./read";
import type { Stage } from "./stage";
import type { Person, World } from "./world";
import { writeWorld } from "./write-world";

/** A world in which the system says of one viewer what the oracle does not. */
export interface Counterexample {
  readonly world: World;
  readonly viewer: Person;
  readonly history: Draft["history"];
  readonly difference: Difference;
}

export interface Verdict {
  readonly worlds: number;
  readonly counterexample: Counterexample | null;
}

/** Plays one draft as a world and asks all of it. */
export function tryDraft(stage: Stage, reads: readonly Read[], one: Draft): Promise<Counterexample | null> {
  return stage.play(async (now) => {
    const { world, viewer } = makeWorld(one, now);
    try {
      await writeWorld(world, one.history);
      const difference = await compare(reads, world, viewer);
      return difference && { world, viewer, history: one.history, difference };
    } finally {
      // What was refused is noted a little later: here, before this world is gone.
      await flushAttempts();
    }
  });
}

/** Rolled-back worlds leave dead rows behind, which slow the next ones. */
export const worldsBetweenCleanings = 100;

/** Compares oracle and system over many worlds; the first counterexample is shrunk to a small one. */
export async function prove(stage: Stage, reads: readonly Read[], options: { readonly worlds: number; readonly seed: number; readonly endShrinkAfterMs?: number }): Promise<Verdict> {
  let found: Counterexample | null = null;
  let tried = 0;
  const property = fc.asyncProperty(draft, async (one) => {
    if (tried++ % worldsBetweenCleanings === 0) await stage.alter("VACUUM");
    const counterexample = await tryDraft(stage, reads, one);
    if (counterexample) found = counterexample;
    return counterexample === null;
  });
  // Worlds made on purpose come first: chance brings what is in them together once in thousands.
  const examples = directed(new Date()).map((one): [Draft] => [one]);
  const result = await fc.check(property, { numRuns: options.worlds, seed: options.seed, examples, ...(options.endShrinkAfterMs && { interruptAfterTimeLimit: options.endShrinkAfterMs }) });
  // A world that could not be asked at all agrees with nothing.
  if (result.failed && !found) throw new Error(`World ${result.numRuns} of seed ${options.seed} could not be compared`, { cause: result.errorInstance });
  return { worlds: result.numRuns, counterexample: found };
}
