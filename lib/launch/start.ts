import { createHash } from "node:crypto";
import { draftManifest, freezeManifest } from "@/lib/basket/manifest";
import { setting } from "@/lib/config/environment";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { AlreadyLaunched, BasketMoved, LaunchBlocked, NothingToLaunch, TooManyLaunches } from "./errors";
import { type AnalysisEntry, findAnalysis } from "./analyses/catalogue";
import { readyToEnqueue } from "@/lib/jobs/sender";
import { enqueue } from "./jobs";
import { getLaunch } from "./launch";
import { EVENT_CHANNEL } from "./move";
import { notebookFile } from "./notebook-file";
import { placeFault, placeStates } from "./lacks";
import { endOf } from "./end";
import { placeFor } from "./plan";
import type { Launch, LaunchRequest } from "./schemas";
import type { NotebookService } from "./services/service";
import { livingStates } from "./states";

// Nothing is inserted while a launch that lives has the work folder.
const INSERT_LAUNCH = `
INSERT INTO launch (owner_sub, username, manifest_id, service, environment, size, server_name, work_folder, until, public_only, last_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, 1)
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
 * @throws NotFound for a manifest of which there is nothing for this viewer; ServiceUnknown, EnvironmentUnknown, SizeUnknown, AnalysisUnknown, UntilRefused, BasketMoved, NothingToLaunch, BasketTooLarge, DataClassTooHigh, TooLargeForService, TooManyLaunches, EnvironmentForPublicData, EnvironmentUnfit, EnvironmentLacks, LaunchBlocked, ManifestOutdated, AlreadyLaunched
 */
export async function startLaunch(viewer: SignedInViewer, request: LaunchRequest): Promise<Launch> {
  const { service, environment } = await placeFor(request);
  const analysis = findAnalysis(request.analysis);
  const until = endOf(service, request.until);
  const draft = await draftManifest(viewer, analysis.demand, request);
  if (request.basketRevision !== undefined && request.manifestId === undefined && request.basketRevision !== draft.basketRevision) throw new BasketMoved(draft.basketRevision);
  if (draft.members.length === 0) throw new NothingToLaunch();
  const [state] = await placeStates(viewer, [service], draft);
  const fault = placeFault(state!, environment?.id);
  if (fault) throw fault;
  const blocking = draft.problems.filter(({ blocks }) => blocks);
  if (blocking.length > 0 && !request.acceptProblems) throw new LaunchBlocked(blocking);

  const frozen = await freezeManifest(viewer, draft, { variant: variantOf(analysis), files: (manifestId) => [notebookFile(draft, analysis, manifestId, setting("PORTAL_URL"))] });
  const workFolder = `airshower-${frozen.digest.slice(0, 10)}`;
  await readyToEnqueue();
  const id = await withViewerSql(viewer, async (sql) => {
    await refuseAboveLimit(sql, viewer, service);
    const [made] = await sql.rows<{ id: string }>(INSERT_LAUNCH, [viewer.sub, viewer.username, frozen.id, service.facts.id, request.environment ?? null, request.size ?? null, workFolder, until, environment?.dataClass === "public"]);
    if (!made) throw new AlreadyLaunched(await living(sql, viewer, service.facts.id, workFolder));
    await sql.run(INSERT_FIRST_EVENT, [made.id, `Your rights were checked: ${frozen.manifest.files.length} files`]);
    await sql.run("SELECT pg_notify($1, $2)", [EVENT_CHANNEL, made.id]);
    await enqueue(sql, "launch-drive", made.id);
    return made.id;
  });
  return getLaunch(viewer, id);
}

/** The same files with another notebook are another launch; an operator's notebook that was changed since is another one. */
function variantOf({ id, template }: AnalysisEntry): string {
  return template === null ? id : `${id} ${createHash("sha256").update(JSON.stringify(template)).digest("hex")}`;
}

async function living(sql: Sql, viewer: SignedInViewer, service: string, workFolder: string): Promise<string | null> {
  const [row] = await sql.rows<{ id: string }>(FIND_LIVING, [viewer.sub, service, workFolder, livingStates]);
  return row?.id ?? null;
}

/** Counted again where it counts: of two launches at once, one would not be seen by the other. */
async function refuseAboveLimit(sql: Sql, viewer: SignedInViewer, { facts: { id, title, limits } }: NotebookService): Promise<void> {
  if (limits.launchesPerPerson === null) return;
  await sql.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`launches of ${viewer.sub} at ${id}`]);
  const [own] = await sql.rows<{ count: number }>("SELECT count(*)::int AS count FROM launch WHERE owner_sub = $1 AND service = $2 AND state = ANY ($3)", [viewer.sub, id, livingStates]);
  if ((own?.count ?? 0) >= limits.launchesPerPerson) throw new TooManyLaunches(title, limits.launchesPerPerson);
}
