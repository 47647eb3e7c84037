import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { makeDemoData } from "../../demo/data";
import { iamPart, productParts, systemEnvironment } from "../../demo/parts";
import type { Part } from "../../processes/part";
import { loadStore, settle } from "../catalogue";
import type { Ending } from "../ending";
import type { Figure } from "../figure";
import { insertLookFiles } from "../look-files";
import { type Platform, root } from "../platform";
import { buildWhereChanged, portalUrl } from "../portal";
import { syntheticStore } from "../synthetic-store";
import { userAccounts } from "./accounts";
import { memoryFigures, restartFigure, timeFigures } from "./figures";
import { collectedMb, type MeasuredPart, memoryMb, PeakWatch } from "./part-memory";
import { type Plan, SEED, subjectsOf } from "./plan";
import { processorFigure, ProcessorWatch } from "./processors";
import { runGenerator } from "./run-generator";

export interface UsersOptions {
  readonly users: number;
  readonly minutes: number;
  /** The size of the catalogue. */
  readonly observations: number;
}

/** So many rows with files can be loaded into one table in moments; the rest of the catalogue has none. */
const MOST_WITH_FILES = 12_000;
const LOOK_COLLECTION = "bench-looks";
const LOOK_FILES = 20;
const SIMULATED = ["sim-crab", "sim-agn", "sim-gps"];
const ARRIVAL_SEC = 30;
const THINK_SEC: Plan["thinkSec"] = [5, 15];
/** A portal that has just started compiles what it runs, and opens its connections: what it takes then is not what it takes. */
const WARM_UP: Pick<Plan, "seconds" | "arrivalSec" | "thinkSec"> & { readonly users: number } = { users: 20, seconds: 30, arrivalSec: 2, thinkSec: [0.5, 1] };
/** The worker says by nothing that it has started. */
const STARTED_MS = 5000;
const REST_MS = 60_000;

/** Many people at once, each with time to think: how long they wait, what goes wrong, and whether the memory comes back. */
export async function usersFigures(platform: Platform, ending: Ending, options: UsersOptions): Promise<Figure[]> {
  const plan = await prepare(platform, options);
  await startParts(platform, options.users);
  const parts = measuredParts(platform);
  await sleep(STARTED_MS);
  const startedMb = memoryMb(parts);
  const folder = platform.setting.options.dataDir;
  await runGenerator({ ...plan, ...WARM_UP, seed: SEED + 1, usernames: plan.usernames.slice(0, WARM_UP.users / 2), anonymous: Math.min(plan.anonymous, WARM_UP.users / 2) }, folder, ending);
  await sleep(REST_MS);
  const beforeMb = await collectedMb(parts);
  const peaks = new PeakWatch(parts);
  const processors = new ProcessorWatch(parts);
  const result = await runGenerator(plan, folder, ending);
  const processorsTaken = processors.taken(measuredParts(platform));
  const peakMb = peaks.stop();
  for (const { what, count, example } of result.faults) console.error(`${count} x ${what}, such as ${example}`);
  await sleep(REST_MS);
  const partsAfter = measuredParts(platform);
  const restedMb = memoryMb(partsAfter);
  const afterMb = await collectedMb(partsAfter);
  const restarts = partsAfter.filter(({ pid }, i) => pid !== parts[i]!.pid).map(({ name }) => name);
  return [...timeFigures(result, howOf(options)), processorFigure(result, processorsTaken), restartFigure(restarts), ...memoryFigures({ startedMb, beforeMb, peakMb, restedMb, afterMb })];
}

async function prepare(platform: Platform, { users, minutes, observations }: UsersOptions): Promise<Plan> {
  const { setting } = platform;
  await buildWhereChanged();
  const withFiles = Math.min(MOST_WITH_FILES, Math.floor(observations / 2));
  const store = syntheticStore({ name: "syn-users", observations: withFiles, products: true, member: true });
  await loadStore(syntheticStore({ name: "syn-rest", observations: observations - withFiles, products: false, member: false }));
  await loadStore(store);
  await makeDemoData(root, setting.options.dataDir, { ...systemEnvironment(setting), AIRSHOWER_PROCESS: "loader" });
  await insertLookFiles(LOOK_COLLECTION, LOOK_FILES);
  await settle(platform);
  const seconds = minutes * 60;
  const usernames = userAccounts(users).map(({ username }) => username);
  return { portalUrl: portalUrl(platform), seed: SEED, usernames, anonymous: users - usernames.length, seconds, arrivalSec: Math.min(ARRIVAL_SEC, seconds / 3), thinkSec: THINK_SEC, subjects: subjectsOf(store), lookCollections: [LOOK_COLLECTION, ...SIMULATED] };
}

/** The product's parts as they are, but that they can be told to collect their garbage; an identity service that knows the users. */
async function startParts(platform: Platform, users: number): Promise<void> {
  const { setting } = platform;
  const preload = `--import=${pathToFileURL(path.join(import.meta.dirname, "collect-garbage.mjs")).href}`;
  const product = productParts(setting).map((part): Part => ({ ...part, env: { ...part.env, NODE_OPTIONS: [part.env.NODE_OPTIONS, preload].filter(Boolean).join(" ") } }));
  const iam = iamPart(setting);
  await platform.start({ ...iam, args: ["--import", "tsx", path.join(import.meta.dirname, "iam.ts")], env: { ...iam.env, USERS: String(users) } }, ...product);
}

/** Those that run now: one that died is started again by then. */
function measuredParts(platform: Platform): MeasuredPart[] {
  const { setting } = platform;
  return [...productParts(setting).map(({ name }) => ({ name, pid: platform.pidOf(name), isNode: true })), { name: "postgres", pid: setting.database.server.pid, isNode: false }];
}

function howOf({ users, minutes, observations }: UsersOptions): string {
  return (
    `${users} users for ${minutes} minutes on a catalogue of ${observations} observations, half of them signed in with accounts and baskets of their own, coming within ${ARRIVAL_SEC} s, ` +
    `${THINK_SEC[0]} to ${THINK_SEC[1]} s between two actions; all from one address, no limit of the product changed: only failures and API tokens are counted`
  );
}
