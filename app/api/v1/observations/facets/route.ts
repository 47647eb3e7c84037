import { observationFacets } from "@/lib/catalogue/facets";
import { facetQuerySchema } from "@/lib/catalogue/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: facetQuerySchema }, async ({ viewer, query }) => json(await observationFacets(viewer, query)));
