"use client";

import { useEffect, useState } from "react";
import { ApiProblem, problemOf } from "@/components/api/problem";
import type { Exposure, WorthEvent, WorthSummary } from "@/lib/looks/worth/schema";

export interface Worth {
  readonly summary: WorthSummary | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly exposure: Exposure | null;
  readonly error: unknown;
}

const nothing: Worth = { summary: null, progress: null, exposure: null, error: null };

/** What a basket is worth, as the sum grows. It is left off, here and in the portal, when this goes or another is asked for. */
export function useWorth(basketId: string, revision: number, energyTeV: number, attempt: number): Worth {
  const [worth, setWorth] = useState(nothing);
  useEffect(() => {
    const ending = new AbortController();
    setWorth((before) => ({ ...nothing, summary: before.summary }));
    follow(`/api/v1/baskets/${basketId}/worth?energyTeV=${energyTeV}`, ending.signal, (event) => setWorth((before) => ({ ...before, ...told(event) })))
      .then((isWhole) => isWhole || Promise.reject(new ApiProblem("cut-off", 0, "The sum broke off", "The connection ended before the sum did.", null)))
      .catch((error: unknown) => ending.signal.aborted || setWorth((before) => ({ ...before, progress: null, error })));
    return () => ending.abort();
  }, [basketId, revision, energyTeV, attempt]);
  return worth;
}

function told(event: WorthEvent): Partial<Worth> {
  if (event.kind === "summary") return { summary: event.summary };
  return event.kind === "progress" ? { progress: event } : { progress: null, exposure: event.exposure };
}

/** Reads server-sent events to their end; whether the last one came. */
async function follow(address: string, signal: AbortSignal, hear: (event: WorthEvent) => void): Promise<boolean> {
  const [response, { worthEventSchema }] = await Promise.all([fetch(address, { signal, headers: { accept: "text/event-stream" } }), import("@/lib/looks/worth/schema")]);
  if (!response.ok || !response.body) throw await problemOf(response);
  const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let isWhole = false;
  for (;;) {
    const { done, value } = await text.read();
    if (done) return isWhole;
    const events = (rest + value).split("\n\n");
    rest = events.pop() ?? "";
    for (const data of events.flatMap((event) => /^data: (.*)$/m.exec(event)?.[1] ?? [])) {
      const event = worthEventSchema.parse(JSON.parse(data));
      isWhole ||= event.kind === "exposure";
      hear(event);
    }
  }
}
