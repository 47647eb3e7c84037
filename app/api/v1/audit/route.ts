import { auditAnswer } from "@/lib/audit/answer";
import { collectionAuditQuerySchema } from "@/lib/audit/schemas";
import { requireSignedIn } from "@/lib/auth/viewer";
import { route } from "@/lib/http/route";

export const GET = route({ query: collectionAuditQuerySchema }, async ({ viewer, query: { collection, ...query } }) =>
  auditAnswer(requireSignedIn(viewer), { collection }, query),
);
