import { requireSignedIn } from "@/lib/auth/viewer";
import { changed } from "@/lib/basket/answer";
import { addToBasket, removeFromBasket } from "@/lib/basket/basket";
import { basketAddSchema, basketRemoveSchema } from "@/lib/basket/schemas";
import { route } from "@/lib/http/route";

export const POST = route({ body: basketAddSchema }, async ({ viewer, body, request }) =>
  changed(await addToBasket(requireSignedIn(viewer), body, request.headers.get("if-match"))),
);

export const DELETE = route({ body: basketRemoveSchema }, async ({ viewer, body, request }) =>
  changed(await removeFromBasket(requireSignedIn(viewer), body, request.headers.get("if-match"))),
);
