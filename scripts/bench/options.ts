import { parseArgs } from "node:util";
import { StartFault } from "../demo/options";

export const partNames = ["load", "search", "embargo", "files", "archive", "audit", "harvest", "looks", "pages", "launch", "users"] as const;
export type PartName = (typeof partNames)[number];
/** What is measured unless something is chosen: many users at once take a quarter of an hour. */
const defaultParts = partNames.filter((name) => name !== "users");

export interface BenchOptions {
  readonly only: readonly PartName[];
  /** Sizes of the catalogue at which search is measured, ascending. */
  readonly observations: readonly number[];
  readonly port: number;
  /** How many people use the portal at once, and for how long; for the part `users`. */
  readonly users: number;
  readonly minutes: number;
}

const USAGE = `Usage: npm run bench -- [--only ${partNames.join(",")}] [--observations 100000,1000000] [--port 26000] [--users 200] [--minutes 10]`;
/** The parts of one platform and the plain servers beside them take so many ports. */
const PORT_COUNT = 20;

export function benchOptions(args: readonly string[]): BenchOptions {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: { only: { type: "string", default: defaultParts.join(",") }, observations: { type: "string", default: "100000,1000000" }, port: { type: "string", default: "26000" }, users: { type: "string", default: "200" }, minutes: { type: "string", default: "10" } } }));
  } catch (error) {
    throw new StartFault(`${(error as Error).message}\n${USAGE}`);
  }
  const only = values.only.split(",").map((name) => partNames.find((known) => known === name) ?? refuse(`--only ${name}: there is no such part.`));
  const observations = [...new Set(values.observations.split(",").map(Number))].sort((a, b) => a - b);
  if (observations.some((count) => !Number.isInteger(count) || count < 2000 || count > 10_000_000)) refuse(`--observations ${values.observations}: give numbers from 2000 to 10000000, separated by commas.`);
  if (observations.some((count, i) => i > 0 && count < 2 * observations[i - 1]!)) refuse(`--observations ${values.observations}: growth shows from one size to at least twice as many.`);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_535 - PORT_COUNT) refuse(`--port ${values.port}: give a number from 1024 to ${65_535 - PORT_COUNT}; the ${PORT_COUNT} ports from it on are used.`);
  if (only.includes("users") && only.length > 1) refuse(`--only ${values.only}: users stand alone, since they are measured on a platform that has just started. Run them by themselves: npm run bench:load`);
  const users = Number(values.users);
  if (!Number.isInteger(users) || users < 2 || users > 2000) refuse(`--users ${values.users}: give a number from 2 to 2000.`);
  const minutes = Number(values.minutes);
  if (!(minutes >= 0.3 && minutes <= 240)) refuse(`--minutes ${values.minutes}: give a number from 0.3 to 240.`);
  return { only, observations, port, users, minutes };
}

function refuse(fault: string): never {
  throw new StartFault(`${fault}\n${USAGE}`);
}
