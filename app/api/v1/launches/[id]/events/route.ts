import { z } from "zod";
import { requireSignedIn } from "@/lib/auth/viewer";
import { eventStream } from "@/lib/http/event-stream";
import { route } from "@/lib/http/route";
import { followEvents } from "@/lib/launch/events";
import { getLaunch } from "@/lib/launch/launch";
import { launchEventsQuerySchema } from "@/lib/launch/schemas";

const params = z.object({ id: z.string() });

export const dynamic = "force-dynamic";

export const GET = route({ params, query: launchEventsQuerySchema }, async ({ viewer, params: { id }, query: { after }, request }) => {
  const owner = requireSignedIn(viewer);
  await getLaunch(owner, id);
  const lastSeen = Number.parseInt(request.headers.get("last-event-id") ?? "", 10);
  const gone = new AbortController();
  const signal = AbortSignal.any([request.signal, gone.signal]);
  return eventStream(followEvents(owner, id, Number.isNaN(lastSeen) ? after : lastSeen, signal), () => gone.abort());
});
