import { z } from "zod";
import { eventData, parsedJson, Silence } from "./event-data";
import { BinderFull, BuildFailed, HubAnswerOdd, HubUnreachable, SessionNotStarted } from "./faults";
import type { SpawnEvent } from "./service";

/** Source: PROTOCOLS, BinderHub; `failure` is what the builder itself says (binderhub/builder.py). */
const eventSchema = z.object({ phase: z.string(), message: z.string().optional(), url: z.url().optional(), token: z.string().min(1).optional() });

/** What each phase is to the person who waits. */
const words: Readonly<Record<string, string>> = {
  waiting: "Waiting for a place to build",
  fetching: "Fetching the environment's repository",
  building: "Building the software",
  pushing: "Storing what was built",
  built: "The software is built",
  launching: "Starting the session",
};

const full = /too many|quota|capacity|overloaded|no room/i;

/**
 * The story of a build, from BinderHub's event stream. Reading stops at `ready` and `failed`: who reads on would ask for
 * another session. Ends without an end when the connection broke off or fell silent.
 *
 * @throws BinderFull, BuildFailed, SessionNotStarted, HubAnswerOdd
 */
export async function* buildEvents(title: string, response: Response, silentLimitMs: number, signal: AbortSignal): AsyncGenerator<SpawnEvent> {
  let phase = "";
  try {
    for await (const data of eventData(response, silentLimitMs)) {
      const found = eventSchema.safeParse(parsedJson(data));
      if (!found.success) continue;
      const event = found.data;
      const said = event.message ?? "";
      if (event.phase === "failed" || event.phase === "failure") throw failureOf(title, phase, said);
      if (event.phase === "ready") {
        if (event.url === undefined || event.token === undefined) throw new HubAnswerOdd(title, "a session without address or token");
        const url = event.url.endsWith("/") ? event.url : `${event.url}/`;
        yield { kind: "ready", url, session: { url, token: event.token } };
        return;
      }
      const word = words[event.phase];
      if (word !== undefined && event.phase !== phase) yield { kind: "message", message: word };
      if (word !== undefined) phase = event.phase;
      if (said !== "") yield { kind: "log", text: said };
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof BinderFull || error instanceof BuildFailed || error instanceof HubAnswerOdd || error instanceof Silence) throw error;
    throw new HubUnreachable(title, { cause: error });
  }
}

function failureOf(title: string, phase: string, said: string): BinderFull | BuildFailed {
  const message = said.trim().slice(0, 1000) || "it failed, and gave no reason";
  if (full.test(message)) return new BinderFull(title, message);
  return phase === "built" || phase === "launching" ? new SessionNotStarted(title, message) : new BuildFailed(title, message);
}
