import { filterSql } from "@/lib/catalogue/filter-sql";
import type { ObservationFilter } from "@/lib/catalogue/schemas";
import type { Sql } from "@/lib/embargo/transaction";

/** As many as lists count. What a watched search found is kept on its row. */
export const WATCH_LIMIT = 10_000;

export interface Found {
  /** The serial key; it never leaves the portal. */
  readonly id: string;
  readonly projectId: number | null;
  readonly collectionId: number;
}

/** What a search finds now, of what the viewer of this transaction may see; null: more than can be watched. */
export async function findNow(sql: Sql, filter: ObservationFilter): Promise<Found[] | null> {
  const condition = await filterSql(sql, filter);
  if (condition.empty) return [];
  const rows = await sql.rows<Found>(`SELECT o.id::text AS id, o.project_id AS "projectId", o.collection_id AS "collectionId" FROM visible_observation o WHERE ${condition.where} LIMIT ${WATCH_LIMIT + 1}`, condition.values);
  return rows.length > WATCH_LIMIT ? null : rows;
}
