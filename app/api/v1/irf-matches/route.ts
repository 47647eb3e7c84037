import { matchIrfs } from "@/lib/catalogue/irf-match/match-irfs";
import { irfMatchRequestSchema } from "@/lib/catalogue/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const POST = route({ body: irfMatchRequestSchema }, async ({ viewer, body }) => json(await matchIrfs(viewer, body)));
