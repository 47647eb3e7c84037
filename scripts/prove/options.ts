import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

export interface ProveOptions {
  readonly worlds: number;
  /** The same seed makes the same worlds, their dates moved to the day. */
  readonly seed: number;
  readonly http: boolean;
  /** Of mutants, those whose name holds this. */
  readonly only: string;
}

const USAGE = "Usage: npm run prove -- [--worlds 2000] [--seed N] [--http], npm run prove:mutants -- [--worlds 1000] [--seed N] [--only TEXT]";

/** @param preset what holds where the line says nothing; without a seed, any. @throws Error with the fault and the usage. */
export function proveOptions(args: readonly string[], preset: { readonly worlds: number; readonly seed?: number } = { worlds: 2000 }): ProveOptions {
  const { values } = parsed(args);
  const worlds = values.worlds === undefined ? preset.worlds : wholeNumber("worlds", values.worlds);
  if (worlds < 1) throw new Error(`--worlds ${values.worlds}: give at least one.\n${USAGE}`);
  const seed = values.seed === undefined ? (preset.seed ?? randomInt(2 ** 31)) : wholeNumber("seed", values.seed);
  return { worlds, seed, http: values.http, only: values.only };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { worlds: { type: "string" }, seed: { type: "string" }, http: { type: "boolean", default: false }, only: { type: "string", default: "" } } });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} ${text}: give a whole number.\n${USAGE}`);
  return value;
}
