import { parseArgs } from "node:util";

export interface MutantOptions {
  /** Mutants whose name holds this. */
  readonly only: string;
  /** Only those that nothing has told yet. */
  readonly untold: boolean;
  /** How many worlds are looked through before a mutant has survived; null: as many as the file of witnesses says. */
  readonly worlds: number | null;
  /** Only by these reads; null: by all. */
  readonly reads: readonly string[] | null;
  /** Every n-th of them, so that several processes share them. */
  readonly part: { readonly number: number; readonly of: number };
  /** A file for the counts, which a test run reads. */
  readonly report: string | null;
  /** Another file of witnesses than the repository's. */
  readonly witnesses: string | null;
}

const USAGE = "Usage: npm run prove:mutants -- [--only TEXT] [--untold] [--worlds N] [--reads rows,writes] [--part 1/2] [--report FILE] [--witnesses FILE]";

/** @throws Error with the fault and the usage */
export function mutantOptions(args: readonly string[]): MutantOptions {
  const { only, untold, worlds, reads, part, report, witnesses } = parsed(args);
  if (worlds !== undefined && !/^[1-9]\d{0,6}$/.test(worlds)) throw new Error(`--worlds ${worlds}: give a whole number above 0.\n${USAGE}`);
  const [, number, of] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(part) ?? [];
  if (number === undefined || Number(number) > Number(of)) throw new Error(`--part ${part}: give which of how many, as 1/2.\n${USAGE}`);
  return { only, untold, worlds: worlds === undefined ? null : Number(worlds), reads: reads?.split(",") ?? null, part: { number: Number(number), of: Number(of) }, report: report ?? null, witnesses: witnesses ?? null };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { only: { type: "string", default: "" }, untold: { type: "boolean", default: false }, worlds: { type: "string" }, reads: { type: "string" }, part: { type: "string", default: "1/1" }, report: { type: "string" }, witnesses: { type: "string" } } }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}
