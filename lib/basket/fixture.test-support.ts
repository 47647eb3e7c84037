import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { lakeBackend } from "@/lib/datalake/registry";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { IndexColumn } from "@/lib/gadf/index-table";

const column = (name: string, tform: string, unit: string | null = null): IndexColumn => ({ name, tform, unit, dim: null, null: null, scale: 1, zero: 0 });
const timeCards = [
  { keyword: "MJDREFI", value: 51910 },
  { keyword: "MJDREFF", value: 0.000742870370370241 },
  { keyword: "TIMESYS", value: "TT" },
  { keyword: "TIMEUNIT", value: "s" },
];
export const obsIndexDefinition = {
  columns: [column("OBS_ID", "K"), column("OBJECT", "20A"), column("RA_PNT", "D", "deg"), column("DEC_PNT", "D", "deg"), column("TSTART", "D", "s"), column("TSTOP", "D", "s")],
  cards: timeCards,
};
export const hduIndexDefinition = { columns: ["OBS_ID", "HDU_TYPE", "HDU_CLASS", "FILE_DIR", "FILE_NAME", "HDU_NAME"].map((name) => column(name, name === "OBS_ID" ? "K" : "20A")), cards: [] };

/** Puts bytes into the test's lake as a release; random ones where none are given. */
export async function putBytes(content: Uint8Array | string = randomBytes(100)) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "airshower-put-"));
  await fs.writeFile(path.join(folder, "file"), content);
  const stored = await lakeBackend("local").put(path.join(folder, "file"));
  await fs.rm(folder, { recursive: true });
  return stored;
}

export interface FixtureProduct {
  readonly collectionId: number;
  readonly name: string;
  readonly role?: string;
  readonly sharing?: "single" | "shared-irf" | "combined" | "store";
  /** The observations whose HDUs it holds: their keys in the database and their OBS_IDs. */
  readonly observations?: readonly { readonly id: string; readonly obsId: number }[];
  /** Type, class and name of each HDU. */
  readonly hdus?: readonly (readonly [type: string, hduClass: string, name: string])[];
  /** What the headers of its IRFs say (lib/gadf IrfMetadata). */
  readonly irf?: Record<string, unknown>;
  readonly content?: Uint8Array | string;
}

/** A file with real bytes in the lake, its links and its HDUs at release 1. Returns its key. */
export async function insertFile(file: FixtureProduct): Promise<string> {
  const stored = await putBytes(file.content);
  const observations = file.observations ?? [];
  const sharing = file.sharing ?? "single";
  return withSystemSql("fixture", async (sql) => {
    const [row] = await sql.rows<{ id: string }>(
      "INSERT INTO product (collection_id, name, role, sharing, observation_id, media_type, size_bytes) VALUES ($1, $2, $3, $4, $5, 'application/fits', $6) RETURNING id",
      [file.collectionId, file.name, file.role ?? "event-list", sharing, sharing === "single" ? observations[0]?.id : null, stored.sizeBytes],
    );
    const id = row!.id;
    await sql.run("INSERT INTO product_release (product_id, release, size_bytes, sha256, md5, adler32, crc32, location) VALUES ($1, 1, $2, $3, $4, $5, $6, $7)", [id, stored.sizeBytes, stored.sha256, stored.md5, stored.adler32, stored.crc32 ?? null, stored.location]);
    if (sharing === "shared-irf" || sharing === "combined") {
      await sql.run("INSERT INTO observation_product (observation_id, product_id) SELECT unnest($1::bigint[]), $2", [observations.map((o) => o.id), id]);
    }
    await insertHdus(sql, id, 1, file);
    return id;
  });
}

/** A newer release of a product, with other bytes, as the loader makes one. */
export async function insertRelease(productId: string, release: number, file: Pick<FixtureProduct, "observations" | "hdus" | "content"> = {}): Promise<void> {
  const stored = await putBytes(file.content);
  await withSystemSql("fixture", async (sql) => {
    await sql.run("INSERT INTO product_release (product_id, release, size_bytes, sha256, location) VALUES ($1, $2, $3, $4, $5)", [productId, release, stored.sizeBytes, stored.sha256, stored.location]);
    await sql.run("UPDATE product SET current_release = $2, size_bytes = $3 WHERE id = $1", [productId, release, stored.sizeBytes]);
    await insertHdus(sql, productId, release, file);
  });
}

async function insertHdus(sql: { run(text: string, values: readonly unknown[]): Promise<number> }, productId: string, release: number, file: Pick<FixtureProduct, "observations" | "hdus" | "irf">): Promise<void> {
  for (const observation of file.observations ?? []) {
    for (const [type, hduClass, name] of file.hdus ?? []) {
      await sql.run("INSERT INTO hdu (observation_id, product_id, release, hdu_type, hdu_class, hdu_name, row, irf) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", [
        observation.id, productId, release, type, hduClass, name, { OBS_ID: observation.obsId, HDU_TYPE: type, HDU_CLASS: hduClass, HDU_NAME: name },
        file.irf && type !== "events" && type !== "gti" ? { kind: type, hduClass, ...file.irf } : null,
      ]);
    }
  }
}

/** Gives an observation the row of its store's obs-index. */
export async function setIndexRow(observation: { readonly id: string; readonly obsId: number }): Promise<void> {
  const row = { OBS_ID: observation.obsId, OBJECT: "Crab Nebula", RA_PNT: 83.6, DEC_PNT: 22.5, TSTART: 1e8, TSTOP: 1e8 + 1700 };
  await withSystemSql("fixture", (sql) => sql.run("INSERT INTO observation_index_row (observation_id, row) VALUES ($1, $2) ON CONFLICT (observation_id) DO UPDATE SET row = excluded.row", [observation.id, row]));
}

export async function setIndexDefinitions(collectionId: number): Promise<void> {
  await withSystemSql("fixture", (sql) => sql.run("UPDATE collection SET obs_index_columns = $2, hdu_index_columns = $3 WHERE id = $1", [collectionId, obsIndexDefinition, hduIndexDefinition]));
}
