import fs from "node:fs";
import { z } from "zod";

/** By which of a seed's worlds, asked by whom and about what, a mutant is told. */
const witnessSchema = z.tuple([z.int().min(0), z.int().min(0), z.string()]);
const fileSchema = z.object({ seed: z.int(), worlds: z.int(), mutants: z.record(z.string(), z.array(witnessSchema)) });
/** Worlds are made relative to now: what tells a mutant at the end of a month may not tell it at the beginning of one. */
const KEPT_OF_EACH = 3;

export interface Witness {
  readonly world: number;
  readonly asks: number;
  readonly read: string;
}

/**
 * What told each mutant the last times, the latest first, so that it need not be looked for again. A witness that tells no more is only one
 * that is looked for anew: nothing is believed that is not seen.
 */
export class Witnesses {
  private readonly found: Record<string, z.infer<typeof witnessSchema>[]>;
  /** The seed of the worlds, and how many of them are looked through before a mutant has survived. */
  readonly seed: number;
  readonly worlds: number;

  constructor(private readonly file: string) {
    const { seed, worlds, mutants } = fileSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
    [this.seed, this.worlds, this.found] = [seed, worlds, mutants];
  }

  of(mutant: string): Witness[] {
    return (this.found[mutant] ?? []).map(([world, asks, read]) => ({ world, asks, read }));
  }

  /** The worlds that told any mutant: they know much. */
  get worldsThatTold(): number[] {
    return [...new Set(Object.values(this.found).flatMap((witnesses) => witnesses.map(([world]) => world)))];
  }

  /** Keeps it in the file at once: a hunt takes long, and may be broken off. Another process may write beside it. */
  keep(mutant: string, { world, asks, read }: Witness): void {
    const before = this.found[mutant] ?? [];
    if (before.some((each) => JSON.stringify(each) === JSON.stringify([world, asks, read]))) return;
    const now: z.infer<typeof witnessSchema> = [world, asks, read];
    this.found[mutant] = [now, ...before].slice(0, KEPT_OF_EACH);
    const stored = fileSchema.parse(JSON.parse(fs.readFileSync(this.file, "utf8")));
    const mutants = Object.entries({ ...stored.mutants, ...this.found }).sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = mutants.map(([name, witnesses]) => `    ${JSON.stringify(name)}: ${JSON.stringify(witnesses)}`);
    // Whole or not at all, since another process reads it meanwhile.
    const half = `${this.file}.${process.pid}`;
    fs.writeFileSync(half, `{\n  "seed": ${stored.seed},\n  "worlds": ${stored.worlds},\n  "mutants": {\n${lines.join(",\n")}\n  }\n}\n`);
    fs.renameSync(half, this.file);
  }
}
