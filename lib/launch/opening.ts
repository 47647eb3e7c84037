import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { z } from "zod";
import { LaunchNotOpen } from "./errors";
import { findService } from "./services/registry";
import { unsealSession } from "./session-store";

const READ = `SELECT l.state, l.service, l.work_folder AS "workFolder", l.session_sealed AS "sessionSealed", l.url,
  jsonb_path_query_first(m.body, '$.files[*] ? (@.role == "notebook").path') #>> '{}' AS "notebookPath"
FROM launch l JOIN manifest m ON m.id = l.manifest_id WHERE l.id = $1`;
interface Opened {
  readonly state: string;
  readonly service: string;
  readonly workFolder: string;
  readonly sessionSealed: string | null;
  readonly url: string | null;
  readonly notebookPath: string | null;
}

/** The portal's own address by which a launch's notebook opens, where the service lets people in by a token: that one is in no answer of ours. */
export function openingUrl(portalUrl: string, launchId: string): string {
  return `${portalUrl}/api/v1/launches/${launchId}/open`;
}

/**
 * Where a launch's owner is sent to be in the notebook.
 *
 * @throws NotFound for another's launch as for none, LaunchNotOpen while there is no notebook
 */
export async function openLaunch(viewer: SignedInViewer, id: string): Promise<string> {
  if (!z.uuid().safeParse(id).success) throw new NotFound();
  const [launch] = await withViewerSql(viewer, (sql) => sql.rows<Opened>(READ, [id]));
  if (!launch) throw new NotFound();
  if (launch.state !== "ready" || launch.url === null) throw new LaunchNotOpen();
  const service = findService(launch.service);
  const session = unsealSession(id, launch.sessionSealed);
  if (service?.kind !== "binderhub") return launch.url;
  if (session === null) throw new LaunchNotOpen();
  return service.entrance(session, launch.notebookPath === null ? null : `${launch.workFolder}/${launch.notebookPath}`);
}
