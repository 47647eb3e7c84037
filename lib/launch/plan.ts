import { draftManifest } from "@/lib/basket/manifest";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { EnvironmentUnknown, ServiceUnknown, SizeUnknown } from "./errors";
import { placeFaults } from "./lacks";
import type { LaunchPlan, LaunchRequest } from "./schemas";
import { findService, notebookServices } from "./services/registry";
import type { NotebookService } from "./services/service";

/**
 * What a launch of the viewer's basket, or of a manifest, would take, where from, how long, and what stands in its way, there and at each
 * other service. Nothing is kept.
 */
export async function planLaunch(viewer: SignedInViewer, request: LaunchRequest): Promise<LaunchPlan> {
  const service = serviceFor(request);
  const draft = await draftManifest(viewer, request.analysis, request);
  const services = notebookServices();
  const faults = await placeFaults(viewer, services, draft, request.environment);
  const fault = faults[services.indexOf(service)] ?? null;
  const problems = [...(fault ? [{ slug: fault.slug, detail: fault.message, blocks: true }] : []), ...draft.problems.filter(({ slug }) => slug !== fault?.slug)];
  // The notebook is one more file; its few kilobytes are not known before it is made.
  const fileCount = draft.files.length + draft.generated.length + 1;
  return {
    service: service.facts.id,
    basketRevision: draft.basketRevision,
    observationCount: draft.observations.length,
    fileCount,
    totalBytes: draft.totalBytes,
    sites: [{ name: "the data lake", fileCount, bytes: draft.totalBytes }],
    expectedSec: await expectedSec(viewer, service),
    problems,
    blocked: problems.some(({ blocks }) => blocks),
    acceptable: fault === null,
    places: services.map(({ facts: { id } }, index) => ({ service: id, lacks: faults[index] ? { slug: faults[index].slug, detail: faults[index].message } : null })),
  };
}

/** The service that a request names, with its environment and size. @throws ServiceUnknown, EnvironmentUnknown, SizeUnknown */
export function serviceFor(request: Pick<LaunchRequest, "service" | "environment" | "size">): NotebookService {
  const service = findService(request.service);
  if (!service) throw new ServiceUnknown();
  if (request.environment !== undefined && !service.facts.environments.some(({ id }) => id === request.environment)) throw new EnvironmentUnknown();
  if (request.size !== undefined && !service.facts.sizes.some(({ id }) => id === request.size)) throw new SizeUnknown();
  return service;
}

const EXPECTED = `
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS sec FROM (
  SELECT extract(epoch FROM (SELECT min(e.at) FROM launch_event e WHERE e.launch_id = l.id AND e.state = 'ready') - l.created_at) AS took
  FROM launch l WHERE l.owner_sub = $1 AND l.service = $2 ORDER BY l.created_at DESC LIMIT 20
) lately WHERE took IS NOT NULL`;

/** The median of one's own last launches there, seconds; null before the first. Others' launches tell nothing to one. */
function expectedSec(viewer: SignedInViewer, service: NotebookService): Promise<number | null> {
  return withViewerSql(viewer, async (sql) => (await sql.rows<{ sec: number | null }>(EXPECTED, [viewer.sub, service.facts.id]))[0]?.sec ?? null);
}
