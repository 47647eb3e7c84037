import { requireSignedIn } from "@/lib/auth/viewer";
import { manifestResponse } from "@/lib/basket/export/formats";
import { buildManifest } from "@/lib/basket/manifest";
import { basketParamsSchema, manifestQuerySchema } from "@/lib/basket/schemas";
import { route } from "@/lib/http/route";

export const GET = route({ params: basketParamsSchema, query: manifestQuerySchema }, async ({ viewer, params, query: { analysis, format, since } }) =>
  manifestResponse(await buildManifest(requireSignedIn(viewer), analysis, { basketId: params.id, since }), format),
);
