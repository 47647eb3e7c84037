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
  readonly facility?: string | null;
  readonly simulated?: boolean;
  readonly irfKinds?: readonly string[];
  readonly analysis?: Record<string, unknown>;
}

const COLUMNS = `collection_id, obs_id, project_id, target_name, target_key, ra_deg, dec_deg, hpx, unit_x, unit_y, unit_z, zenith_deg, az_deg,
  fov_radius_deg, start_mjd, end_mjd, night_mjd, livetime_sec, instrument, quality, size_bytes, muon_efficiency, nsb_level, facility, simulated, irf_kinds, analysis`;

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
      muon_efficiency: row.muonEfficiency ?? null, nsb_level: row.nsbLevel ?? null,
      facility: row.facility ?? null, simulated: row.simulated ?? false, irf_kinds: row.irfKinds ?? [], analysis: row.analysis ?? {},
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

/** A file of tests with the HDUs that it holds, each for one observation (by key). */
export interface FixtureFile {
  readonly collectionId: number;
  readonly name: string;
  readonly sharing: "single" | "shared-irf";
  /** The key of the observation whose own file it is. */
  readonly observation?: string;
  readonly hdus: readonly { readonly observation: string; readonly type: string; readonly name: string; readonly hduClass?: string; readonly irf?: Record<string, unknown> }[];
}

/** One file with its release, HDUs and links. */
export async function insertFile(file: FixtureFile): Promise<void> {
  await withSystemSql("fixture", async (sql) => {
    const [product] = await sql.rows<{ id: string }>(
      "INSERT INTO product (collection_id, name, role, sharing, observation_id, media_type, size_bytes) VALUES ($1, $2, $3, $4, $5, 'application/fits', 100) RETURNING id",
      [file.collectionId, file.name, file.sharing === "single" ? "event-list" : "irf", file.sharing, file.observation ?? null],
    );
    const id = product!.id;
    await sql.run("INSERT INTO product_release (product_id, release, size_bytes, sha256, location) VALUES ($1, 1, 100, repeat('0', 64), 'x')", [id]);
    const others = [...new Set(file.hdus.map((hdu) => hdu.observation))];
    if (file.sharing !== "single") await sql.run("INSERT INTO observation_product (observation_id, product_id) SELECT unnest($1::bigint[]), $2", [others, id]);
    await sql.run(
      `INSERT INTO hdu (observation_id, product_id, release, hdu_type, hdu_class, hdu_name, row, irf)
       SELECT h.observation, $1, 1, h.type, coalesce(h."hduClass", h.irf->>'hduClass'), h.name, '{}', h.irf FROM jsonb_to_recordset($2) AS h(observation bigint, type text, name text, "hduClass" text, irf jsonb)`,
      [id, JSON.stringify(file.hdus)],
    );
  });
}
