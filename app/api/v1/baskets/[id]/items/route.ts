import { requireSignedIn } from "@/lib/auth/viewer";
import { changed } from "@/lib/basket/answer";
import { addToBasket, removeFromBasket } from "@/lib/basket/basket";
import { basketAddSchema, basketParamsSchema, basketRemoveSchema } from "@/lib/basket/schemas";
import { route } from "@/lib/http/route";

export const POST = route({ params: basketParamsSchema, body: basketAddSchema }, async ({ viewer, params, body, request }) =>
  changed(await addToBasket(requireSignedIn(viewer), body, request.headers.get("if-match"), params.id)),
);

export const DELETE = route({ params: basketParamsSchema, body: basketRemoveSchema }, async ({ viewer, params, body, request }) =>
  changed(await removeFromBasket(requireSignedIn(viewer), body, request.headers.get("if-match"), params.id)),
);
