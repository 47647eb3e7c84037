import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

export interface ProveOptions {
  readonly worlds: number;
  /** The same seed makes the same worlds, their dates moved to the day. */
  readonly seed: number;
  readonly http: boolean;
}

const USAGE = "Usage: npm run prove -- [--worlds 2000] [--seed N] [--http]";

/** @throws Error with the fault and the usage. */
export function proveOptions(args: readonly string[]): ProveOptions {
  const { values } = parsed(args);
  const worlds = wholeNumber("worlds", values.worlds);
  if (worlds < 1) throw new Error(`--worlds ${values.worlds}: give at least one.\n${USAGE}`);
  return { worlds, seed: values.seed === undefined ? randomInt(2 ** 31) : wholeNumber("seed", values.seed), http: values.http };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { worlds: { type: "string", default: "2000" }, seed: { type: "string" }, http: { type: "boolean", default: false } } });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} ${text}: give a whole number.\n${USAGE}`);
  return value;
}
