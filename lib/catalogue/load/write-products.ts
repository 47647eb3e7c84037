import type { Sql } from "@/lib/embargo/transaction";
import type { LoadedProduct } from "./content";
import { copyRows } from "./copy";
import type { ChangeCounts } from "./write-observations";

/**
 * Writes products, their releases, links and HDUs. A file whose bytes changed becomes the next release of its product;
 * the releases before it stay as they were, for the baskets that pinned them. Keys are looked up and kept as those of
 * the observations are, in `load_product_key` (name, id, and the release that is current, if any, with its checksum):
 * before anything is inserted, since a table that grows must not be read for each of its new rows.
 */
export async function writeProducts(sql: Sql, collectionId: number): Promise<ChangeCounts> {
  await sql.run(
    `INSERT INTO product AS p (collection_id, name, role, sharing, observation_id, observation_count, media_type, size_bytes, current_release)
     SELECT $1, l.name, l.role, l.sharing, k.id, greatest(1, l.observation_count), l.media_type, l.size_bytes, 1
     FROM load_product l LEFT JOIN load_key k ON l.sharing = 'single' AND k.obs_id = l.obs_id
     ON CONFLICT (collection_id, name) DO UPDATE SET role = excluded.role, sharing = excluded.sharing, observation_id = excluded.observation_id,
       observation_count = excluded.observation_count, media_type = excluded.media_type
     WHERE (p.role, p.sharing, p.observation_id, p.media_type) IS DISTINCT FROM (excluded.role, excluded.sharing, excluded.observation_id, excluded.media_type)`,
    [collectionId],
  );
  await sql.run(
    `CREATE TEMP TABLE load_product_key ON COMMIT DROP AS
     SELECT l.name, p.* FROM load_product l CROSS JOIN LATERAL (
       SELECT p.id, r.release, r.sha256, r.backend, r.location FROM product p LEFT JOIN product_release r ON r.product_id = p.id AND r.release = p.current_release
       WHERE p.collection_id = $1 AND p.name = l.name OFFSET 0) p`,
    [collectionId],
  );
  await sql.run("ANALYZE load_product_key");
  const counts = await writeReleases(sql);
  await writeLinks(sql);
  await writeHdus(sql);
  await sql.run(
    `UPDATE observation o SET size_bytes = s.bytes FROM (
       SELECT p.observation_id, sum(p.size_bytes)::bigint AS bytes FROM product p
       WHERE p.collection_id = $1 AND p.sharing = 'single' GROUP BY p.observation_id) s
     WHERE o.id = s.observation_id AND o.size_bytes <> s.bytes`,
    [collectionId],
  );
  return counts;
}

/** Takes products into a temporary table, from which the sizes of the observations are known before they are written. */
export async function copyProducts(sql: Sql, products: Iterable<LoadedProduct>): Promise<void> {
  await sql.run(
    `CREATE TEMP TABLE load_product (name text, role text, sharing text, obs_id bigint, observation_count int, media_type text, size_bytes bigint,
       sha256 text, md5 text, adler32 text, crc32 text, backend text, location text, obs_ids bigint[], hdus jsonb) ON COMMIT DROP`,
  );
  const columns = ["name", "role", "sharing", "obs_id", "observation_count", "media_type", "size_bytes", "sha256", "md5", "adler32", "crc32", "backend", "location", "obs_ids", "hdus"];
  await copyRows(sql, "load_product", columns, rowsOf(products));
  await sql.run("ANALYZE load_product (name, obs_id)");
}

function* rowsOf(products: Iterable<LoadedProduct>) {
  for (const { name, role, sharing, obsIds, mediaType, file, hdus } of products) {
    const own = sharing === "single" ? (obsIds[0] ?? null) : null;
    yield [name, role, sharing, own, obsIds.length, mediaType, file.sizeBytes, file.sha256, file.md5, file.adler32, file.crc32 ?? null, file.backend ?? "local", file.location, sharing === "single" ? [] : obsIds, JSON.stringify(hdus)];
  }
}

/** Where a data lake keeps no sha256, its location says which bytes they are. */
const OTHER_BYTES = `CASE WHEN k.sha256 IS NOT NULL AND l.sha256 IS NOT NULL THEN k.sha256 <> l.sha256 ELSE (k.backend, k.location) IS DISTINCT FROM (l.backend, l.location) END`;

/** New bytes, new release. Bytes that were a release before and come back become a release again: the newest is current. */
async function writeReleases(sql: Sql): Promise<ChangeCounts> {
  const [counts] = await sql.rows<{ total: number; added: number; changed: number }>(
    `WITH news AS (
       INSERT INTO product_release (product_id, release, size_bytes, sha256, md5, adler32, crc32, backend, location)
       SELECT k.id, coalesce(k.release, 0) + 1, l.size_bytes, l.sha256, l.md5, l.adler32, l.crc32, l.backend, l.location
       FROM load_product l JOIN load_product_key k ON k.name = l.name
       WHERE ${OTHER_BYTES}
       RETURNING product_id, release, size_bytes),
     renewed AS (UPDATE product p SET current_release = n.release, size_bytes = n.size_bytes FROM news n WHERE p.id = n.product_id AND n.release > 1)
     SELECT (SELECT count(*)::int FROM load_product) AS total, count(*) FILTER (WHERE release = 1)::int AS added, count(*) FILTER (WHERE release > 1)::int AS changed FROM news`,
  );
  // Releases from before this checksum was kept, whose bytes were read again just now.
  await sql.run(
    `UPDATE product_release r SET crc32 = l.crc32 FROM load_product l JOIN load_product_key k ON k.name = l.name
     WHERE r.product_id = k.id AND r.release = k.release AND r.sha256 = l.sha256 AND r.crc32 IS NULL AND l.crc32 IS NOT NULL`,
  );
  const { total, added, changed } = counts!;
  return { added, changed, unchanged: total - added - changed };
}

async function writeLinks(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE TEMP TABLE load_link ON COMMIT DROP AS
     SELECT DISTINCT k.id AS observation_id, p.id AS product_id FROM load_product l CROSS JOIN unnest(l.obs_ids) AS u(obs_id)
     JOIN load_product_key p ON p.name = l.name JOIN load_key k ON k.obs_id = u.obs_id`,
  );
  await sql.run("ANALYZE load_link");
  await sql.run("INSERT INTO observation_product (observation_id, product_id) SELECT observation_id, product_id FROM load_link ON CONFLICT DO NOTHING");
  await sql.run(
    `DELETE FROM observation_product x USING load_product_key p
     WHERE x.product_id = p.id AND NOT EXISTS (SELECT 1 FROM load_link k WHERE k.observation_id = x.observation_id AND k.product_id = x.product_id)`,
  );
}

/** HDUs belong to a release; a changed hdu-index on unchanged files changes those of the current one. */
async function writeHdus(sql: Sql): Promise<void> {
  await sql.run(
    `CREATE TEMP TABLE load_hdu ON COMMIT DROP AS
     SELECT k.id AS observation_id, p.id AS product_id, p.current_release AS release, h->>'hduType' AS hdu_type, h->>'hduClass' AS hdu_class,
       h->>'hduName' AS hdu_name, h->'row' AS row, nullif(h->'irf', 'null'::jsonb) AS irf
     FROM load_product l CROSS JOIN jsonb_array_elements(l.hdus) AS h
     JOIN load_product_key y ON y.name = l.name JOIN product p ON p.id = y.id
     JOIN load_key k ON k.obs_id = (h->>'obsId')::bigint`,
  );
  await sql.run("ANALYZE load_hdu (observation_id, product_id, hdu_type, hdu_name)");
  const columns = "observation_id, product_id, release, hdu_type, hdu_class, hdu_name, row, irf";
  const same = "(n.observation_id, n.product_id, n.release, n.hdu_type, n.hdu_name) = (x.observation_id, x.product_id, x.release, x.hdu_type, x.hdu_name)";
  await sql.run(
    `DELETE FROM hdu x USING load_product_key y JOIN product p ON p.id = y.id
     WHERE x.product_id = p.id AND x.release = p.current_release
       AND NOT EXISTS (SELECT 1 FROM load_hdu n WHERE ${same} AND (n.hdu_class, n.row, n.irf) IS NOT DISTINCT FROM (x.hdu_class, x.row, x.irf))`,
  );
  await sql.run(`DELETE FROM load_hdu n USING hdu x WHERE ${same}`);
  await sql.run(`INSERT INTO hdu (${columns}) SELECT ${columns} FROM load_hdu`);
}
