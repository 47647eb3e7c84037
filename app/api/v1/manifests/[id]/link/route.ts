import { requireSignedIn } from "@/lib/auth/viewer";
import { endLink, shareManifest } from "@/lib/basket/links";
import { basketParamsSchema } from "@/lib/basket/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const POST = route({ params: basketParamsSchema }, async ({ viewer, params }) => json(await shareManifest(requireSignedIn(viewer), params.id)));

export const DELETE = route({ params: basketParamsSchema }, async ({ viewer, params }) => json(await endLink(requireSignedIn(viewer), params.id)));
