import { requireSignedIn } from "@/lib/auth/viewer";
import { buildManifest } from "@/lib/basket/manifest";
import { manifestQuerySchema } from "@/lib/basket/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: manifestQuerySchema }, async ({ viewer, query }) => json(await buildManifest(requireSignedIn(viewer), query.analysis)));
