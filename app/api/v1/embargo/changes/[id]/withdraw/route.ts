import { decideChange } from "@/lib/embargo/changes/decide";
import { changeParamsSchema, decisionRequestSchema } from "@/lib/embargo/changes/schemas";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";

export const POST = route({ params: changeParamsSchema, body: decisionRequestSchema }, async ({ viewer, params, body }) =>
  json(await decideChange(viewer, params.id, "withdraw", body.reason, body.expect)),
);
