import { matchIrfsSql } from "@/lib/catalogue/irf-match/match-irfs";
import type { Sql } from "@/lib/embargo/transaction";
import type { BasketRow } from "./revision";

/** Items that want IRFs of which their store links not all, and whose event header names a set. $1 basket. */
const LACKING = `
SELECT i.public_id AS id FROM basket_item i
CROSS JOIN LATERAL (SELECT v.irf_kinds, v.analysis FROM visible_observation v WHERE v.id = i.observation_id OFFSET 0) o
WHERE i.basket_id = $1 AND i.with_irfs AND o.analysis->>'irf' IS NOT NULL AND NOT o.irf_kinds @> '{aeff,edisp,psf,bkg}'::text[]`;

/** $1 basket; $2 items, and for each the collection ($3) and path ($4) of a file to pin at its current release. */
const PIN = `
WITH c AS MATERIALIZED (SELECT id, name FROM collection WHERE name = ANY ($3::text[])),
news AS (
  SELECT i.id, array_agg(p.id ORDER BY p.id) AS products, array_agg(p.current_release ORDER BY p.id) AS releases
  FROM (SELECT DISTINCT * FROM unnest($2::text[], $3::text[], $4::text[]) AS u(item, collection, path)) n
  JOIN basket_item i ON i.basket_id = $1 AND i.public_id = n.item
  JOIN c ON c.name = n.collection JOIN product p ON p.collection_id = c.id AND p.name = n.path
  WHERE p.id <> ALL (i.pin_products) GROUP BY i.id)
UPDATE basket_item i SET pin_products = i.pin_products || news.products, pin_releases = i.pin_releases || news.releases FROM news WHERE i.id = news.id`;

/**
 * Pins the IRF files that event headers name (CALDB, IRF) where the store links none: the second rule of IRF matching.
 * What only the third one finds, the nearest, is a proposal and goes into a basket by its own id alone.
 */
export async function pinHeaderIrfs(sql: Sql, basket: BasketRow): Promise<void> {
  const lacking = await sql.rows<{ id: string }>(LACKING, [basket.id]);
  if (lacking.length === 0) return;
  const matches = await matchIrfsSql(sql, lacking.map(({ id }) => id), "spectrum");
  const named = matches.flatMap(({ observationId, components }) => components.filter(({ rule }) => rule === "event-header").map(({ productId }) => ({ observationId, productId })));
  if (named.length === 0) return;
  const collections = named.map(({ productId }) => productId.slice(0, productId.indexOf(":")));
  const paths = named.map(({ productId }) => productId.slice(productId.indexOf(":") + 1));
  await sql.run(PIN, [basket.id, named.map(({ observationId }) => observationId), collections, paths]);
}
