import { requireSignedIn } from "@/lib/auth/viewer";
import { readBasket } from "@/lib/basket/basket";
import { revisionTag } from "@/lib/basket/revision";
import { basketPageSchema } from "@/lib/basket/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: basketPageSchema }, async ({ viewer, query }) => {
  const basket = await readBasket(requireSignedIn(viewer), query);
  return json(basket, { headers: { etag: revisionTag(basket.revision) } });
});
