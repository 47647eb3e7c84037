import type { Sql } from "@/lib/embargo/transaction";
import type { LoadedObservation } from "./content";
import { type CopyValue, copyRows } from "./copy";
import { observationColumns, observationValues } from "./observation-columns";

export interface ObservationCounts extends ChangeCounts {
  /** Observations whose dates were kept as managers set them. */
  readonly kept: number;
}
export interface ChangeCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/**
 * Writes observations: COPY into a temporary table (COPY refuses tables under row-level security), then one UPDATE of
 * those that differ and one INSERT of those that are new, which costs less than one statement that asks of each row
 * which it is. The delivery date of an observation stays that of its first load; its size is that of its files.
 *
 * Keys are looked up row by row, each by its index, and kept in `load_key` (obs_id, id). What is joined from then on has
 * statistics, or is joined by its key: of a collection that is just being loaded the planner knows nothing, expects one
 * row, and would read whole tables for each of a hundred thousand.
 */
export async function writeObservations(sql: Sql, collectionId: number, observations: Iterable<LoadedObservation>): Promise<ObservationCounts> {
  await sql.run("CREATE TEMP TABLE load_observation (LIKE observation) ON COMMIT DROP");
  for (const column of ["id", "collection_id", "delivered_at", "hold", "size_bytes"]) await sql.run(`ALTER TABLE load_observation ALTER COLUMN ${column} DROP NOT NULL`);
  await sql.run("ALTER TABLE load_observation ADD COLUMN project_code text, ADD COLUMN index_row jsonb");
  const names = ["obs_id", "project_code", "index_row", ...observationColumns];
  await copyRows(sql, "load_observation", names, rowsOf(observations));
  await sql.run("ANALYZE load_observation (obs_id, project_code)");
  const known = await findKnown(sql, collectionId);
  const changed = await updateObservations(sql);
  const kept = known > 0 ? await countKept(sql) : 0;
  const added = await insertObservations(sql, collectionId);
  await sql.run(
    `INSERT INTO observation_index_row AS r (observation_id, row)
     SELECT k.id, l.index_row FROM load_observation l JOIN load_key k ON k.obs_id = l.obs_id
     ${known > 0 ? "ON CONFLICT (observation_id) DO UPDATE SET row = excluded.row WHERE r.row IS DISTINCT FROM excluded.row" : ""}`,
  );
  return { added, changed, unchanged: known - changed, kept };
}

/** The keys of those that the catalogue has, and their number. */
async function findKnown(sql: Sql, collectionId: number): Promise<number> {
  await sql.run("CREATE TEMP TABLE load_key (obs_id bigint, id bigint) ON COMMIT DROP");
  const known = await sql.run(
    `INSERT INTO load_key SELECT found.obs_id, found.id FROM (
       SELECT l.obs_id, (SELECT o.id FROM observation o WHERE o.collection_id = $1 AND o.obs_id = l.obs_id) AS id FROM load_observation l) found
     WHERE found.id IS NOT NULL`,
    [collectionId],
  );
  await sql.run("ANALYZE load_key");
  return known;
}

/** What the file says of dates goes beside what is set: a manager's date is kept until the file says another than before. */
const overrides = ["meta_release_override", "data_release_override"] as const;
const fileColumn = (override: (typeof overrides)[number]) => ({ meta_release_override: "file_meta_override", data_release_override: "file_data_override" })[override];
const plainColumns = observationColumns.filter((name) => !(overrides as readonly string[]).includes(name));

function updateObservations(sql: Sql): Promise<number> {
  const is = ["o.project_id", ...overrides.map((name) => `o.${fileColumn(name)}`), ...plainColumns.map((name) => `o.${name}`)].join(", ");
  const says = ["p.id", ...overrides.map((name) => `l.${name}`), ...plainColumns.map((name) => `l.${name}`)].join(", ");
  const set = [
    ...plainColumns.map((name) => `${name} = l.${name}`),
    ...overrides.flatMap((name) => [`${name} = CASE WHEN l.${name} IS DISTINCT FROM o.${fileColumn(name)} THEN l.${name} ELSE o.${name} END`, `${fileColumn(name)} = l.${name}`]),
  ].join(", ");
  return sql.run(
    `UPDATE observation o SET project_id = p.id, ${set}
     FROM load_observation l JOIN load_key k ON k.obs_id = l.obs_id LEFT JOIN project p ON p.code = l.project_code
     WHERE o.id = k.id AND (${is}) IS DISTINCT FROM (${says})`,
  );
}

/** How many of the loaded observations have dates that managers set, other than the file's. */
async function countKept(sql: Sql): Promise<number> {
  const [row] = await sql.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM load_key k JOIN load_observation l ON l.obs_id = k.obs_id JOIN observation o ON o.id = k.id
     WHERE (o.meta_release_override, o.data_release_override) IS DISTINCT FROM (l.meta_release_override, l.data_release_override)`,
  );
  return row!.count;
}

/** In the order of the sky, so that a search by position reads few pages. Their keys join the others. */
async function insertObservations(sql: Sql, collectionId: number): Promise<number> {
  const added = await sql.run(
    `WITH added AS (
       INSERT INTO observation (collection_id, obs_id, project_id, size_bytes, file_meta_override, file_data_override, ${observationColumns.join(", ")})
       SELECT $1, l.obs_id, p.id, coalesce(s.bytes, 0), l.meta_release_override, l.data_release_override, ${observationColumns.map((name) => `l.${name}`).join(", ")}
       FROM load_observation l LEFT JOIN project p ON p.code = l.project_code
       LEFT JOIN (SELECT obs_id, sum(size_bytes)::bigint AS bytes FROM load_product WHERE sharing = 'single' GROUP BY obs_id) s ON s.obs_id = l.obs_id
       WHERE NOT EXISTS (SELECT 1 FROM load_key k WHERE k.obs_id = l.obs_id)
       ORDER BY l.hpx, l.start_mjd
       RETURNING obs_id, id)
     INSERT INTO load_key SELECT obs_id, id FROM added`,
    [collectionId],
  );
  await sql.run("ANALYZE load_key");
  return added;
}

function* rowsOf(observations: Iterable<LoadedObservation>): Generator<CopyValue[]> {
  for (const observation of observations) yield [observation.obsId, observation.projectCode, observation.indexRow, ...observationValues(observation)];
}
