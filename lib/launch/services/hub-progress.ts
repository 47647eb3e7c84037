import { z } from "zod";
import { eventData, parsedJson } from "./event-data";
import { type HubAddress, unreachable } from "./hub-client";
import type { SpawnEvent } from "./service";

/** A hub writes an empty line every eight seconds; after this long without any the connection is dead. */
const SILENCE_LIMIT_MS = 45_000;

const progressSchema = z.object({
  message: z.string().optional(),
  ready: z.boolean().optional(),
  failed: z.boolean().optional(),
  url: z.string().optional(),
});

/**
 * The events of a hub's `progress` stream, as they come. Ends when the stream does; the last event is `ready` or
 * `failed` unless the connection broke.
 */
export async function* spawnEvents(hub: HubAddress, response: Response, signal: AbortSignal): AsyncGenerator<SpawnEvent> {
  try {
    for await (const data of eventData(response, SILENCE_LIMIT_MS)) {
      const event = eventOf(data);
      if (event) yield event;
      if (event && event.kind !== "message") return;
    }
  } catch (error) {
    throw unreachable(hub, error, signal);
  }
}

function eventOf(data: string): SpawnEvent | null {
  const found = progressSchema.safeParse(parsedJson(data));
  if (!found.success) return null;
  const { ready, failed, url, message } = found.data;
  if (failed) return { kind: "failed", message: (message ?? "Spawn failed").slice(0, 1000) };
  if (ready && url) return { kind: "ready", url };
  return message ? { kind: "message", message: message.slice(0, 300) } : null;
}
