import { facetQuerySchema } from "@/lib/catalogue/schemas";
import { observationDensity } from "@/lib/catalogue/spread";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: facetQuerySchema }, async ({ viewer, query }) => json(await observationDensity(viewer, query)));
