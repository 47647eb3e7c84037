import type { Sql } from "./transaction";

/** Why a visible row is visible, or its bytes are open or closed. `group`: the IAM group that gave the right. */
export interface Decision<Rule extends string> {
  readonly allowed: boolean;
  readonly rule: Rule;
  readonly group: string | null;
  /** When the public gets this right, ISO 8601 UTC; null: no date is set. */
  readonly releaseAt: string | null;
}

export interface AccessDecisions {
  readonly discover: Decision<"released" | "project-group" | "collection-group"> & { readonly allowed: true };
  readonly read: Decision<"released" | "project-group" | "collection-group" | "embargoed" | "no-date-set">;
}

/** The view has decided; this names the rule by which it did. The public's right comes first: it needs no group. */
const EXPLAIN = `SELECT o.readable, o.meta_release_at AS "metaReleaseAt", o.data_release_at AS "dataReleaseAt",
  CASE WHEN o.meta_release_at <= now() THEN 'released' WHEN o.project_id IS NOT NULL THEN 'project-group' ELSE 'collection-group' END AS "discoverRule",
  CASE WHEN o.data_release_at <= now() THEN 'released'
       WHEN o.readable AND o.project_id IS NOT NULL THEN 'project-group'
       WHEN o.readable THEN 'collection-group'
       WHEN o.data_release_at IS NULL THEN 'no-date-set'
       ELSE 'embargoed' END AS "readRule",
  p.iam_group AS "projectGroup", c.iam_group AS "collectionGroup"
FROM visible_observation o JOIN collection c ON c.id = o.collection_id LEFT JOIN project p ON p.id = o.project_id
WHERE c.name = $1 AND o.obs_id = $2`;

interface Row {
  readonly readable: boolean;
  readonly metaReleaseAt: Date | null;
  readonly dataReleaseAt: Date | null;
  readonly discoverRule: AccessDecisions["discover"]["rule"];
  readonly readRule: AccessDecisions["read"]["rule"];
  readonly projectGroup: string | null;
  readonly collectionGroup: string | null;
}

/** Which rule lets this transaction's viewer see and read one observation, or not; null when the viewer sees none. */
export async function explainObservation(sql: Sql, collection: string, obsId: string): Promise<AccessDecisions | null> {
  const [row] = await sql.rows<Row>(EXPLAIN, [collection, obsId]);
  if (!row) return null;
  const groupOf = (rule: string) => (rule === "project-group" ? row.projectGroup : rule === "collection-group" ? row.collectionGroup : null);
  return {
    discover: { allowed: true, rule: row.discoverRule, group: groupOf(row.discoverRule), releaseAt: row.metaReleaseAt?.toISOString() ?? null },
    read: { allowed: row.readable, rule: row.readRule, group: groupOf(row.readRule), releaseAt: row.dataReleaseAt?.toISOString() ?? null },
  };
}
