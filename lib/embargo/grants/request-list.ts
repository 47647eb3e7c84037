import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import { selectionsShown } from "./grant-sql";
import type { AccessRequest, RequestQuery } from "./schemas";

export interface RequestPage {
  readonly items: AccessRequest[];
  readonly nextCursor: string | null;
  readonly totalCount: number | null;
}

/** For whom it is to answer: for access who may give rights on all of it, for dates who manages the project; nobody one's own. */
const ANSWERS = `(r.asked_by <> embargo.me() AND CASE r.kind WHEN 'access' THEN embargo.governs(NULL, NULL, r.selection_id) ELSE embargo.manages_project(r.project_id) END)`;

/** Requests with what the viewer sees of what they are about; `some` gives rows of request. */
function requestStatement(some: string): string {
  return `WITH r AS MATERIALIZED (${some}),
people AS MATERIALIZED (SELECT sub, username, name FROM embargo.people((SELECT array_agg(s.sub) FROM r CROSS JOIN LATERAL unnest(ARRAY[r.asked_by, r.answered_by]) AS s(sub)))),
s AS MATERIALIZED (${selectionsShown("SELECT array_agg(DISTINCT r.selection_id) FROM r")})
SELECT r.id, r.kind, r.state, p.code AS project, coalesce(s.count, 0) AS "observationCount", s.ids,
  jsonb_build_object('name', asker.username, 'displayName', asker.name) AS "askedBy", r.asked_at AS "askedAt", r.reason, r.wanted_at AS "wantedAt",
  CASE WHEN r.answered_by IS NOT NULL THEN jsonb_build_object('name', answerer.username, 'displayName', answerer.name) END AS "answeredBy",
  r.answered_at AS "answeredAt", r.answer, g.id AS "grantId", g.valid_until AS until,
  r.state = 'open' AND r.answers AS "mayAnswer", r.state = 'open' AND r.asked_by = embargo.me() AS "mayWithdraw"
FROM r LEFT JOIN project p ON p.id = r.project_id LEFT JOIN access_grant g ON g.id = r.grant_id LEFT JOIN s ON s.id = r.selection_id
LEFT JOIN people asker ON asker.sub = r.asked_by LEFT JOIN people answerer ON answerer.sub = r.answered_by
ORDER BY r.asked_at DESC, r.id DESC`;
}

/** $1 role, $2 project's code, $3 state, $4 how many, $5 and $6 where the page before ended. Who sees a request is for its policy. */
const LIST = requestStatement(`SELECT * FROM (
  SELECT r.*, ${ANSWERS} AS answers FROM request r
  WHERE ($1 <> 'asked' OR r.asked_by = embargo.me()) AND ($1 <> 'answer' OR r.asked_by <> embargo.me())
    AND ($2::text IS NULL OR r.project_id = ANY (SELECT unnest(embargo.with_partners(array_agg(p.id))) FROM project p WHERE p.code = $2))
    AND ($3::text IS NULL OR r.state = $3) AND ($5::timestamptz IS NULL OR (r.asked_at, r.id) < ($5::timestamptz, $6::uuid)) OFFSET 0) r
WHERE $1 <> 'answer' OR r.answers ORDER BY r.asked_at DESC, r.id DESC LIMIT $4`);
const ONES = requestStatement(`SELECT r.*, ${ANSWERS} AS answers FROM request r WHERE r.id = ANY ($1::uuid[])`);

interface Row extends Omit<AccessRequest, "askedAt" | "wantedAt" | "answeredAt" | "until"> {
  readonly askedAt: Date;
  readonly wantedAt: Date | null;
  readonly answeredAt: Date | null;
  readonly until: Date | null;
}

const requestOf = (row: Row): AccessRequest => ({
  ...row,
  askedAt: row.askedAt.toISOString(),
  wantedAt: row.wantedAt?.toISOString() ?? null,
  answeredAt: row.answeredAt?.toISOString() ?? null,
  until: row.until?.toISOString() ?? null,
});

/** What the viewer asked for, and what others asked that the viewer may answer, newest first. @throws BadCursor */
export async function listRequests(viewer: SignedInViewer, { role, project, state, limit, cursor }: RequestQuery): Promise<RequestPage> {
  const list = { list: "requests", owner: viewer.sub, role, project, state };
  const [askedAt = null, id = null] = cursor === undefined ? [] : readCursor(list, cursor);
  return withViewerSql(viewer, async (sql) => {
    const rows = await sql.rows<Row>(LIST, [role ?? "any", project ?? null, state ?? null, limit + 1, askedAt, id]);
    const items = rows.slice(0, limit).map(requestOf);
    const last = items.at(-1);
    const nextCursor = rows.length > limit && last ? writeCursor(list, [last.askedAt, last.id]) : null;
    return { items, nextCursor, totalCount: cursor === undefined && nextCursor === null ? items.length : null };
  });
}

/** Some requests inside the viewer's transaction, those that the viewer may see. */
export async function readRequests(sql: Sql, ids: readonly string[]): Promise<AccessRequest[]> {
  return (await sql.rows<Row>(ONES, [ids])).map(requestOf);
}

/** @throws NotFound */
export async function readRequest(sql: Sql, id: string): Promise<AccessRequest> {
  const [request] = await readRequests(sql, [id]);
  if (!request) throw new NotFound();
  return request;
}
