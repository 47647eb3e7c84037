import { setTimeout as sleep } from "node:timers/promises";
import { HubBusy, HubUnreachable, SpawnFailed } from "../services/faults";
import type { NamedServerService } from "../services/service";
import type { DrivenLaunch } from "./driven";
import { SessionSilent, TicketTaken } from "./faults";
import { ensureServer, serverOf } from "./server";

/** A hub that restarts finds its servers again; a session that stages needs no hub meanwhile. */
const UNREACHABLE_LIMIT_MS = 300_000;
/** How long after its server is ready a session may still be telling of its staging. */
const REPORT_PATIENCE_MS = 10_000;
/** How often a server that vanished while it started is asked for again. */
const MOST_RESTARTS = 1;

/** Follows the server until it is ready, and brings the launch there. @throws ServiceFault, LaunchLost */
export async function watchServer(launch: DrivenLaunch, service: NamedServerService, signal: AbortSignal): Promise<void> {
  const server = serverOf(launch);
  let reachedAtMs = Date.now();
  let restarts = 0;
  for (;;) {
    try {
      const url = await followOnce(launch, service, signal);
      if (url !== null) return await settle(launch, service.notebookUrl(url, launch.its.notebookPath), signal);
      const now = await service.look(server, signal);
      reachedAtMs = Date.now();
      if (now.state === "ready") return await settle(launch, service.notebookUrl(now.url, launch.its.notebookPath), signal);
      if (now.state === "starting") await sleep(300, undefined, { signal });
      else if (restarts++ < MOST_RESTARTS) await ensureServer(launch, service, signal);
      else throw new SpawnFailed(service.facts.title, "the server went away while it started.");
    } catch (error) {
      if (!(error instanceof HubUnreachable || error instanceof HubBusy) || Date.now() > reachedAtMs + UNREACHABLE_LIMIT_MS) throw error;
      await launch.tell(`${error.message} Trying again`);
      await sleep(1000, undefined, { signal });
    }
  }
}

/** The server's address once it is ready; null when the story broke off. */
async function followOnce(launch: DrivenLaunch, service: NamedServerService, signal: AbortSignal): Promise<string | null> {
  for await (const event of service.follow(serverOf(launch), signal)) {
    if (event.kind === "failed") throw new SpawnFailed(service.facts.title, event.message);
    if (event.kind === "ready") return event.url;
    if (event.kind === "message") await launch.tell(event.message);
  }
  return null;
}

/**
 * The server answers. That alone is no success: a session whose staging failed serves a page that says why. So its own
 * word counts, that the store is whole or that the notebook stages it.
 */
async function settle(launch: DrivenLaunch, url: string, signal: AbortSignal): Promise<void> {
  const giveUpAtMs = Date.now() + REPORT_PATIENCE_MS;
  for (;;) {
    const now = await launch.now();
    if (now.state === "starting") return launch.advance("starting", "ready", { message: "The notebook is ready", url });
    // A session that found its store whole, from an earlier start, has nothing more to say.
    if (now.phase === "verified") await launch.advance("staging", "starting", { message: "The notebook server has started" });
    else if (now.ticketRefused && now.phase === null) throw new TicketTaken();
    else if (Date.now() > giveUpAtMs) throw new SessionSilent();
    else await sleep(200, undefined, { signal });
  }
}
