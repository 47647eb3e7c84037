import path from "node:path";
import { parseArgs } from "node:util";
import { BadSimulateArguments } from "@/scripts/simulate/errors";

export const usage = `npm run simulate -- --out DIR --seed N [--only CODE]

Writes simulated GADF 0.3 data stores, one per project, and projects.json for the loader.
  --out DIR    new or empty folder, or one that an earlier simulation wrote, which is replaced
  --seed N     whole number from 0 on; the same seed gives the same bytes
  --only CODE  one project only, e.g. SIM-CRAB
`;

export type SimulateArguments = { out: string; seed: number; only: string | null };

/**
 * Reads the command line; null when only the usage was asked for.
 *
 * @throws BadSimulateArguments naming the argument
 */
export function readArguments(args: readonly string[], codes: readonly string[]): SimulateArguments | null {
  const values = parse(args);
  if (values.help) return null;
  if (!values.out) throw wrong("--out is missing: say into which folder, e.g. --out .demo/simulation");
  if (values.seed === undefined) throw wrong("--seed is missing: give a whole number, e.g. --seed 1");
  if (!/^\d+$/.test(values.seed) || !Number.isSafeInteger(Number(values.seed))) {
    throw wrong(`--seed ${values.seed} is no whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  if (values.only !== undefined && !codes.includes(values.only)) {
    throw wrong(`--only ${values.only} is no simulated project: choose one of ${codes.join(", ")}`);
  }
  return { out: path.resolve(values.out), seed: Number(values.seed), only: values.only ?? null };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        out: { type: "string" },
        seed: { type: "string" },
        only: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

function wrong(problem: string): BadSimulateArguments {
  return new BadSimulateArguments(`${problem}\n\n${usage}`);
}
