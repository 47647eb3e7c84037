import type { Sql } from "@/lib/embargo/transaction";
import { fileUrl, formatDid } from "./did";
import { type Product, productRoles } from "./schemas";

/**
 * One row for the observation itself (its key), with one per product: its own, those that hold one of its HDUs or were
 * made from it with others, and what belongs to the whole store. The release is there while its bytes may be read.
 */
const PRODUCTS = `WITH seen AS MATERIALIZED (
  SELECT o.id, o.collection_id, c.name AS collection FROM visible_observation o JOIN collection c ON c.id = o.collection_id WHERE c.name = $1 AND o.obs_id = $2
), ids AS (
  SELECT p.id FROM product p WHERE p.observation_id = (SELECT id FROM seen)
  UNION SELECT l.product_id FROM observation_product l WHERE l.observation_id = (SELECT id FROM seen)
  UNION SELECT h.product_id FROM hdu h WHERE h.observation_id = (SELECT id FROM seen)
  UNION SELECT p.id FROM product p WHERE p.collection_id = (SELECT collection_id FROM seen) AND p.sharing = 'store'
)
SELECT s.collection, p.name, p.role, p.current_release AS "release", p.media_type AS "mediaType", p.size_bytes::float8 AS "sizeBytes", p.sharing <> 'single' AS "shared",
  p.data_release_at AS "dataReleaseAt", p.hold > 0 AS "onHold", r.id IS NOT NULL AS "readable", r.sha256,
  coalesce((SELECT json_agg(json_build_object('name', h.hdu_name, 'type', h.hdu_type, 'hduClass', h.hdu_class) ORDER BY h.id)
    FROM hdu h WHERE h.observation_id = s.id AND h.product_id = p.id AND h.release = p.current_release), '[]') AS "hdus"
FROM seen s LEFT JOIN (ids i JOIN product p ON p.id = i.id LEFT JOIN product_release r ON r.product_id = p.id AND r.release = p.current_release) ON true
ORDER BY array_position($3::text[], p.role), p.name COLLATE "C"`;

type Described = Pick<Product, "name" | "role" | "release" | "mediaType" | "sizeBytes" | "shared" | "hdus" | "sha256">;
type ProductRow = { readonly collection: string; readonly dataReleaseAt: Date | null; readonly readable: boolean; readonly onHold: boolean } & (Described | { readonly name: null });

/** The products of one observation; null when this transaction's viewer sees no such observation. */
export async function readProducts(sql: Sql, key: { readonly collection: string; readonly obsId: string }): Promise<Product[] | null> {
  const rows = await sql.kept<ProductRow>("products", PRODUCTS, [key.collection, key.obsId, productRoles]);
  return rows.length === 0 ? null : rows.flatMap((row) => (row.name === null ? [] : [productOf(row)]));
}

function productOf({ collection, dataReleaseAt, readable, onHold, sha256, ...described }: ProductRow & Described): Product {
  const did = { collection, release: described.release, path: described.name };
  return {
    ...described,
    id: `${collection}:${described.name}`,
    did: readable ? formatDid(did) : null,
    sha256: readable ? sha256 : null,
    url: readable ? fileUrl(did) : null,
    access: { readable, onHold, opensAt: onHold ? null : (dataReleaseAt?.toISOString() ?? null) },
  };
}
