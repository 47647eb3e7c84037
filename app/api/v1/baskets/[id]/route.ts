import { requireSignedIn } from "@/lib/auth/viewer";
import { readBasket } from "@/lib/basket/basket";
import { changeBasket, deleteBasket } from "@/lib/basket/baskets";
import { revisionTag } from "@/lib/basket/revision";
import { basketPageSchema, basketParamsSchema, basketPatchSchema } from "@/lib/basket/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: basketParamsSchema, query: basketPageSchema }, async ({ viewer, params, query }) => {
  const basket = await readBasket(requireSignedIn(viewer), query, params.id);
  return json(basket, { headers: { etag: revisionTag(basket.revision) } });
});

export const PATCH = route({ params: basketParamsSchema, body: basketPatchSchema }, async ({ viewer, params, body, request }) => {
  const basket = await changeBasket(requireSignedIn(viewer), params.id, body, request.headers.get("if-match"));
  return json(basket, { headers: { etag: revisionTag(basket.revision) } });
});

export const DELETE = route({ params: basketParamsSchema }, async ({ viewer, params, request }) => {
  await deleteBasket(requireSignedIn(viewer), params.id, request.headers.get("if-match"));
  return new Response(null, { status: 204 });
});
