import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/config/log";
import { bringData } from "../data/bring";
import { failLaunch } from "../locked";
import { ServiceFault, ServiceGone } from "../services/faults";
import { findService } from "../services/registry";
import { admit } from "./admit";
import { DrivenLaunch, LaunchLost } from "./driven";
import { TooManyAttempts } from "./faults";
import { ensureServer } from "./server";
import { bringToSession } from "./session";
import { watchServer } from "./watch";

/** How often a worker looks whether the launch is still its own to drive. */
const LOOK_MS = 1000;
const MOST_ATTEMPTS = 30;

/**
 * Brings a launch to its notebook, from wherever it stands, or to a failure that says why. Can be begun again after any
 * end, also a kill: each step first looks at what is there already.
 *
 * @param signal ends it; the launch stays as it is, for the next worker
 */
export async function driveLaunch(id: string, signal: AbortSignal): Promise<void> {
  if (!(await admit(id))) return;
  const launch = await DrivenLaunch.takeOver(id);
  if (!launch) return;
  try {
    await untilLost(launch, signal, (ours) => bringToNotebook(launch, ours));
  } catch (error) {
    if (error instanceof LaunchLost) return;
    if (!(error instanceof ServiceFault) || signal.aborted) throw error;
    log.warn({ launchId: id, slug: error.slug, err: error.cause ?? error }, "launch failed");
    await launch.whileOurs((sql, at) => failLaunch(sql, at, error.problem())).catch(ignoreLost);
  }
}

async function bringToNotebook(launch: DrivenLaunch, signal: AbortSignal): Promise<void> {
  if (launch.its.attempt > MOST_ATTEMPTS) throw new TooManyAttempts(MOST_ATTEMPTS);
  const service = findService(launch.its.service);
  if (!service) throw new ServiceGone();
  if ((await launch.now()).state === "requested") await bringData(launch, service, signal);
  if (service.kind === "binderhub") return bringToSession(launch, service, signal);
  if ((await launch.now()).state === "requested") {
    await ensureServer(launch, service, signal);
    await launch.advance("requested", "staging", { message: `${service.facts.title} starts the server, which fetches the data first` });
  }
  await watchServer(launch, service, signal);
}

/** Runs the work, and ends it as soon as the launch is stopped, fails by its session's word, or is another worker's. */
async function untilLost(launch: DrivenLaunch, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const over = new AbortController();
  const looking = AbortSignal.any([signal, over.signal]);
  const look = async (): Promise<void> => {
    while (!looking.aborted) {
      await sleep(LOOK_MS, undefined, { signal: looking });
      await launch.now();
    }
  };
  // Whatever ends the looking, also a database that is away, ends the work with the same reason.
  const watching = look().catch((error: unknown) => over.abort(error));
  try {
    await work(looking);
  } catch (error) {
    throw over.signal.aborted && !signal.aborted ? over.signal.reason : error;
  } finally {
    over.abort();
    await watching;
  }
}

function ignoreLost(error: unknown): void {
  if (!(error instanceof LaunchLost)) throw error;
}
