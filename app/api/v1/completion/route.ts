import { complete } from "@/lib/catalogue/completion";
import { completionQuerySchema } from "@/lib/catalogue/completion-schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: completionQuerySchema }, async ({ viewer, query }) => json(await complete(viewer, query)));
