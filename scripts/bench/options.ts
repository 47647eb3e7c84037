import { parseArgs } from "node:util";
import { StartFault } from "../demo/options";

export const partNames = ["load", "search", "embargo", "files", "archive", "audit", "harvest", "looks", "pages", "launch"] as const;
export type PartName = (typeof partNames)[number];

export interface BenchOptions {
  readonly only: readonly PartName[];
  /** Sizes of the catalogue at which search is measured, ascending. */
  readonly observations: readonly number[];
  readonly port: number;
}

const USAGE = `Usage: npm run bench -- [--only ${partNames.join(",")}] [--observations 100000,1000000] [--port 26000]`;
/** The parts of one platform and the plain servers beside them take so many ports. */
const PORT_COUNT = 20;

export function benchOptions(args: readonly string[]): BenchOptions {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: { only: { type: "string", default: partNames.join(",") }, observations: { type: "string", default: "100000,1000000" }, port: { type: "string", default: "26000" } } }));
  } catch (error) {
    throw new StartFault(`${(error as Error).message}\n${USAGE}`);
  }
  const only = values.only.split(",").map((name) => partNames.find((known) => known === name) ?? refuse(`--only ${name}: there is no such part.`));
  const observations = [...new Set(values.observations.split(",").map(Number))].sort((a, b) => a - b);
  if (observations.some((count) => !Number.isInteger(count) || count < 2000 || count > 10_000_000)) refuse(`--observations ${values.observations}: give numbers from 2000 to 10000000, separated by commas.`);
  if (observations.some((count, i) => i > 0 && count < 2 * observations[i - 1]!)) refuse(`--observations ${values.observations}: growth shows from one size to at least twice as many.`);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_535 - PORT_COUNT) refuse(`--port ${values.port}: give a number from 1024 to ${65_535 - PORT_COUNT}; the ${PORT_COUNT} ports from it on are used.`);
  return { only, observations, port };
}

function refuse(fault: string): never {
  throw new StartFault(`${fault}\n${USAGE}`);
}
