import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

export interface ProveOptions {
  readonly worlds: number;
  /** The same seed makes the same worlds, their dates moved to the day. */
  readonly seed: number;
  /** How many worlds are asked about over HTTP. */
  readonly httpWorlds: number;
  /** A file for the counts, which a test run reads. */
  readonly report: string | null;
}

const USAGE = "Usage: npm run prove -- [--worlds 2000] [--seed N] [--http | --http-worlds 200] [--report FILE]";

/** @param preset what holds where the line says nothing; without a seed, any. @throws Error with the fault and the usage. */
export function proveOptions(args: readonly string[], preset: { readonly worlds: number; readonly seed?: number } = { worlds: 2000 }): ProveOptions {
  const { values } = parsed(args);
  const worlds = values.worlds === undefined ? preset.worlds : wholeNumber("worlds", values.worlds);
  const seed = values.seed === undefined ? (preset.seed ?? randomInt(2 ** 31)) : wholeNumber("seed", values.seed);
  const httpWorlds = values["http-worlds"] === undefined ? (values.http ? Math.ceil(worlds / 10) : 0) : wholeNumber("http-worlds", values["http-worlds"]);
  return { worlds, seed, httpWorlds, report: values.report ?? null };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { worlds: { type: "string" }, seed: { type: "string" }, http: { type: "boolean", default: false }, "http-worlds": { type: "string" }, report: { type: "string" } } });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} ${text}: give a whole number.\n${USAGE}`);
  return value;
}
