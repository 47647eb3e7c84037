import { withSystemSql } from "@/lib/embargo/transaction";
import { skyIndex } from "./sky";
import { targetKey } from "./target-key";

/** An observation of tests; what is left out is null, or the like of the real thing. */
export interface FixtureRow {
  readonly collectionId: number;
  readonly obsId: number;
  readonly projectId?: number | null;
  readonly targetName?: string | null;
  readonly raDeg?: number | null;
  readonly decDeg?: number | null;
  readonly zenithDeg?: number | null;
  readonly azDeg?: number | null;
  readonly fovRadiusDeg?: number;
  readonly startMjd?: number;
  readonly durationDays?: number;
  readonly nightMjd?: number;
  readonly livetimeSec?: number | null;
  readonly instrument?: string | null;
  readonly quality?: number | null;
  readonly sizeBytes?: number;
  readonly muonEfficiency?: number | null;
  readonly nsbLevel?: number | null;
  readonly analysis?: Record<string, unknown>;
}

const COLUMNS = `collection_id, obs_id, project_id, target_name, target_key, ra_deg, dec_deg, hpx, unit_x, unit_y, unit_z, zenith_deg, az_deg,
  fov_radius_deg, start_mjd, end_mjd, night_mjd, livetime_sec, instrument, quality, size_bytes, muon_efficiency, nsb_level, analysis`;

/** Many observations in one statement; the clocks are the database's. Returns their keys in the same order. */
export async function insertRows(rows: readonly FixtureRow[]): Promise<string[]> {
  const records = rows.map((row) => {
    const startMjd = row.startMjd ?? 53000;
    const position = typeof row.raDeg === "number" && typeof row.decDeg === "number" ? skyIndex({ raDeg: row.raDeg, decDeg: row.decDeg }) : null;
    return {
      collection_id: row.collectionId, obs_id: row.obsId, project_id: row.projectId ?? null,
      target_name: row.targetName ?? null, target_key: row.targetName ? targetKey(row.targetName) : null,
      ra_deg: row.raDeg ?? null, dec_deg: row.decDeg ?? null,
      hpx: position?.hpx ?? null, unit_x: position?.unitX ?? null, unit_y: position?.unitY ?? null, unit_z: position?.unitZ ?? null,
      zenith_deg: row.zenithDeg ?? null, az_deg: row.azDeg ?? null, fov_radius_deg: row.fovRadiusDeg ?? 2.5,
      start_mjd: startMjd, end_mjd: startMjd + (row.durationDays ?? 0.02), night_mjd: row.nightMjd ?? Math.floor(startMjd),
      livetime_sec: row.livetimeSec ?? null, instrument: row.instrument ?? null, quality: row.quality ?? null, size_bytes: row.sizeBytes ?? 0,
      muon_efficiency: row.muonEfficiency ?? null, nsb_level: row.nsbLevel ?? null, analysis: row.analysis ?? {},
    };
  });
  return withSystemSql("fixture", async (sql) => {
    const inserted = await sql.rows<{ id: string; collection_id: number; obs_id: string }>(
      `INSERT INTO observation (${COLUMNS}) SELECT ${COLUMNS} FROM json_populate_recordset(NULL::observation, $1) RETURNING id, collection_id, obs_id`,
      [JSON.stringify(records)],
    );
    const ids = new Map(inserted.map((row) => [`${row.collection_id}:${row.obs_id}`, row.id]));
    return rows.map((row) => ids.get(`${row.collectionId}:${row.obsId}`)!);
  });
}
