import { withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { findProduct } from "./find";

/** Whether a product exists for this viewer, for the page about it. @throws NotFound */
export async function requireProduct(viewer: Viewer, id: string): Promise<{ release: number }> {
  const { did } = await withViewerSql(viewer, (sql) => findProduct(sql, id));
  return { release: did.release };
}
