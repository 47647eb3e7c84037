import type { Sql } from "@/lib/embargo/transaction";
import type { LoadedHdu, LoadedProduct } from "./content";
import { copyInto, type CopyRow } from "./copy";

const columns = {
  load_product: ["n", "name", "role", "sharing", "obs_id", "observation_count", "media_type", "size_bytes", "sha256", "md5", "adler32", "crc32", "backend", "location", "obs_ids"],
  load_hdu: ["n", "obs_id", "hdu_type", "hdu_class", "hdu_name", "row", "irf"],
  load_irf: ["irf", "description"],
} as const;
type Table = keyof typeof columns;

/**
 * Takes products into temporary tables, from which the sizes of the observations are known before they are written:
 * products by a number `n`, their HDUs, and what headers say of IRFs, which many observations share, once for each file.
 */
export async function copyProducts(sql: Sql, products: Iterable<LoadedProduct>): Promise<void> {
  await sql.run(
    `CREATE TEMP TABLE load_product (n int, name text, role text, sharing text, obs_id bigint, observation_count int, media_type text, size_bytes bigint,
       sha256 text, md5 text, adler32 text, crc32 text, backend text, location text, obs_ids bigint[]) ON COMMIT DROP`,
  );
  await sql.run("CREATE TEMP TABLE load_hdu (n int, obs_id bigint, hdu_type text, hdu_class text, hdu_name text, row jsonb, irf int) ON COMMIT DROP");
  await sql.run("CREATE TEMP TABLE load_irf (irf int, description jsonb) ON COMMIT DROP");
  await copyInto<Table>(sql, columns, rowsOf(products));
  for (const table of ["load_product (n, name, sharing, obs_id)", "load_hdu (n, obs_id, irf)", "load_irf (irf)"]) await sql.run(`ANALYZE ${table}`);
}

function* rowsOf(products: Iterable<LoadedProduct>): Generator<CopyRow<Table>> {
  let n = 0;
  let irfs = 0;
  for (const { name, role, sharing, obsIds, mediaType, file, hdus } of products) {
    const own = sharing === "single" ? (obsIds[0] ?? null) : null;
    yield ["load_product", [++n, name, role, sharing, own, obsIds.length, mediaType, file.sizeBytes, file.sha256, file.md5, file.adler32, file.crc32 ?? null, file.backend ?? "local", file.location, sharing === "single" ? [] : obsIds]];
    const known = new Map<string, number>();
    for (const hdu of hdus) {
      const irf = hdu.irf === null ? null : JSON.stringify(hdu.irf);
      if (irf !== null && !known.has(irf)) {
        known.set(irf, ++irfs);
        yield ["load_irf", [irfs, irf]];
      }
      yield ["load_hdu", [n, ...hduValues(hdu), irf === null ? null : known.get(irf)!]];
    }
  }
}

function hduValues({ obsId, hduType, hduClass, hduName, row }: LoadedHdu) {
  return [obsId, hduType, hduClass, hduName, row] as const;
}
