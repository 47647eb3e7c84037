import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { z } from "zod";

/** What the service of a launch said while it built: its last lines. @throws NotFound for another's launch, and for one without */
export async function readBuildLog(viewer: SignedInViewer, id: string): Promise<string> {
  if (!z.uuid().safeParse(id).success) throw new NotFound();
  const [row] = await withViewerSql(viewer, (sql) => sql.rows<{ log: string | null }>("SELECT log FROM launch WHERE id = $1", [id]));
  if (!row?.log) throw new NotFound();
  return row.log;
}
