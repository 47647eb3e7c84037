import type { Viewer } from "@/lib/embargo/viewer";
import { json } from "@/lib/http/json";
import { exportAudit } from "./export";
import { type AuditOf, listAudit } from "./read";
import type { AuditQuery } from "./schemas";

/** An audit in the form that was asked for. @throws NotFound, BadCursor */
export async function auditAnswer(viewer: Viewer, of: AuditOf, query: AuditQuery): Promise<Response> {
  if (query.format === "json") return json(await listAudit(viewer, of, query));
  return new Response(await exportAudit(viewer, of, query), { headers: { "content-type": "text/csv; charset=utf-8; header=present", "content-disposition": 'attachment; filename="audit.csv"' } });
}
