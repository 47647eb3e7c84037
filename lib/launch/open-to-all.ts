import { withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";

// A notebook tells of its observations, so they count like the files: an IRF file that is public may belong to hidden ones.
const OPEN = `SELECT
  (SELECT count(*) FROM product_release WHERE id = ANY ($1::bigint[]))::int AS releases,
  (SELECT count(*) FROM visible_observation WHERE id = ANY ($2::bigint[]) AND readable)::int AS observations`;

/**
 * Could everybody read all of it: files, and the observations that they are of? The embargo says, asked as nobody.
 *
 * @param releaseIds keys of releases @param observationIds keys of observations; each may come more than once
 */
export async function isOpenToAll(releaseIds: readonly (string | number)[], observationIds: readonly (string | number)[]): Promise<boolean> {
  const [releases, observations] = [[...new Set(releaseIds.map(String))], [...new Set(observationIds.map(String))]];
  const [open] = await withViewerSql(anonymous, (sql) => sql.rows<{ releases: number; observations: number }>(OPEN, [releases, observations]));
  return open?.releases === releases.length && open.observations === observations.length;
}
