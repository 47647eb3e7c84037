import { draftManifest } from "@/lib/basket/manifest";
import type { ManifestDraft } from "@/lib/basket/manifest/draft";
import { setting } from "@/lib/config/environment";
import { withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type SignedInViewer } from "@/lib/embargo/viewer";
import { BasketTooLarge, DataClassTooHigh, EnvironmentUnknown, ServiceUnknown } from "./errors";
import type { LaunchPlan, LaunchRequest } from "./schemas";
import { findService } from "./services/registry";
import type { NotebookService } from "./services/service";

/** What a launch of the viewer's basket, or of a manifest, would take, where from, how long, and what stands in its way. Nothing is kept. */
export async function planLaunch(viewer: SignedInViewer, request: LaunchRequest): Promise<LaunchPlan> {
  const service = serviceFor(request);
  const draft = await draftManifest(viewer, request.analysis, request);
  const fault = await placeFault(service, draft);
  const problems = [...(fault ? [{ slug: fault.slug, detail: fault.message, blocks: true }] : []), ...draft.problems.filter(({ slug }) => slug !== fault?.slug)];
  // The notebook is one more file; its few kilobytes are not known before it is made.
  const fileCount = draft.files.length + draft.generated.length + 1;
  return {
    service: service.id,
    basketRevision: draft.basketRevision,
    observationCount: draft.observations.length,
    fileCount,
    totalBytes: draft.totalBytes,
    sites: [{ name: "the data lake", fileCount, bytes: draft.totalBytes }],
    expectedSec: await expectedSec(viewer, service),
    problems,
    blocked: problems.some(({ blocks }) => blocks),
    acceptable: fault === null,
  };
}

/** The service that a request names, with its environment. @throws ServiceUnknown, EnvironmentUnknown */
export function serviceFor(request: Pick<LaunchRequest, "service" | "environment">): NotebookService {
  const service = findService(request.service);
  if (!service) throw new ServiceUnknown();
  if (request.environment !== undefined && !service.environments.some(({ id }) => id === request.environment)) throw new EnvironmentUnknown();
  return service;
}

/** Why these files can not go to this service at all, whatever the person accepts; null when they can. */
export async function placeFault(service: NotebookService, draft: ManifestDraft): Promise<BasketTooLarge | DataClassTooHigh | null> {
  const limitBytes = setting("BASKET_LIMIT_BYTES");
  if (draft.totalBytes > limitBytes) return new BasketTooLarge(draft.totalBytes, limitBytes);
  if (service.dataClass === "public" && !(await isPublic(draft))) return new DataClassTooHigh(service.title);
  return null;
}

/** Could everybody read all of it? The database says, asked as nobody. */
function isPublic(draft: ManifestDraft): Promise<boolean> {
  const releases = [...new Set(draft.files.map(({ release }) => release.releaseId))];
  return withViewerSql(anonymous, async (sql) => {
    const [open] = await sql.rows<{ count: number }>("SELECT count(*)::int AS count FROM product_release WHERE id = ANY ($1::bigint[])", [releases]);
    return open?.count === releases.length;
  });
}

const EXPECTED = `
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS sec FROM (
  SELECT extract(epoch FROM (SELECT min(e.at) FROM launch_event e WHERE e.launch_id = l.id AND e.state = 'ready') - l.created_at) AS took
  FROM launch l WHERE l.owner_sub = $1 AND l.service = $2 ORDER BY l.created_at DESC LIMIT 20
) lately WHERE took IS NOT NULL`;

/** The median of one's own last launches there, seconds; null before the first. Others' launches tell nothing to one. */
function expectedSec(viewer: SignedInViewer, service: NotebookService): Promise<number | null> {
  return withViewerSql(viewer, async (sql) => (await sql.rows<{ sec: number | null }>(EXPECTED, [viewer.sub, service.id]))[0]?.sec ?? null);
}
