import { placedQuerySchema } from "@/lib/embargo/changes/office-schemas";
import { listHolds } from "@/lib/embargo/changes/placed";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: placedQuerySchema }, async ({ viewer, query }) => json(await listHolds(viewer, query)));
