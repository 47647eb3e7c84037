/**
 * Adding to a basket is one statement, whatever the number of items: what is asked for is looked up among the rows that
 * the viewer may see (an id typed in never reaches a foreign key), each item's files are pinned at their current
 * releases, and what is there already stays as it is. Parameters: $1 basket, $2 with IRFs, from $3 on those of `asked` and `matched`.
 */
function addStatement(asked: string, matched: string): string {
  return `
WITH asked AS MATERIALIZED (${asked}),
matched AS MATERIALIZED (${matched}),
found AS MATERIALIZED (SELECT DISTINCT ON (public_id) public_id, kind, observation_id, product_id FROM matched ORDER BY public_id),
-- An observation's files: its own, those that hold its event list or GTIs, and with IRFs the linked ones, shared by others or not.
files AS (
  SELECT f.public_id, p.id AS product_id, p.current_release AS release
  FROM found f JOIN product p ON p.observation_id = f.observation_id
  UNION
  SELECT f.public_id, p.id, p.current_release
  FROM found f JOIN hdu h ON h.observation_id = f.observation_id JOIN product p ON p.id = h.product_id AND p.current_release = h.release
  WHERE p.observation_id IS DISTINCT FROM f.observation_id AND ($2 OR h.hdu_type IN ('events', 'gti'))
  UNION
  SELECT f.public_id, p.id, p.current_release FROM found f JOIN product p ON p.id = f.product_id
),
pinned AS (
  SELECT public_id, array_agg(product_id ORDER BY product_id) AS products, array_agg(release ORDER BY product_id) AS releases FROM files GROUP BY public_id
),
written AS (${written(`
  SELECT $1::uuid, f.public_id, f.kind, f.observation_id, f.product_id, $2::boolean AND f.kind = 'observation', coalesce(n.products, '{}'), coalesce(n.releases, '{}')
  FROM found f LEFT JOIN pinned n USING (public_id)`)}
)
SELECT (SELECT count(*)::int FROM written) AS changed,
  coalesce((SELECT array_agg(a.id ORDER BY a.place) FROM asked a WHERE a.id NOT IN (SELECT m.asked_id FROM matched m)), '{}') AS skipped`;
}

/** Puts rows, in the order of the columns, into the basket; what is there already gains what it lacks. */
function written(rows: string): string {
  return `
  INSERT INTO basket_item AS i (basket_id, public_id, kind, observation_id, product_id, with_irfs, pin_products, pin_releases)${rows}
  ON CONFLICT (basket_id, public_id) DO UPDATE SET
    observation_id = excluded.observation_id,
    product_id = excluded.product_id,
    with_irfs = i.with_irfs OR excluded.with_irfs,
    pin_products = CASE WHEN ${sameThing} THEN i.pin_products || ${newPins("product")} ELSE excluded.pin_products END,
    pin_releases = CASE WHEN ${sameThing} THEN i.pin_releases || ${newPins("release")} ELSE excluded.pin_releases END
  WHERE NOT (${sameThing}) OR (excluded.with_irfs AND NOT i.with_irfs)
  RETURNING 1`;
}

/** A row deleted and made again under the same id is another thing: the item then gets the new one's files. */
const sameThing = "i.observation_id IS NOT DISTINCT FROM excluded.observation_id AND i.product_id IS NOT DISTINCT FROM excluded.product_id";

/** Files that the item did not pin yet; what it pinned keeps its release. */
function newPins(column: "product" | "release"): string {
  return `(SELECT coalesce(array_agg(n.${column} ORDER BY n.place), '{}') FROM unnest(excluded.pin_products, excluded.pin_releases) WITH ORDINALITY AS n(product, release, place) WHERE n.product <> ALL (i.pin_products))`;
}

/** $3: ids as typed; $4, $5: their collection and rest; $6: the rest as OBS_ID, or null for a product. */
export const ADD_IDS = addStatement(
  "SELECT min(place) AS place, id, collection, rest, obs_id FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[]) WITH ORDINALITY AS a(id, collection, rest, obs_id, place) GROUP BY id, collection, rest, obs_id",
  `WITH c AS MATERIALIZED (SELECT id, name FROM collection WHERE name IN (SELECT a.collection FROM asked a))
   SELECT a.id AS asked_id, c.name || ':' || o.obs_id AS public_id, 'observation' AS kind, o.id AS observation_id, NULL::bigint AS product_id
   FROM asked a JOIN c ON c.name = a.collection JOIN observation o ON o.collection_id = c.id AND o.obs_id = a.obs_id
   UNION ALL
   SELECT a.id, c.name || ':' || p.name, 'product', NULL, p.id
   FROM asked a JOIN c ON c.name = a.collection JOIN product p ON p.collection_id = c.id AND p.name = a.rest
   WHERE a.obs_id IS NULL`,
);

/**
 * All that a search finds; `where` is of lib/catalogue/filter-sql, over the alias `o`, its parameters from $4 on. $3
 * limits the number. Each collection is looked at once, not once per row: its policy costs more than an observation's.
 */
export function addQueryStatement(where: string): string {
  return addStatement(
    "SELECT NULL::text AS id, 0 AS place WHERE false",
    `WITH o AS MATERIALIZED (SELECT o.id, o.obs_id, o.collection_id FROM visible_observation o WHERE (${where}) LIMIT $3::int),
     c AS MATERIALIZED (SELECT id, name FROM collection WHERE id IN (SELECT o.collection_id FROM o))
     SELECT NULL::text AS asked_id, c.name || ':' || o.obs_id AS public_id, 'observation' AS kind, o.id AS observation_id, NULL::bigint AS product_id
     FROM o JOIN c ON c.id = o.collection_id`,
  );
}

/** What a manifest pins, as far as the viewer may read it now. $1 basket, $2 manifest. No row: there is nothing of it for this viewer. */
export const ADD_MANIFEST = `
WITH chosen AS MATERIALIZED (
  SELECT m.public_id, m.kind, m.observation_id, m.product_id, m.with_irfs,
    array_agg(m.pin_product ORDER BY m.pin_product) AS products, array_agg(m.pin_release ORDER BY m.pin_product) AS releases
  FROM manifest_item m WHERE m.manifest_id = $2::uuid GROUP BY m.public_id, m.kind, m.observation_id, m.product_id, m.with_irfs),
written AS (${written(`
  SELECT $1::uuid, c.public_id, c.kind, c.observation_id, c.product_id, c.with_irfs, c.products, c.releases FROM chosen c`)}
)
SELECT (SELECT count(*)::int FROM written) AS changed, '{}'::text[] AS skipped WHERE EXISTS (SELECT 1 FROM chosen)`;
