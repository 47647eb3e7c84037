import { requireSignedIn } from "@/lib/auth/viewer";
import { createBasket, listBaskets } from "@/lib/basket/baskets";
import { revisionTag } from "@/lib/basket/revision";
import { basketBodySchema } from "@/lib/basket/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({}, async ({ viewer }) => json(await listBaskets(requireSignedIn(viewer))));

export const POST = route({ body: basketBodySchema }, async ({ viewer, body }) => {
  const basket = await createBasket(requireSignedIn(viewer), body);
  return json(basket, { status: 201, headers: { etag: revisionTag(basket.revision) } });
});
