"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { launchKeys } from "@/components/launch/queries";
import type { LaunchEvent, LaunchState } from "@/lib/launch/schemas";

/** States after which nothing more is told. */
const lastStates: readonly LaunchState[] = ["failed", "ended"];

export interface LaunchStory {
  readonly events: readonly LaunchEvent[];
  /** `lost`: the browser is connecting again; what is on view may be old. */
  readonly connection: "open" | "lost" | "closed";
}

/**
 * Follows a launch as it happens. The browser reconnects by itself and says which event it saw last; where the stream
 * can not be had at all, the launch is asked for anew every three seconds.
 */
export function useLaunchEvents(id: string, isOver: boolean): LaunchStory {
  const client = useQueryClient();
  const [story, setStory] = useState<LaunchStory>({ events: [], connection: "open" });

  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const refresh = () => void client.invalidateQueries({ queryKey: launchKeys.one(id) });
    const source = new EventSource(`/api/v1/launches/${id}/events`);
    const loading = import("@/lib/launch/schemas");
    let lastState: LaunchState | null = null;

    source.onopen = () => setStory((now) => ({ ...now, connection: "open" }));
    source.onmessage = async (message: MessageEvent<string>) => {
      const { launchEventSchema } = await loading;
      const parsed = launchEventSchema.safeParse(JSON.parse(message.data));
      if (!parsed.success) return;
      const event = parsed.data;
      setStory((now) => ({ events: [...now.events.filter((one) => one.seq !== event.seq), event].sort((a, b) => a.seq - b.seq), connection: "open" }));
      // Progress within a state is all in the event; only a new state brings an address or a problem.
      if (event.state !== lastState) refresh();
      lastState = event.state;
      if (lastStates.includes(event.state)) source.close();
    };
    source.onerror = () => {
      setStory((now) => ({ ...now, connection: "lost" }));
      if (source.readyState === EventSource.CLOSED) timer ??= setInterval(refresh, 3000);
    };
    return () => {
      source.close();
      clearInterval(timer);
    };
  }, [client, id]);

  return isOver ? { ...story, connection: "closed" } : story;
}
