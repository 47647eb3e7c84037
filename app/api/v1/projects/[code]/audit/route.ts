import { auditAnswer } from "@/lib/audit/answer";
import { auditParamsSchema, auditQuerySchema } from "@/lib/audit/schemas";
import { requireSignedIn } from "@/lib/auth/viewer";
import { route } from "@/lib/http/route";

export const GET = route({ params: auditParamsSchema, query: auditQuerySchema }, async ({ viewer, params, query }) =>
  auditAnswer(requireSignedIn(viewer), { project: params.code }, query),
);
