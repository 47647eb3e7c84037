import { parseArgs } from "node:util";
import { StartFault } from "../demo/options";

export const partNames = ["load", "search", "embargo", "files", "archive", "audit", "harvest", "looks", "pages", "launch", "users", "scale"] as const;
export type PartName = (typeof partNames)[number];
/** Measured only when it is named, and alone: each takes longer than all others together, on a platform of its own. */
const alone = ["users", "scale"] as const satisfies readonly PartName[];
const usual = partNames.filter((name) => !(alone as readonly PartName[]).includes(name));

export interface BenchOptions {
  readonly only: readonly PartName[];
  /** Sizes of the catalogue at which search is measured, ascending. */
  readonly observations: readonly number[];
  readonly port: number;
  /** Where the database and the lake are kept for the next run; null: in a folder that goes at the end. */
  readonly dataDir: string | null;
  /** How many people use the portal at once, and for how long; for the part `users`. */
  readonly users: number;
  readonly minutes: number;
}

const USAGE = `Usage: npm run bench -- [--only ${partNames.join(",")}] [--observations 100000,1000000] [--port 26000] [--data-dir DIR] [--users 200] [--minutes 10]`;
/** The parts of one platform and the plain servers beside them take so many ports. */
const PORT_COUNT = 20;

export function benchOptions(args: readonly string[]): BenchOptions {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: { only: { type: "string", default: usual.join(",") }, observations: { type: "string" }, port: { type: "string", default: "26000" }, "data-dir": { type: "string" }, users: { type: "string", default: "200" }, minutes: { type: "string", default: "10" } } }));
  } catch (error) {
    throw new StartFault(`${(error as Error).message}\n${USAGE}`);
  }
  const only = values.only.split(",").map((name) => partNames.find((known) => known === name) ?? refuse(`--only ${name}: there is no such part.`));
  const asked = values.observations ?? (only.includes("scale") ? "10000000" : "100000,1000000");
  const observations = [...new Set(asked.split(",").map(Number))].sort((a, b) => a - b);
  if (observations.some((count) => !Number.isInteger(count) || count < 2000 || count > 10_000_000)) refuse(`--observations ${asked}: give numbers from 2000 to 10000000, separated by commas.`);
  if (observations.some((count, i) => i > 0 && count < 2 * observations[i - 1]!)) refuse(`--observations ${asked}: growth shows from one size to at least twice as many.`);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_535 - PORT_COUNT) refuse(`--port ${values.port}: give a number from 1024 to ${65_535 - PORT_COUNT}; the ${PORT_COUNT} ports from it on are used.`);
  const together = only.length > 1 ? alone.find((name) => only.includes(name)) : undefined;
  if (together) refuse(`--only ${values.only}: ${together} stands alone, since it is measured on a platform that has just started. Run it by itself: npm run bench:${together === "users" ? "load" : together}`);
  if (values["data-dir"] !== undefined && !only.includes("scale")) refuse("--data-dir: only the catalogue of --only scale is kept; the other parts begin with an empty one.");
  const users = Number(values.users);
  if (!Number.isInteger(users) || users < 2 || users > 2000) refuse(`--users ${values.users}: give a number from 2 to 2000.`);
  const minutes = Number(values.minutes);
  if (!(minutes >= 0.3 && minutes <= 240)) refuse(`--minutes ${values.minutes}: give a number from 0.3 to 240.`);
  return { only, observations, port, dataDir: values["data-dir"] ?? null, users, minutes };
}

function refuse(fault: string): never {
  throw new StartFault(`${fault}\n${USAGE}`);
}
