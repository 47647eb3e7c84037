import { requireSignedIn } from "@/lib/auth/viewer";
import { manifestResponse } from "@/lib/basket/export/formats";
import { buildManifest } from "@/lib/basket/manifest";
import { manifestQuerySchema } from "@/lib/basket/schemas";
import { route } from "@/lib/http/route";

export const GET = route({ query: manifestQuerySchema }, async ({ viewer, query: { analysis, format, since } }) =>
  manifestResponse(await buildManifest(requireSignedIn(viewer), analysis, { since }), format),
);
