import type pg from "pg";

/** Event list, log, for three of five a file of metadata: as `syntheticProducts` makes them, by the database itself. */
const SINGLE = `
  INSERT INTO product (collection_id, name, role, sharing, observation_id, observation_count, project_id, meta_release_at, data_release_at, hold, media_type, size_bytes, current_release)
  SELECT o.collection_id, f.folder || '/obs_' || o.obs_id || f.ending, f.role, 'single', o.id, 1, o.project_id, o.meta_release_at, o.data_release_at, o.hold, f.media_type, f.size_bytes, 1
  FROM observation o CROSS JOIN (VALUES
    ('data', '.fits.gz', 'event-list', 'application/fits', 4000000, 5), ('log', '.txt', 'log', 'text/plain', 20000, 5), ('metadata', '.json', 'metadata', 'application/json', 20000, 3)
  ) AS f(folder, ending, role, media_type, size_bytes, of_five)
  WHERE o.collection_id = $1 AND o.obs_id % 5 < f.of_five`;

/** IRFs that a hundred observations share. */
const SHARED = `
  INSERT INTO product (collection_id, name, role, sharing, observation_count, media_type, size_bytes, current_release)
  SELECT $1, 'irf/irf_' || n || '.fits.gz', 'irf', 'shared-irf', 100, 'application/fits', 900000, 1
  FROM (SELECT DISTINCT obs_id / 100 AS n FROM observation WHERE collection_id = $1) AS sharing`;

const LINKS = `
  INSERT INTO observation_product (observation_id, product_id)
  SELECT o.id, p.id FROM observation o JOIN product p ON p.collection_id = o.collection_id AND p.sharing = 'shared-irf' AND p.name = 'irf/irf_' || (o.obs_id / 100) || '.fits.gz'
  WHERE o.collection_id = $1`;

const RELEASES = `
  INSERT INTO product_release (product_id, release, size_bytes, sha256, backend, location)
  SELECT p.id, 1, p.size_bytes, s.hex, 'local', 'sha256/' || left(s.hex, 2) || '/' || substr(s.hex, 3)
  FROM product p CROSS JOIN LATERAL (SELECT encode(sha256(convert_to(p.name, 'UTF8')), 'hex') AS hex OFFSET 0) s WHERE p.collection_id = $1`;

/** The files of a collection's observations, 2.6 for each, with their releases. */
export async function fillProducts(client: pg.Client, collection: string, say: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ id: number }>("SELECT id FROM collection WHERE name = $1", [collection]);
  for (const [what, statement] of Object.entries({ files: SINGLE, IRFs: SHARED, links: LINKS, releases: RELEASES })) {
    const { rowCount } = await client.query(statement, [rows[0]!.id]);
    say(`${rowCount} ${what}`);
    // The next one joins what is there now; of a table that was empty the planner expects a row.
    await client.query("ANALYZE observation, product");
  }
}
