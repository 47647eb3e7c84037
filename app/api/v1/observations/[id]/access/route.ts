import { explainAccess } from "@/lib/catalogue/observation";
import { accessQuerySchema, observationParamsSchema } from "@/lib/catalogue/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ params: observationParamsSchema, query: accessQuerySchema }, async ({ viewer, params, query }) =>
  json(await explainAccess(viewer, params.id, query.for)),
);
