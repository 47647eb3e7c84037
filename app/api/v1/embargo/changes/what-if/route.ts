import { whatIf } from "@/lib/embargo/changes/make";
import { whatIfRequestSchema } from "@/lib/embargo/changes/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const POST = route({ body: whatIfRequestSchema }, async ({ viewer, body }) => json(await whatIf(viewer, body.change)));
