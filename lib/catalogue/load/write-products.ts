import type { Sql } from "@/lib/embargo/transaction";
import { holdObservations } from "./hold-observations";
import { writeHdus } from "./write-hdus";
import type { ChangeCounts } from "./write-observations";

/**
 * Writes products, their releases, links and HDUs. A file whose bytes changed becomes the next release of its product;
 * the releases before it stay as they were, for the baskets that pinned them. Keys are looked up, or made, and kept as
 * those of the observations are, in `load_product_key` (n, id, and the release that is current, if any, with its
 * checksum): before anything is inserted, since a table that grows must not be read for each of its new rows.
 *
 * @param hasKnown whether observations of this load were in the catalogue before
 */
export async function writeProducts(sql: Sql, collectionId: number, hasKnown: boolean): Promise<ChangeCounts> {
  const known = await findKnown(sql, collectionId);
  if (hasKnown) await holdObservations(sql);
  if (known > 0) await updateProducts(sql);
  await insertProducts(sql, collectionId);
  const counts = await writeReleases(sql);
  if (known > 0) await addChecksums(sql);
  await writeLinks(sql, known > 0);
  await writeHdus(sql, known > 0);
  // The sizes of new observations with new files were known when they were inserted.
  if (known > 0 || hasKnown) await addUpSizes(sql, collectionId);
  return counts;
}

/** Products that the catalogue has, with their current releases. A collection that has none is not asked for each of them. */
async function findKnown(sql: Sql, collectionId: number): Promise<number> {
  await sql.run("CREATE TEMP TABLE load_product_key (n int, id bigint, is_new boolean, release int, sha256 text, backend text, location text) ON COMMIT DROP");
  const [collection] = await sql.rows<{ isEmpty: boolean }>('SELECT NOT EXISTS (SELECT 1 FROM product WHERE collection_id = $1) AS "isEmpty"', [collectionId]);
  if (collection!.isEmpty) return 0;
  const known = await sql.run(
    `INSERT INTO load_product_key
     SELECT l.n, p.id, false, p.release, p.sha256, p.backend, p.location FROM load_product l CROSS JOIN LATERAL (
       SELECT p.id, r.release, r.sha256, r.backend, r.location FROM product p LEFT JOIN product_release r ON r.product_id = p.id AND r.release = p.current_release
       WHERE p.collection_id = $1 AND p.name = l.name OFFSET 0) p`,
    [collectionId],
  );
  await sql.run("ANALYZE load_product_key");
  return known;
}

function updateProducts(sql: Sql): Promise<number> {
  return sql.run(
    `UPDATE product p SET role = l.role, sharing = l.sharing, observation_id = o.id, observation_count = greatest(1, l.observation_count), media_type = l.media_type
     FROM load_product_key k JOIN load_product l ON l.n = k.n LEFT JOIN load_key o ON l.sharing = 'single' AND o.obs_id = l.obs_id
     WHERE p.id = k.id AND (p.role, p.sharing, p.observation_id, p.media_type) IS DISTINCT FROM (l.role, l.sharing, o.id, l.media_type)`,
  );
}

/** With the dates of their observations, which the database holds against them. */
async function insertProducts(sql: Sql, collectionId: number): Promise<void> {
  await sql.run(
    `INSERT INTO load_product_key (n, id, is_new) SELECT l.n, nextval('product_id_seq'), true FROM load_product l
     WHERE NOT EXISTS (SELECT 1 FROM load_product_key k WHERE k.n = l.n) ORDER BY l.n`,
  );
  await sql.run("ANALYZE load_product_key");
  await sql.run(
    `INSERT INTO product (id, collection_id, name, role, sharing, observation_id, observation_count, project_id, meta_release_at, data_release_at, hold, media_type, size_bytes, current_release)
     SELECT k.id, $1, l.name, l.role, l.sharing, o.id, greatest(1, l.observation_count), o.project_id, o.meta_release_at, o.data_release_at, coalesce(o.hold, 0), l.media_type, l.size_bytes, 1
     FROM load_product_key k JOIN load_product l ON l.n = k.n LEFT JOIN load_key s ON l.sharing = 'single' AND s.obs_id = l.obs_id
     LEFT JOIN LATERAL (SELECT o.id, o.project_id, o.meta_release_at, o.data_release_at, o.hold FROM observation o WHERE o.id = s.id OFFSET 0) o ON true
     WHERE k.is_new`,
    [collectionId],
  );
}

/** Where a data lake keeps no sha256, its location says which bytes they are. */
const OTHER_BYTES = `CASE WHEN k.sha256 IS NOT NULL AND l.sha256 IS NOT NULL THEN k.sha256 <> l.sha256 ELSE (k.backend, k.location) IS DISTINCT FROM (l.backend, l.location) END`;

/** New bytes, new release. Bytes that were a release before and come back become a release again: the newest is current. */
async function writeReleases(sql: Sql): Promise<ChangeCounts> {
  const [counts] = await sql.rows<{ total: number; added: number; changed: number }>(
    `WITH news AS (
       INSERT INTO product_release (product_id, release, size_bytes, sha256, md5, adler32, crc32, backend, location)
       SELECT k.id, coalesce(k.release, 0) + 1, l.size_bytes, l.sha256, l.md5, l.adler32, l.crc32, l.backend, l.location
       FROM load_product l JOIN load_product_key k ON k.n = l.n
       WHERE ${OTHER_BYTES}
       RETURNING product_id, release, size_bytes),
     renewed AS (UPDATE product p SET current_release = n.release, size_bytes = n.size_bytes FROM news n WHERE p.id = n.product_id AND n.release > 1)
     SELECT (SELECT count(*)::int FROM load_product) AS total, count(*) FILTER (WHERE release = 1)::int AS added, count(*) FILTER (WHERE release > 1)::int AS changed FROM news`,
  );
  const { total, added, changed } = counts!;
  return { added, changed, unchanged: total - added - changed };
}

/** To releases from before this checksum was kept, whose bytes were read again just now. */
function addChecksums(sql: Sql): Promise<number> {
  return sql.run(
    `UPDATE product_release r SET crc32 = l.crc32 FROM load_product l JOIN load_product_key k ON k.n = l.n
     WHERE r.product_id = k.id AND r.release = k.release AND r.sha256 = l.sha256 AND r.crc32 IS NULL AND l.crc32 IS NOT NULL`,
  );
}

async function writeLinks(sql: Sql, hasKnown: boolean): Promise<void> {
  await sql.run(
    `CREATE TEMP TABLE load_link ON COMMIT DROP AS
     SELECT DISTINCT k.id AS observation_id, p.id AS product_id FROM load_product l CROSS JOIN unnest(l.obs_ids) AS u(obs_id)
     JOIN load_product_key p ON p.n = l.n JOIN load_key k ON k.obs_id = u.obs_id WHERE l.sharing <> 'single'`,
  );
  await sql.run("ANALYZE load_link");
  await sql.run("INSERT INTO observation_product (observation_id, product_id) SELECT observation_id, product_id FROM load_link ORDER BY 1, 2" + (hasKnown ? " ON CONFLICT DO NOTHING" : ""));
  if (!hasKnown) return;
  await sql.run(
    `DELETE FROM observation_product x USING load_product_key p
     WHERE x.product_id = p.id AND NOT EXISTS (SELECT 1 FROM load_link k WHERE k.observation_id = x.observation_id AND k.product_id = x.product_id)`,
  );
}

function addUpSizes(sql: Sql, collectionId: number): Promise<number> {
  return sql.run(
    `UPDATE observation o SET size_bytes = s.bytes FROM (
       SELECT p.observation_id, sum(p.size_bytes)::bigint AS bytes FROM product p
       WHERE p.collection_id = $1 AND p.sharing = 'single' GROUP BY p.observation_id) s
     WHERE o.id = s.observation_id AND o.size_bytes <> s.bytes`,
    [collectionId],
  );
}
