import fc from "fast-check";
import { draft } from "../arbitrary";
import type { Difference } from "../compare";
import type { Draft } from "../draft";
import type { Read } from "../read";
import { readable } from "../report";
import { tryDraft } from "../run";
import type { Stage } from "../stage";
import { elsewhere, equivalents } from "./equivalent";
import { functionMutants } from "./functions";
import { inOneLine, type Mutant } from "./mutant";
import { policyMutants, viewMutants } from "./policies";
import { triggerMutants } from "./triggers";

export interface MutantVerdict {
  readonly name: string;
  readonly outcome: "caught" | "survived" | "equivalent";
  /** What told, in one line; of an equivalent one, why it changes nothing. */
  readonly by: string;
}

/** By which world and reads a mutant was told. */
interface Told {
  readonly one: Draft;
  readonly reads: readonly Read[];
  readonly difference: Difference;
}

/** Every mutant of this database's embargo. */
export async function allMutants(stage: Stage): Promise<Mutant[]> {
  const ask = stage.rows.bind(stage);
  const made = [...(await policyMutants(ask)), ...(await viewMutants(ask)), ...(await functionMutants(ask)), ...(await triggerMutants(ask))];
  return made.filter(({ name }) => !Object.keys(elsewhere).some((table) => name.startsWith(`${table}.`) || name.startsWith(`${table}:`)));
}

/** The same worlds for all mutants; those that told one before are tried first, since they know much. */
export class Hunt {
  private readonly drafts: Draft[];
  private readonly killers: Draft[] = [];

  constructor(private readonly stage: Stage, private readonly reads: readonly Read[], { worlds, seed }: { worlds: number; seed: number }) {
    this.drafts = fc.sample(draft, { numRuns: worlds, seed });
  }

  /** Changes the database, proves until something differs, and changes it back. */
  async on(mutant: Mutant): Promise<MutantVerdict> {
    const known = equivalents.find(({ name }) => name.test(mutant.name));
    if (known) return { name: mutant.name, outcome: "equivalent", by: known.reason };
    await this.stage.alter(mutant.apply);
    let told: Told | null;
    try {
      told = await this.firstDifference();
    } finally {
      await this.stage.alter(mutant.revert);
    }
    if (!told) return { name: mutant.name, outcome: "survived", by: "" };
    await this.mustAgree(told);
    const { difference } = told;
    return { name: mutant.name, outcome: "caught", by: inOneLine(`${difference.read}, ${difference.about}: expected ${brief(difference.expected)}, got ${brief(difference.got)}`) };
  }

  /** The world that told a mutant says nothing of the kind without it: else the proof fails by itself, and catches nothing. */
  private async mustAgree({ one, reads }: Told): Promise<void> {
    const found = await tryDraft(this.stage, reads, one);
    if (found) throw new Error(`The proof fails without any mutant; run npm run prove first.\n${readable(found)}`);
  }

  private async firstDifference(): Promise<Told | null> {
    // Bare rows ask most in least time, lists and counts next; what else lib shows is asked where those agree.
    const phases = [["rows"], ["list", "facets"]].map((names) => this.reads.filter(({ name }) => names.includes(name)));
    for (const reads of [...phases, this.reads.filter((read) => !phases.flat().includes(read))]) {
      for (const one of [...this.killers, ...this.drafts]) {
        const found = await tryDraft(this.stage, reads, one);
        if (!found) continue;
        if (!this.killers.includes(one)) this.killers.unshift(one);
        return { one, reads, difference: found.difference };
      }
    }
    return null;
  }
}

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 160 ? text : `${text.slice(0, 157)}...`;
}
