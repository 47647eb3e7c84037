import { setTimeout as sleep } from "node:timers/promises";
import { setting } from "@/lib/config/environment";
import { openingUrl } from "../opening";
import { HubUnreachable, SessionNotStarted } from "../services/faults";
import type { BuildingService, ServiceSession } from "../services/service";
import { buildSession } from "./build";
import type { DrivenLaunch } from "./driven";
import { equipSession } from "./equip";
import { serverOf } from "./server";

/** A session that its service says is ready may need a moment until its proxy knows it. */
const ANSWER_PATIENCE_MS = 30_000;
const MOST_SESSIONS = 2;

/**
 * Brings a launch to its notebook at a service that builds: session, files, ticket. The notebook opens at once, and its
 * first cell stages. Each step looks at what is there: a session that was written down is gone on with.
 *
 * @throws ServiceFault, LaunchLost
 */
export async function bringToSession(launch: DrivenLaunch, service: BuildingService, signal: AbortSignal): Promise<void> {
  for (let sessions = 1; ; sessions++) {
    const session = launch.session ?? (await buildSession(launch, service, signal));
    if (await answers(launch, service, session, signal)) {
      await launch.advance("requested", "staging", { message: `${service.facts.title} prepares the session` });
      await equipSession(launch, service, session, signal);
      await launch.advance("staging", "starting", { message: "Notebook, client and ticket are in the session" });
      await launch.advance("starting", "ready", { message: "The notebook is ready; its first cell fetches the data", url: openingUrl(setting("PORTAL_URL"), launch.its.id) });
      return;
    }
    if (sessions === MOST_SESSIONS) throw new SessionNotStarted(service.facts.title, "the session went away before it was used");
    await launch.tell("The session went away before it was used; asking for another");
    await launch.keepSession(null);
  }
}

/** Whether the session is there; false when its service knows it no more. */
async function answers(launch: DrivenLaunch, service: BuildingService, session: ServiceSession, signal: AbortSignal): Promise<boolean> {
  const giveUpAtMs = Date.now() + ANSWER_PATIENCE_MS;
  for (;;) {
    try {
      return (await service.look({ ...serverOf(launch), session }, signal)).state === "ready";
    } catch (error) {
      if (!(error instanceof HubUnreachable) || Date.now() > giveUpAtMs) throw error;
      await launch.tell(`${error.message} Trying again`);
      await sleep(500, undefined, { signal });
    }
  }
}
