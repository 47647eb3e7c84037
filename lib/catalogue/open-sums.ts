import { withSystemSql } from "@/lib/embargo/transaction";

/**
 * Makes one row of those that changes have added to each sum of what everybody may discover, and tells the current month in the parts of
 * today; answers stay as they are.
 *
 * @returns how many rows it took up; 0 also while another process folds
 */
export async function foldOpenSums(): Promise<number> {
  return withSystemSql("fold open sums", async (sql) => (await sql.rows<{ taken: number }>("SELECT embargo.fold_open_sums() AS taken"))[0]!.taken, "debug");
}
