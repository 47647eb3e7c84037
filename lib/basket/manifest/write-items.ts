import type { Sql } from "@/lib/embargo/transaction";

const rowsOf = (items: string) => `
INSERT INTO manifest_item (manifest_id, place, public_id, kind, observation_id, product_id, with_irfs, pin_product, pin_release)
SELECT $1::uuid, n.place, n.id, n.kind, n."observationKey", n."productKey", n."withIrfs", pin.product, pin.release
FROM ${items}
CROSS JOIN LATERAL json_to_recordset(kept.items) AS n(place int, id text, kind text, "observationKey" bigint, "productKey" bigint, "withIrfs" boolean, products text, releases text)
CROSS JOIN LATERAL unnest(n.products::bigint[], n.releases::int[]) AS pin(product, release)
ON CONFLICT DO NOTHING`;

/** Of a manifest that was kept without its items. $1 manifest, $2 items. */
const INSERT_GIVEN = rowsOf("(SELECT $2::json AS items) kept");
/** Of a manifest of the viewer's own: the policy shows no other, so that nobody else makes rows. $1 manifest. */
const INSERT_KEPT = rowsOf("(SELECT m.items FROM manifest m WHERE m.id = $1::uuid AND m.items IS NOT NULL) kept");

/** Whether a row of it is seen. Of one that is hidden entirely there may be rows all the same, which inserting leaves as they are. */
async function hasRows(sql: Sql, id: string): Promise<boolean> {
  const [known] = await sql.rows("SELECT 1 FROM manifest_item WHERE manifest_id = $1 LIMIT 1", [id]);
  return known !== undefined;
}

/**
 * Writes the items of a manifest of the viewer's own row by row, as they were frozen, unless they are: they are needed when it is
 * shared or made again, and hardly ever is one of thousands of files. Of another's manifest nothing is written.
 */
export async function writeItems(sql: Sql, id: string): Promise<void> {
  if (!(await hasRows(sql, id))) await sql.run(INSERT_KEPT, [id]);
}

/** The same for a manifest that was kept before items were kept with it. @param items as `packItems` makes them */
export async function writeGivenItems(sql: Sql, id: string, items: string): Promise<void> {
  if (!(await hasRows(sql, id))) await sql.run(INSERT_GIVEN, [id, items]);
}
