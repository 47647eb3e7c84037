import type { Sql } from "@/lib/embargo/transaction";
import type { LoadedObservation } from "./content";
import { type CopyValue, copyRows } from "./copy";
import { observationColumns, observationValues } from "./observation-columns";

export interface ChangeCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/**
 * Writes observations: COPY into a temporary table (COPY refuses tables under row-level security), then one INSERT that
 * touches only rows that are new or differ. The delivery date of an observation stays that of its first load.
 */
export async function writeObservations(sql: Sql, collectionId: number, observations: Iterable<LoadedObservation>): Promise<ChangeCounts> {
  await sql.run("CREATE TEMP TABLE load_observation (LIKE observation) ON COMMIT DROP");
  for (const column of ["id", "collection_id", "delivered_at", "size_bytes"]) await sql.run(`ALTER TABLE load_observation ALTER COLUMN ${column} DROP NOT NULL`);
  await sql.run("ALTER TABLE load_observation ADD COLUMN project_code text, ADD COLUMN index_row jsonb");
  const names = ["obs_id", "project_code", "index_row", ...observationColumns];
  await copyRows(sql, "load_observation", names, rowsOf(observations));
  await sql.run("ANALYZE load_observation");

  const columns = ["project_id", ...observationColumns];
  const list = (prefix: string) => columns.map((name) => `${prefix}${name}`).join(", ");
  const [counts] = await sql.rows<{ total: number; added: number; changed: number }>(
    `WITH written AS (
       INSERT INTO observation AS o (collection_id, obs_id, ${list("")})
       SELECT $1, l.obs_id, p.id, ${observationColumns.map((name) => `l.${name}`).join(", ")}
       FROM load_observation l LEFT JOIN project p ON p.code = l.project_code
       ORDER BY l.hpx, l.start_mjd
       ON CONFLICT (collection_id, obs_id) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(", ")}
       WHERE (${list("o.")}) IS DISTINCT FROM (${list("excluded.")})
       RETURNING (xmax = 0) AS is_new)
     SELECT (SELECT count(*)::int FROM load_observation) AS total, count(*) FILTER (WHERE is_new)::int AS added, count(*) FILTER (WHERE NOT is_new)::int AS changed FROM written`,
    [collectionId],
  );
  await sql.run(
    `INSERT INTO observation_index_row AS r (observation_id, row)
     SELECT o.id, l.index_row FROM load_observation l JOIN observation o ON o.collection_id = $1 AND o.obs_id = l.obs_id
     ON CONFLICT (observation_id) DO UPDATE SET row = excluded.row WHERE r.row IS DISTINCT FROM excluded.row`,
    [collectionId],
  );
  const { total, added, changed } = counts!;
  return { added, changed, unchanged: total - added - changed };
}

function* rowsOf(observations: Iterable<LoadedObservation>): Generator<CopyValue[]> {
  for (const observation of observations) yield [observation.obsId, observation.projectCode, observation.indexRow, ...observationValues(observation)];
}
