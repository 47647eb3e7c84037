import { resolveTarget } from "@/lib/catalogue/targets/resolve";
import { targetQuerySchema } from "@/lib/catalogue/targets/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: targetQuerySchema }, async ({ query, request }) => json(await resolveTarget(query.name, request.signal)));
