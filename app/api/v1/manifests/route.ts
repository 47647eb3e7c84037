import { requireSignedIn } from "@/lib/auth/viewer";
import { createManifest, listManifests } from "@/lib/basket/links";
import { manifestBodySchema, manifestPageSchema } from "@/lib/basket/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: manifestPageSchema }, async ({ viewer, query }) => json(await listManifests(requireSignedIn(viewer), query)));

export const POST = route({ body: manifestBodySchema }, async ({ viewer, body }) => json(await createManifest(requireSignedIn(viewer), body), { status: 201 }));
