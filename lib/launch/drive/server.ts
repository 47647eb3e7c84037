import { setTimeout as sleep } from "node:timers/promises";
import { setting } from "@/lib/config/environment";
import { HubBusy, HubUnreachable, SpawnFailed } from "../services/faults";
import type { NamedServerService, ServerRef } from "../services/service";
import { issueTicket } from "../ticket";
import type { DrivenLaunch } from "./driven";
import { environmentOf } from "./environment";
import { inTurn } from "./turns";

/** How long a service may be away, or busy, before a launch that it has not taken on fails. */
export const START_PATIENCE_MS = 45_000;

/** The server of a launch. Its name is its work folder's: no service has two of one name, so no folder has two servers. */
export function serverOf(launch: DrivenLaunch): ServerRef {
  return { username: launch.its.username, serverName: launch.its.serverName, launchId: launch.its.id, session: launch.session };
}

/**
 * Makes sure that the launch has its one server. What the service says comes first: after a lost answer, or another
 * worker's end, it may have started already. A server of an earlier launch of the same files is ended before.
 */
export async function ensureServer(launch: DrivenLaunch, service: NamedServerService, signal: AbortSignal): Promise<void> {
  let failingSinceMs: number | null = null;
  for (;;) {
    try {
      if (await step(launch, service, signal)) return;
      failingSinceMs = null;
    } catch (error) {
      failingSinceMs ??= Date.now();
      if (!(error instanceof HubUnreachable || error instanceof HubBusy) || Date.now() > failingSinceMs + START_PATIENCE_MS) throw error;
      await launch.tell(`${error.message} Trying again`);
      await sleep(1000, undefined, { signal });
    }
  }
}

/** One look and what follows from it; true when the server is on its way. */
async function step(launch: DrivenLaunch, service: NamedServerService, signal: AbortSignal): Promise<boolean> {
  const server = serverOf(launch);
  const there = await inTurn(service.facts.id, signal, () => service.look(server, signal));
  if (there.state === "starting" || there.state === "ready") {
    if (there.launchId === server.launchId) return true;
    if (there.launchId === null) throw new SpawnFailed(service.facts.title, `a server named ${server.serverName} runs that no launch started. Stop it there first.`);
    await launch.tell("Waiting for the server of an earlier launch of the same files to end");
    await service.remove({ ...server, launchId: there.launchId }, signal);
    return false;
  }
  if (there.state === "stopping") {
    await sleep(300, undefined, { signal });
    return false;
  }
  const chosen = await chosenOptions(launch, service);
  const ticket = await launch.whileOurs((sql) => issueTicket(sql, server.launchId));
  const options = { ...chosen, ticket, portal: setting("PORTAL_URL"), launchId: server.launchId, workFolder: launch.its.workFolder };
  await inTurn(service.facts.id, signal, () => service.start(server, options, signal));
  return true;
}

/** What the chosen environment and size add to a start. */
async function chosenOptions(launch: DrivenLaunch, service: NamedServerService): Promise<Record<string, string>> {
  const { sizes } = service.facts;
  const size = sizes.find(({ id }) => id === launch.its.size) ?? sizes[0];
  const { options } = await environmentOf(launch, service);
  return { ...options, ...size?.options };
}
