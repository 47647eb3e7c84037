import { callerAddress } from "@/lib/auth/caller-address";
import { route } from "@/lib/http/route";
import { lookResponse } from "@/lib/looks/answer";
import { lookAtProduct } from "@/lib/looks/look";
import { hduParamsSchema, hdusQuerySchema } from "@/lib/looks/schemas";

export const GET = route({ params: hduParamsSchema, query: hdusQuerySchema }, async ({ viewer, params: { id, hdu }, query: { waitSec }, request: { headers, signal } }) =>
  lookResponse(await lookAtProduct(viewer, id, hdu, { waitSec, signal, address: callerAddress((name) => headers.get(name)) })),
);
