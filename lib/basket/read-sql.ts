/**
 * What each item is now, worked out by the database under the viewer: a row that the viewer can not see is not found
 * and shows as gone, whether it was deleted or hidden. A product of a closed observation opens when that does; shared
 * IRFs, which have no date of their own, with the first observation that links them.
 *
 * Each row is looked up by its key (LATERAL, with OFFSET 0 against flattening): nobody has counted a basket that was
 * filled a second ago, and the plans that a wrong guess leads to are quadratic.
 */
function itemsNow(items: string): string {
  return `
SELECT i.public_id, i.kind, i.with_irfs, i.pin_products, i.pin_releases, i.added_at, i.observation_id, i.product_id,
  o.target_name, o.start_mjd, o.livetime_sec, coalesce(o.project_id, p.project_id) AS project_id, p.name AS product_name,
  coalesce(o.state, p.state, 'gone') AS state, coalesce(o.data_release_at, p.opens_at) AS opens_at
FROM ${items} i
LEFT JOIN LATERAL (
  SELECT v.target_name, v.start_mjd, v.livetime_sec, v.project_id, v.data_release_at, CASE WHEN v.readable THEN 'readable' ELSE 'closed' END AS state
  FROM visible_observation v WHERE v.id = i.observation_id OFFSET 0
) o ON true
LEFT JOIN LATERAL (
  SELECT q.name, q.project_id,
    CASE WHEN EXISTS (SELECT 1 FROM product_release r WHERE r.product_id = q.id AND r.release = i.pin_releases[1]) THEN 'readable' ELSE 'closed' END AS state,
    CASE WHEN q.sharing = 'shared-irf' THEN (SELECT min(w.data_release_at) FROM observation_product l JOIN observation w ON w.id = l.observation_id WHERE l.product_id = q.id)
         ELSE q.data_release_at END AS opens_at
  FROM product q WHERE q.id = i.product_id OFFSET 0
) p ON true`;
}

/** One page, newest first, then by id. $1 basket, $2 limit, $3 and $4 the place after which it begins, null for the first page. */
export const READ_PAGE = `
WITH page AS MATERIALIZED (
  SELECT * FROM basket_item b
  WHERE b.basket_id = $1 AND ($3::timestamptz IS NULL OR b.added_at < $3 OR (b.added_at = $3 AND b.public_id COLLATE "C" > $4::text))
  ORDER BY b.added_at DESC, b.public_id COLLATE "C" LIMIT $2::int),
item AS (${itemsNow("page")})
SELECT item.public_id AS id, item.kind, item.state, item.with_irfs AS "withIrfs", item.added_at AS "addedAt",
  CASE WHEN item.state = 'closed' THEN item.opens_at END AS "opensAt",
  item.product_name AS "productName", item.target_name AS "targetName", item.start_mjd AS "startMjd", item.livetime_sec AS "livetimeSec",
  (SELECT project.code FROM project WHERE project.id = item.project_id) AS "projectCode",
  CASE WHEN item.state = 'gone' THEN 0 ELSE files.bytes END AS "sizeBytes",
  CASE WHEN item.state = 'gone' THEN 0 ELSE files.number END AS "fileCount",
  item.state <> 'gone' AND files.newer AS "newerRelease"
FROM item
CROSS JOIN LATERAL (
  SELECT coalesce(sum(coalesce((SELECT r.size_bytes FROM product_release r WHERE r.product_id = n.product AND r.release = n.release), p.size_bytes)), 0)::float8 AS bytes,
    count(*)::int AS number, coalesce(bool_or(p.current_release > n.release), false) AS newer
  FROM unnest(item.pin_products, item.pin_releases) AS n(product, release)
  CROSS JOIN LATERAL (SELECT q.current_release, q.size_bytes FROM product q WHERE q.id = n.product OFFSET 0) p
) files
ORDER BY item.added_at DESC, item.public_id COLLATE "C"`;

/** The whole basket in numbers; a file that several items need counts once. $1 basket. */
export const READ_TOTALS = `
WITH all_items AS MATERIALIZED (SELECT * FROM basket_item b WHERE b.basket_id = $1),
item AS MATERIALIZED (${itemsNow("all_items")}),
file AS (SELECT DISTINCT n.product, n.release FROM item, unnest(item.pin_products, item.pin_releases) AS n(product, release) WHERE item.state = 'readable')
SELECT count(*)::int AS "totalCount",
  (count(*) FILTER (WHERE kind = 'observation'))::int AS "observationCount",
  (count(*) FILTER (WHERE state = 'readable'))::int AS "readableCount",
  (count(*) FILTER (WHERE state = 'closed'))::int AS "closedCount",
  (count(*) FILTER (WHERE state = 'gone'))::int AS "goneCount",
  (SELECT coalesce(sum((SELECT r.size_bytes FROM product_release r WHERE r.product_id = file.product AND r.release = file.release)), 0)::float8 FROM file) AS "totalBytes"
FROM item`;

/** Every item with its pins as words (arrays of thousands of rows take long to parse), in the order in which they were added. $1 basket. */
export const READ_ITEMS = `
WITH all_items AS MATERIALIZED (SELECT * FROM basket_item b WHERE b.basket_id = $1)
SELECT item.public_id AS id, item.kind, item.state, CASE WHEN item.state = 'closed' THEN item.opens_at END AS "opensAt", item.observation_id::text AS "observationKey", item.product_id::text AS "productKey",
  item.with_irfs AS "withIrfs", array_to_string(item.pin_products, ' ') AS "pinProducts", array_to_string(item.pin_releases, ' ') AS "pinReleases"
FROM (${itemsNow("all_items")}) item ORDER BY item.added_at, item.public_id COLLATE "C"`;
