import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { readCursor, writeCursor } from "@/lib/http/cursor";
import { grantOf, type GrantRow, grantStatement } from "./grant-sql";
import { type Place, placeOf } from "./place";
import type { Grant } from "./schemas";

export interface GrantPage {
  readonly items: Grant[];
  readonly nextCursor: string | null;
  readonly totalCount: number | null;
}

/** $1 project, $2 collection, $3 how many, $4 and $5 where the page before ended. */
const LIST = grantStatement(`SELECT g.* FROM (SELECT DISTINCT id FROM embargo.grants_on($1, $2) AS found(id)) found JOIN access_grant g ON g.id = found.id
WHERE $4::timestamptz IS NULL OR (g.given_at, g.id) < ($4::timestamptz, $5::uuid) ORDER BY g.given_at DESC, g.id DESC LIMIT $3`);
const ONE = grantStatement("SELECT g.* FROM access_grant g WHERE g.id = $1");

/**
 * The grants on a project or a collection, and on observations of it, newest first: those that the viewer may know of.
 *
 * @throws NotFound, BadCursor
 */
export async function listGrants(viewer: SignedInViewer, kind: Place["kind"], name: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<GrantPage> {
  const list = { list: "grants", kind, name };
  const [givenAt = null, id = null] = cursor === undefined ? [] : readCursor(list, cursor);
  return withViewerSql(viewer, async (sql) => {
    const place = await placeOf(sql, kind, name);
    const rows = await sql.rows<GrantRow>(LIST, [kind === "project" ? place.id : null, kind === "collection" ? place.id : null, limit + 1, givenAt, id]);
    const items = rows.slice(0, limit).map(grantOf);
    const last = items.at(-1);
    const nextCursor = rows.length > limit && last ? writeCursor(list, [last.givenAt, last.id]) : null;
    return { items, nextCursor, totalCount: cursor === undefined && nextCursor === null ? items.length : null };
  });
}

/** One grant inside the viewer's transaction. @throws NotFound */
export async function readGrant(sql: Sql, id: string): Promise<Grant> {
  const [row] = await sql.rows<GrantRow>(ONE, [id]);
  if (!row) throw new NotFound();
  return grantOf(row);
}
