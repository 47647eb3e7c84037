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
 * Writes observations: COPY into a temporary table (COPY refuses tables under row-level security), then one UPDATE of
 * those that differ and one INSERT of those that are new, which costs less than one statement that asks of each row
 * which it is. The delivery date of an observation stays that of its first load; its size is that of its files.
 */
export async function writeObservations(sql: Sql, collectionId: number, observations: Iterable<LoadedObservation>): Promise<ChangeCounts> {
  await sql.run("CREATE TEMP TABLE load_observation (LIKE observation) ON COMMIT DROP");
  for (const column of ["id", "collection_id", "delivered_at", "size_bytes"]) await sql.run(`ALTER TABLE load_observation ALTER COLUMN ${column} DROP NOT NULL`);
  await sql.run("ALTER TABLE load_observation ADD COLUMN project_code text, ADD COLUMN index_row jsonb");
  const names = ["obs_id", "project_code", "index_row", ...observationColumns];
  await copyRows(sql, "load_observation", names, rowsOf(observations));
  await sql.run("ANALYZE load_observation (obs_id, project_code)");
  const changed = await updateObservations(sql, collectionId);
  const added = await insertObservations(sql, collectionId);
  const [{ total } = { total: 0 }] = await sql.rows<{ total: number }>("SELECT count(*)::int AS total FROM load_observation");
  await sql.run(
    `INSERT INTO observation_index_row AS r (observation_id, row)
     SELECT o.id, l.index_row FROM load_observation l JOIN observation o ON o.collection_id = $1 AND o.obs_id = l.obs_id
     ON CONFLICT (observation_id) DO UPDATE SET row = excluded.row WHERE r.row IS DISTINCT FROM excluded.row`,
    [collectionId],
  );
  return { added, changed, unchanged: total - added - changed };
}

function updateObservations(sql: Sql, collectionId: number): Promise<number> {
  const list = (prefix: string) => observationColumns.map((name) => `${prefix}.${name}`).join(", ");
  return sql.run(
    `UPDATE observation o SET project_id = p.id, ${observationColumns.map((name) => `${name} = l.${name}`).join(", ")}
     FROM load_observation l LEFT JOIN project p ON p.code = l.project_code
     WHERE o.collection_id = $1 AND o.obs_id = l.obs_id AND (o.project_id, ${list("o")}) IS DISTINCT FROM (p.id, ${list("l")})`,
    [collectionId],
  );
}

/** In the order of the sky, so that a search by position reads few pages. */
function insertObservations(sql: Sql, collectionId: number): Promise<number> {
  return sql.run(
    `INSERT INTO observation (collection_id, obs_id, project_id, size_bytes, ${observationColumns.join(", ")})
     SELECT $1, l.obs_id, p.id, coalesce(s.bytes, 0), ${observationColumns.map((name) => `l.${name}`).join(", ")}
     FROM load_observation l LEFT JOIN project p ON p.code = l.project_code
     LEFT JOIN (SELECT obs_id, sum(size_bytes)::bigint AS bytes FROM load_product WHERE sharing = 'single' GROUP BY obs_id) s ON s.obs_id = l.obs_id
     WHERE NOT EXISTS (SELECT 1 FROM observation o WHERE o.collection_id = $1 AND o.obs_id = l.obs_id)
     ORDER BY l.hpx, l.start_mjd`,
    [collectionId],
  );
}

function* rowsOf(observations: Iterable<LoadedObservation>): Generator<CopyValue[]> {
  for (const observation of observations) yield [observation.obsId, observation.projectCode, observation.indexRow, ...observationValues(observation)];
}
