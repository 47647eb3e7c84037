import type { Sql } from "@/lib/embargo/transaction";

const columns = "observation_id, product_id, release, hdu_type, hdu_class, hdu_name, row, irf";

/** HDUs belong to a release; a changed hdu-index on unchanged files changes those of the current one. */
export async function writeHdus(sql: Sql, hasKnown: boolean): Promise<void> {
  if (hasKnown) await writeKnown(sql);
  await sql.run(`INSERT INTO hdu (${columns}) ${saidOf("SELECT n, id, 1 AS release FROM load_product_key WHERE is_new")}`);
}

/** What the store says of the HDUs of some products (n, id, release), with the catalogue's keys. */
function saidOf(products: string): string {
  return `SELECT k.id AS observation_id, p.id AS product_id, p.release, h.hdu_type, h.hdu_class, h.hdu_name, h.row, i.description AS irf
     FROM load_hdu h JOIN (${products}) p ON p.n = h.n JOIN load_key k ON k.obs_id = h.obs_id LEFT JOIN load_irf i ON i.irf = h.irf`;
}

/** With the releases that are current now. */
const KNOWN = "SELECT y.n, y.id, (SELECT p.current_release FROM product p WHERE p.id = y.id) AS release FROM load_product_key y WHERE NOT y.is_new OFFSET 0";

/** Those of products that were there before: what is not said any more goes, what is said as it was stays. */
async function writeKnown(sql: Sql): Promise<void> {
  await sql.run(`CREATE TEMP TABLE load_known_hdu ON COMMIT DROP AS ${saidOf(KNOWN)}`);
  await sql.run("ANALYZE load_known_hdu (observation_id, product_id, hdu_type, hdu_name)");
  const same = "(n.observation_id, n.product_id, n.release, n.hdu_type, n.hdu_name) = (x.observation_id, x.product_id, x.release, x.hdu_type, x.hdu_name)";
  await sql.run(
    `DELETE FROM hdu x USING load_product_key y JOIN product p ON p.id = y.id
     WHERE NOT y.is_new AND x.product_id = p.id AND x.release = p.current_release
       AND NOT EXISTS (SELECT 1 FROM load_known_hdu n WHERE ${same} AND (n.hdu_class, n.row, n.irf) IS NOT DISTINCT FROM (x.hdu_class, x.row, x.irf))`,
  );
  await sql.run(`DELETE FROM load_known_hdu n USING hdu x WHERE ${same}`);
  await sql.run(`INSERT INTO hdu (${columns}) SELECT ${columns} FROM load_known_hdu`);
}
