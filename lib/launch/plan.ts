import { draftManifest } from "@/lib/basket/manifest";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import type { AppError } from "@/lib/errors/app-error";
import { EnvironmentUnknown, ServiceUnknown, SizeUnknown } from "./errors";
import { findAnalysis, analysisCatalogue } from "./analyses/catalogue";
import { analysisLack } from "./fits";
import { placeFault, placeStates } from "./lacks";
import { notebookNotes } from "./notes";
import type { LaunchPlan, LaunchRequest } from "./schemas";
import { findService, notebookServices } from "./services/registry";
import type { Environment } from "./services/facts";
import type { NotebookService } from "./services/service";
import { environmentsAt } from "./software/offers";

/**
 * What a launch of the viewer's basket, or of a manifest, would take, where from, how long, and what stands in its way, there and at each
 * other service, with each environment and notebook. Nothing is kept.
 */
export async function planLaunch(viewer: SignedInViewer, request: LaunchRequest): Promise<LaunchPlan> {
  const { service } = await placeFor(request);
  const analysis = findAnalysis(request.analysis);
  const draft = await draftManifest(viewer, analysis.demand, request);
  const states = await placeStates(viewer, notebookServices(), draft);
  const faults = new Map(states.map((state) => [state.service, placeFault(state, request.environment)]));
  const fault = faults.get(service) ?? null;
  const problems = [...(fault ? [{ slug: fault.slug, detail: fault.message, blocks: true }] : []), ...notebookNotes(analysis, draft), ...draft.problems.filter(({ slug }) => slug !== fault?.slug)];
  // The notebook is one more file; its few kilobytes are not known before it is made.
  const fileCount = draft.files.length + draft.generated.length + 1;
  return {
    service: service.facts.id,
    basketRevision: draft.basketRevision,
    observationCount: draft.members.length,
    fileCount,
    totalBytes: draft.totalBytes,
    sites: [{ name: "the data lake", fileCount, bytes: draft.totalBytes }],
    expectedSec: await expectedSec(viewer, service),
    problems,
    blocked: problems.some(({ blocks }) => blocks),
    acceptable: fault === null,
    places: states.map(({ service: one }) => ({ service: one.facts.id, lacks: lackOf(faults.get(one) ?? null) })),
    environments: states.flatMap(({ service: one, environments }) => environments.map(({ environment, fault: its }) => ({ service: one.facts.id, id: environment.id, lacks: lackOf(its) }))),
    analyses: analysisCatalogue().map((one) => ({ id: one.id, lacks: analysisLack(one, draft) })),
  };
}

function lackOf(fault: AppError | null): { slug: string; detail: string } | null {
  return fault && { slug: fault.slug, detail: fault.message };
}

/** The service that a request names, and its environment: the first one where the request names none. @throws ServiceUnknown, EnvironmentUnknown, SizeUnknown */
export async function placeFor(request: Pick<LaunchRequest, "service" | "environment" | "size">): Promise<{ service: NotebookService; environment: Environment | null }> {
  const service = findService(request.service);
  if (!service) throw new ServiceUnknown();
  const environments = await environmentsAt(service);
  const environment = request.environment === undefined ? environments[0] : environments.find(({ id }) => id === request.environment);
  if (environment === undefined && request.environment !== undefined) throw new EnvironmentUnknown();
  if (request.size !== undefined && !service.facts.sizes.some(({ id }) => id === request.size)) throw new SizeUnknown();
  return { service, environment: environment ?? null };
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
