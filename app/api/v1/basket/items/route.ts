import { requireSignedIn } from "@/lib/auth/viewer";
import { addToBasket, type BasketChange, removeFromBasket } from "@/lib/basket/basket";
import { revisionTag } from "@/lib/basket/revision";
import { basketAddSchema, basketRemoveSchema } from "@/lib/basket/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const POST = route({ body: basketAddSchema }, async ({ viewer, body, request }) =>
  changed(await addToBasket(requireSignedIn(viewer), body, request.headers.get("if-match"))),
);

export const DELETE = route({ body: basketRemoveSchema }, async ({ viewer, body, request }) =>
  changed(await removeFromBasket(requireSignedIn(viewer), body, request.headers.get("if-match"))),
);

function changed(change: BasketChange): Response {
  return json(change, { headers: { etag: revisionTag(change.revision) } });
}
