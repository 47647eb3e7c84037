import fc from "fast-check";
import { flushAttempts } from "@/lib/audit/attempts";
import { draft } from "../arbitrary";
import { compare, type Difference } from "../compare";
import type { Draft } from "../draft";
import { makeWorld } from "../make-world";
import type { Read } from "../read";
import { worldsBetweenCleanings } from "../run";
import type { Stage } from "../stage";
import { writeWorld } from "../write-world";
import { directed } from "../directed";
import { equivalents } from "./equivalent";
import { functionMutants } from "./functions";
import { inOneLine, type Mutant } from "./mutant";
import { policyMutants, viewMutants } from "./policies";
import { triggerMutants } from "./triggers";
import type { Witness, Witnesses } from "./witnesses";

export interface MutantVerdict {
  readonly name: string;
  readonly outcome: "caught" | "survived" | "equivalent";
  /** What told, in one line; of an equivalent one, why it changes nothing. */
  readonly by: string;
}

/** What told a mutant. */
interface Told extends Witness {
  readonly difference: Difference;
}

/** Every mutant of this database's embargo. */
export async function allMutants(stage: Stage): Promise<Mutant[]> {
  const ask = stage.rows.bind(stage);
  const made = [...(await policyMutants(ask)), ...(await viewMutants(ask)), ...(await functionMutants(ask)), ...(await triggerMutants(ask))];
  return numbered(made);
}

/** The same words may stand in an expression twice: the second one is another mutant, and has another name. */
function numbered(mutants: readonly Mutant[]): Mutant[] {
  const times = new Map<string, number>();
  return mutants.map((mutant) => {
    const n = (times.get(mutant.name) ?? 0) + 1;
    times.set(mutant.name, n);
    return n === 1 ? mutant : { ...mutant, name: `${mutant.name} (${n})` };
  });
}

/** The same worlds for all mutants, those made on purpose last. Each is tried first by what told it before, then by the worlds that told others. */
export class Hunt {
  private readonly onPurpose = directed(new Date());
  private readonly drafts: readonly Draft[];
  private readonly killers: number[];
  private readonly searched: number;
  private played = 0;

  constructor(private readonly stage: Stage, private readonly reads: readonly Read[], private readonly witnesses: Witnesses, worlds: number | null = null) {
    // All of them, since any may be a witness; only so many are looked through.
    this.drafts = [...fc.sample(draft, { numRuns: witnesses.worlds, seed: witnesses.seed }), ...this.onPurpose];
    this.searched = worlds ?? witnesses.worlds;
    this.killers = witnesses.worldsThatTold;
  }

  /** Changes the database, proves until something differs, and changes it back. */
  async on(mutant: Mutant): Promise<MutantVerdict> {
    const { name } = mutant;
    const known = equivalents.find((each) => each.name.test(name));
    if (known) return { name, outcome: "equivalent", by: known.reason };
    await this.stage.alter(mutant.apply);
    let told: Told | null;
    try {
      told = (await this.again(mutant)) ?? (await this.search(mutant));
    } finally {
      await this.stage.alter(mutant.revert);
    }
    if (!told) return { name, outcome: "survived", by: "" };
    // SQL that can not run weakens nothing, and would be caught by any proof.
    if (isError(told.difference.got)) throw new Error(`${name}: it breaks what it should weaken: ${JSON.stringify(told.difference.got)}`);
    await this.mustAgree(told, mutant);
    this.witnesses.keep(name, told);
    const { difference } = told;
    return { name, outcome: "caught", by: inOneLine(`${difference.read}, ${difference.about}: expected ${brief(difference.expected)}, got ${brief(difference.got)}`) };
  }

  private async again({ name, onTheDot }: Mutant): Promise<Told | null> {
    for (const known of this.witnesses.of(name)) {
      const told = await this.ask(known.world, [known.asks], this.reads.filter((read) => read.name === known.read), onTheDot);
      if (told) return told;
    }
    return null;
  }

  private async search({ about, onTheDot }: Mutant): Promise<Told | null> {
    for (const reads of this.phases(about)) {
      const rest = this.drafts.flatMap((_, i) => ((i < this.searched || i >= this.drafts.length - this.onPurpose.length) && !this.killers.includes(i) ? [i] : []));
      for (const world of [...this.killers, ...rest]) {
        const told = await this.ask(world, everybody, reads, onTheDot);
        if (!told) continue;
        if (!this.killers.includes(world)) this.killers.unshift(world);
        return told;
      }
    }
    return null;
  }

  /** Bare rows ask most in least time, lists and counts next; what else lib shows is asked where those agree. */
  private phases(about: Mutant["about"]): Read[][] {
    const named = (...names: string[]) => this.reads.filter(({ name }) => names.includes(name));
    if (about === "writes") return [named("writes")];
    const first = about === "sums" ? [named("facets", "spread")] : about === "both" ? [named("rows", "writes")] : [named("rows", "audit"), named("list", "facets", "spread")];
    return [...first, this.reads.filter((read) => !first.flat().includes(read))].filter(({ length }) => length > 0);
  }

  /** One world, asked by some of its people. */
  private async ask(world: number, askers: readonly number[], reads: readonly Read[], onTheDot = false): Promise<Told | null> {
    // Rolled-back worlds leave dead rows behind.
    if (this.played++ % worldsBetweenCleanings === 0) await this.stage.alter("VACUUM");
    const one = this.drafts[world];
    if (!one) return null;
    return this.stage.play(async (now) => {
      try {
        const { world: made } = makeWorld(one, now);
        await writeWorld(made, one.history);
        for (const asks of askers) {
          const difference = await compare(reads, made, made.people[asks]!);
          if (difference) return { world, asks, read: difference.read, difference };
        }
        return null;
      } finally {
        await flushAttempts();
      }
    }, onTheDot);
  }

  /** The world that told a mutant says nothing of the kind without it: else the proof fails by itself, and catches nothing. */
  private async mustAgree(told: Told, { onTheDot }: Mutant): Promise<void> {
    const found = await this.ask(told.world, [told.asks], this.reads.filter(({ name }) => name === told.read), onTheDot);
    if (found) throw new Error(`The proof fails without any mutant, in world ${told.world} of seed ${this.witnesses.seed}: ${JSON.stringify(found.difference)}. Run npm run prove first.`);
  }
}

/** The people of every made-up world, anonymous last. */
const everybody = [0, 1, 2, 3] as const;

const isError = (got: unknown) => typeof got === "object" && got !== null && "error" in got;

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 160 ? text : `${text.slice(0, 157)}...`;
}
