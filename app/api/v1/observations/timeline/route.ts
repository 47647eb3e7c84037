import { facetQuerySchema } from "@/lib/catalogue/schemas";
import { observationTimeline } from "@/lib/catalogue/spread";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: facetQuerySchema }, async ({ viewer, query }) => json(await observationTimeline(viewer, query)));
