import { basketParamsSchema } from "@/lib/basket/schemas";
import { readSharedManifest } from "@/lib/basket/shared";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: basketParamsSchema }, async ({ viewer, params }) => json(await readSharedManifest(viewer, params.id)));
