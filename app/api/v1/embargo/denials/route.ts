import { placedQuerySchema } from "@/lib/embargo/changes/office-schemas";
import { listDenials } from "@/lib/embargo/changes/placed";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const GET = route({ query: placedQuerySchema }, async ({ viewer, query }) => json(await listDenials(viewer, query)));
