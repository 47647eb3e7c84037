import { withViewerSql, type Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";

/**
 * Runs work for somebody who manages the embargo of a collection; what exactly of it, the database decides with each
 * row. For anybody else there is no such office: the same answer as at an address that nobody has.
 *
 * @throws NotFound
 */
export function withManager<Result>(viewer: Viewer, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  return withViewerSql(viewer, async (sql) => {
    const [office] = await sql.rows<{ held: boolean }>("SELECT embargo.manages_any() AS held");
    if (!office?.held) throw new NotFound();
    return work(sql);
  });
}
