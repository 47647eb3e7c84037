import { requireSignedIn } from "@/lib/auth/viewer";
import { basketParamsSchema } from "@/lib/basket/schemas";
import { eventStream } from "@/lib/http/event-stream";
import { route } from "@/lib/http/route";
import { worthQuerySchema } from "@/lib/looks/worth/schema";
import { chosenOf, worthOf } from "@/lib/looks/worth/worth";

export const dynamic = "force-dynamic";

export const GET = route({ params: basketParamsSchema, query: worthQuerySchema }, async ({ viewer, params, query, request }) => {
  const owner = requireSignedIn(viewer);
  const chosen = await chosenOf(owner, params.id);
  const gone = new AbortController();
  return eventStream(worthOf(owner, chosen, query.energyTeV, AbortSignal.any([request.signal, gone.signal])), () => gone.abort());
});
