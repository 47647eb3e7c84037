import { callerAddress } from "@/lib/auth/caller-address";
import { route } from "@/lib/http/route";
import { lookResponse } from "@/lib/looks/answer";
import { lookAtObservation } from "@/lib/looks/look";
import { lookParamsSchema, lookQuerySchema } from "@/lib/looks/schemas";

export const GET = route({ params: lookParamsSchema, query: lookQuerySchema }, async ({ viewer, params: { id, look }, query, request }) =>
  lookResponse(await lookAtObservation(viewer, id, look, query, { address: callerAddress((name) => request.headers.get(name)), signal: request.signal })),
);
