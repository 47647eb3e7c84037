import { draftManifest, freezeManifest } from "@/lib/basket/manifest";
import { setting } from "@/lib/config/environment";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { AlreadyLaunched, BasketMoved, LaunchBlocked, NothingToLaunch, UntilRefused } from "./errors";
import { enqueue } from "./jobs";
import { getLaunch } from "./launch";
import { EVENT_CHANNEL } from "./move";
import { notebookFile } from "./notebook-file";
import { placeFault, serviceFor } from "./plan";
import type { Launch, LaunchRequest } from "./schemas";
import { livingStates } from "./states";

/** As long as the staging token of a launch without an end. */
const LONGEST_DAYS = 30;

// Nothing is inserted while a launch that lives has the work folder.
const INSERT_LAUNCH = `
INSERT INTO launch (owner_sub, username, manifest_id, service, environment, server_name, work_folder, until, last_seq)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, 1)
ON CONFLICT (owner_sub, service, work_folder) WHERE state IN ('requested', 'staging', 'starting', 'ready') DO NOTHING
RETURNING id`;
const INSERT_FIRST_EVENT = "INSERT INTO launch_event (launch_id, seq, state, message) VALUES ($1, 1, 'requested', $2)";
const FIND_LIVING = "SELECT id FROM launch WHERE owner_sub = $1 AND service = $2 AND work_folder = $3 AND state = ANY ($4)";

/**
 * Launches the viewer's basket, or a manifest: freezes it under the viewer's rights at this moment, with a notebook made for it, and
 * orders the rest from the worker in the same transaction.
 *
 * The work folder is named by the content: the same files, launched again, find what was saved beside them. It is the
 * server's name too, so that neither the portal nor the service ever has two for one folder.
 *
 * @throws NotFound for a manifest of which there is nothing for this viewer; ServiceUnknown, EnvironmentUnknown, UntilRefused, BasketMoved, NothingToLaunch, BasketTooLarge, DataClassTooHigh, LaunchBlocked, ManifestOutdated, AlreadyLaunched
 */
export async function startLaunch(viewer: SignedInViewer, request: LaunchRequest): Promise<Launch> {
  const service = serviceFor(request);
  const until = checkedUntil(request.until);
  const draft = await draftManifest(viewer, request.analysis, request);
  if (request.basketRevision !== undefined && request.manifestId === undefined && request.basketRevision !== draft.basketRevision) throw new BasketMoved(draft.basketRevision);
  if (draft.observations.length === 0) throw new NothingToLaunch();
  const fault = await placeFault(service, draft);
  if (fault) throw fault;
  const blocking = draft.problems.filter(({ blocks }) => blocks);
  if (blocking.length > 0 && !request.acceptProblems) throw new LaunchBlocked(blocking);

  const frozen = await freezeManifest(viewer, draft, { variant: request.analysis, files: (manifestId) => [notebookFile(draft, manifestId, setting("PORTAL_URL"))] });
  const workFolder = `airshower-${frozen.digest.slice(0, 10)}`;
  const id = await withViewerSql(viewer, async (sql) => {
    const [made] = await sql.rows<{ id: string }>(INSERT_LAUNCH, [viewer.sub, viewer.username, frozen.id, service.id, request.environment ?? null, workFolder, until]);
    if (!made) throw new AlreadyLaunched(await living(sql, viewer, service.id, workFolder));
    await sql.run(INSERT_FIRST_EVENT, [made.id, `Your rights were checked: ${frozen.manifest.files.length} files`]);
    await sql.run("SELECT pg_notify($1, $2)", [EVENT_CHANNEL, made.id]);
    await enqueue(sql, "launch-drive", made.id);
    return made.id;
  });
  return getLaunch(viewer, id);
}

async function living(sql: Sql, viewer: SignedInViewer, service: string, workFolder: string): Promise<string | null> {
  const [row] = await sql.rows<{ id: string }>(FIND_LIVING, [viewer.sub, service, workFolder, livingStates]);
  return row?.id ?? null;
}

function checkedUntil(until: string | undefined): Date | null {
  if (until === undefined) return null;
  const at = new Date(until);
  const inMs = at.getTime() - Date.now();
  if (!(inMs > 0 && inMs <= LONGEST_DAYS * 86_400_000)) throw new UntilRefused(LONGEST_DAYS);
  return at;
}
