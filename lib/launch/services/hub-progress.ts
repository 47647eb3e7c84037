import { z } from "zod";
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
 * The events of a hub's `progress` stream, as they come. Lines that are no event (keep-alives, comments) are skipped.
 * Ends when the stream does; the last event is `ready` or `failed` unless the connection broke.
 */
export async function* spawnEvents(hub: HubAddress, response: Response, signal: AbortSignal): AsyncGenerator<SpawnEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks(hub, response, signal)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = line.startsWith("data:") ? eventOf(line.slice(5)) : null;
      if (event) yield event;
      if (event && event.kind !== "message") return;
    }
  }
}

async function* chunks(hub: HubAddress, response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read());
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw unreachable(hub, error, signal);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function withinSilence<Result>(reading: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing for ${SILENCE_LIMIT_MS / 1000} s`)), SILENCE_LIMIT_MS);
  });
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function eventOf(data: string): SpawnEvent | null {
  const found = progressSchema.safeParse(parsed(data));
  if (!found.success) return null;
  const { ready, failed, url, message } = found.data;
  if (failed) return { kind: "failed", message: (message ?? "Spawn failed").slice(0, 1000) };
  if (ready && url) return { kind: "ready", url };
  return message ? { kind: "message", message: message.slice(0, 300) } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
