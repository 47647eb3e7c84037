import { withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import type { FileKey } from "./still-readable";

/** Whether anybody may read a file now: the embargo is asked as nobody in particular asks. */
export async function isPublic(file: FileKey): Promise<boolean> {
  if (!("releaseId" in file)) return false;
  const rows = await withViewerSql(anonymous, (sql) => sql.rows("SELECT 1 FROM product_release WHERE id = $1", [file.releaseId]));
  return rows.length > 0;
}
