import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import type { Json } from "./canonical";
import { type AuditPage, type AuditRow, type Position, readAuditPage } from "./page";
import type { AuditEntry, AuditList, AuditQuery } from "./schemas";

/** Whose audit: a project's, by its code, or a collection's, by its name. */
export type AuditOf = { readonly project: string } | { readonly collection: string };

// The database says whose audit the viewer reads; what is not theirs is as if it were not there.
const PROJECT_SCOPE = "SELECT s.scope FROM project p, LATERAL (SELECT 'project:' || p.id AS scope) s WHERE p.code = $1 AND s.scope = ANY (embargo.audited_chains())";
const COLLECTION_SCOPE = "SELECT s.scope FROM collection c, LATERAL (SELECT 'collection:' || c.id AS scope) s WHERE c.name = $1 AND s.scope = ANY (embargo.audited_chains())";

/** Newest first, a page. @throws NotFound for whoever neither leads nor manages it, as for what does not exist; BadCursor */
export async function listAudit(viewer: Viewer, of: AuditOf, { limit, cursor, format: _format, ...filter }: AuditQuery): Promise<AuditList> {
  const question = { list: "audit", of, filter };
  const after = cursor === undefined ? null : positionOf(readCursor(question, cursor));
  return underAudit(viewer, of, async (sql, scope) => {
    const page = await readAuditPage(sql, scope, filter, "newest", after, limit);
    return { items: page.rows.map((row) => entryOf(row, page)), nextCursor: page.end && writeCursor(question, page.end), totalCount: null };
  });
}

/** Runs the work in a transaction in which this audit may be read. @throws NotFound */
export async function underAudit<Result>(viewer: Viewer, of: AuditOf, work: (sql: Sql, scope: string) => Promise<Result>): Promise<Result> {
  return withViewerSql(viewer, async (sql) => {
    const [found] = "project" in of ? await sql.rows<{ scope: string }>(PROJECT_SCOPE, [of.project]) : await sql.rows<{ scope: string }>(COLLECTION_SCOPE, [of.collection]);
    if (!found) throw new NotFound();
    return work(sql, found.scope);
  });
}

function positionOf([at, id]: readonly (string | number | null)[]): Position {
  return [String(at), String(id)];
}

function entryOf(row: AuditRow, { names }: AuditPage): AuditEntry {
  const { id: _id, person, subject, actor, outcome, ...rest } = row;
  return {
    ...rest,
    actor: actor as AuditEntry["actor"],
    outcome: outcome as AuditEntry["outcome"],
    person: person === null ? null : { person, username: names.get(person) ?? null },
    subject: withNames(subject, names) as AuditEntry["subject"],
  };
}

/** {"person": id} gets its name beside it. */
function withNames(value: Json, names: ReadonlyMap<string, string>): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => withNames(each, names));
  const members = Object.entries(value).map(([name, inner]: [string, Json]) => [name, withNames(inner, names)] as const);
  const person = (value as { readonly person?: Json }).person;
  return { ...Object.fromEntries(members), ...(typeof person === "string" && { username: names.get(person) ?? null }) };
}
