import { explainAccess } from "@/lib/catalogue/observation";
import { observationParamsSchema } from "@/lib/catalogue/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: observationParamsSchema }, async ({ viewer, params }) => json(await explainAccess(viewer, params.id)));
