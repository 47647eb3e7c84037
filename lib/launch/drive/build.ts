import { setTimeout as sleep } from "node:timers/promises";
import { Silence } from "../services/event-data";
import { BuildLost, BuildTooLong, EnvironmentGone, HubUnreachable } from "../services/faults";
import { environmentOf } from "./environment";
import type { BuildingService, ServiceSession } from "../services/service";
import { type DrivenLaunch, LaunchLost } from "./driven";
import { BuildLog } from "./log";
import { serverOf } from "./server";

/** How often a connection that broke off, or fell silent, is made again: the build itself goes on, and is found. */
const MOST_SILENCES = 3;
const UNREACHABLE_LIMIT_MS = 60_000;

/**
 * Has the software built, if it is not, and a session started from it, and writes the session's address down. A build that
 * another worker had begun is joined by asking for the same: the service builds one repository once.
 *
 * @throws ServiceFault, LaunchLost
 */
export async function buildSession(launch: DrivenLaunch, service: BuildingService, signal: AbortSignal): Promise<ServiceSession> {
  const { repository } = await environmentOf(launch, service);
  if (!repository) throw new EnvironmentGone(service.facts.title);
  const leftMs = launch.its.admittedAt.getTime() + service.buildLimitMs - Date.now();
  const tooLong = AbortSignal.timeout(Math.max(0, leftMs));
  const log = new BuildLog(launch);
  try {
    return await untilReady(launch, service, repository, log, AbortSignal.any([signal, tooLong]));
  } catch (error) {
    throw tooLong.aborted && !signal.aborted ? new BuildTooLong(service.facts.title, service.buildLimitMs) : error;
  } finally {
    await log.write().catch(ignoreLost);
  }
}

async function untilReady(launch: DrivenLaunch, service: BuildingService, repository: string, log: BuildLog, signal: AbortSignal): Promise<ServiceSession> {
  let silences = 0;
  let reachedAtMs = Date.now();
  for (;;) {
    try {
      const session = await buildOnce(launch, service, repository, log, signal);
      if (session !== null) return session;
      throw new Silence(0);
    } catch (error) {
      if (error instanceof Silence) {
        if (++silences >= MOST_SILENCES) throw new BuildLost(service.facts.title, silences);
        reachedAtMs = Date.now();
        await log.add("[the connection to the build was lost; asking again]");
      } else if (!(error instanceof HubUnreachable) || Date.now() > reachedAtMs + UNREACHABLE_LIMIT_MS) throw error;
      else await launch.tell(`${error.message} Trying again`);
      await sleep(1000, undefined, { signal });
    }
  }
}

/** The session; null when the story broke off. */
async function buildOnce(launch: DrivenLaunch, service: BuildingService, repository: string, log: BuildLog, signal: AbortSignal): Promise<ServiceSession | null> {
  let wasTakenOn = false;
  for await (const event of service.build(repository, signal)) {
    if (event.kind === "ready" && event.session) return keep(launch, service, event.session);
    if (!wasTakenOn) await launch.advance("requested", "staging", { message: `${service.facts.title} prepares the session` });
    wasTakenOn = true;
    if (event.kind === "log") await log.add(event.text);
    if (event.kind === "message") await launch.tell(event.message);
  }
  return null;
}

/** Written down before anything is done with it. Of a launch that ended meanwhile nobody will come for its session: it is ended here. */
async function keep(launch: DrivenLaunch, service: BuildingService, session: ServiceSession): Promise<ServiceSession> {
  try {
    await launch.keepSession(session);
    return session;
  } catch (error) {
    if (error instanceof LaunchLost) await service.remove({ ...serverOf(launch), session }, AbortSignal.timeout(30_000)).catch(() => undefined);
    throw error;
  }
}

function ignoreLost(error: unknown): void {
  if (!(error instanceof LaunchLost)) throw error;
}
