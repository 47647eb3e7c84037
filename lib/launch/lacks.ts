import type { ManifestDraft } from "@/lib/basket/manifest/draft";
import { setting } from "@/lib/config/environment";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import type { AppError } from "@/lib/errors/app-error";
import { BasketTooLarge, DataClassTooHigh, EnvironmentForPublicData, EnvironmentLacks, EnvironmentUnfit, TooLargeForService, TooManyLaunches } from "./errors";
import { isOpenToAll } from "./open-to-all";
import type { Environment } from "./services/facts";
import type { NotebookService } from "./services/service";
import { environmentsAt } from "./software/offers";
import { livingStates } from "./states";

const LIVING = "SELECT service, count(*)::int AS count FROM launch WHERE owner_sub = $1 AND state = ANY ($2) GROUP BY service";

/** How a service stands to a basket: why it can not take it at all, and why each of its environments can not; null where nothing is in the way. */
export interface PlaceState {
  readonly service: NotebookService;
  readonly fault: AppError | null;
  readonly environments: readonly { readonly environment: Environment; readonly fault: AppError | null }[];
}

/**
 * Why a basket can not go to each of some services, whatever the person accepts. Whether all of it is public is what the
 * embargo says of its files and observations at this moment; the rest is worked out from what the viewer may see of it.
 */
export async function placeStates(viewer: SignedInViewer, services: readonly NotebookService[], draft: ManifestDraft): Promise<PlaceState[]> {
  const offered = await Promise.all(services.map(environmentsAt));
  const asksPublic = services.some(({ facts }, index) => facts.dataClass === "public" || offered[index]!.some(({ dataClass }) => dataClass === "public"));
  const isPublic = asksPublic && (await isOpenToAll(draft.files.map(({ release }) => release.releaseId), draft.members.map(({ key }) => key)));
  const living = await livingBy(viewer);
  return services.map((service, index) => ({
    service,
    fault: faultAt(service, draft, isPublic, living.get(service.facts.id) ?? 0),
    environments: offered[index]!.map((environment) => ({ environment, fault: faultWith(service, environment, draft, isPublic) })),
  }));
}

/** A service takes a basket if one of its environments does; `chosen` names the only one that counts, at whichever has it. */
export function placeFault({ fault, environments }: PlaceState, chosen?: string): AppError | null {
  if (fault) return fault;
  const counting = environments.filter(({ environment }, _, all) => environment.id === chosen || !all.some((other) => other.environment.id === chosen));
  return counting.some((one) => one.fault === null) ? null : (counting[0]?.fault ?? null);
}

function faultAt({ facts: { title, dataClass, limits } }: NotebookService, draft: ManifestDraft, isPublic: boolean, living: number): AppError | null {
  const limitBytes = setting("BASKET_LIMIT_BYTES");
  if (draft.totalBytes > limitBytes) return new BasketTooLarge(draft.totalBytes, limitBytes);
  if (dataClass === "public" && !isPublic) return new DataClassTooHigh(title);
  if (limits.basketBytes !== null && draft.totalBytes > limits.basketBytes) return new TooLargeForService(title, draft.totalBytes, limits.basketBytes);
  if (limits.launchesPerPerson !== null && living >= limits.launchesPerPerson) return new TooManyLaunches(title, limits.launchesPerPerson);
  return null;
}

function faultWith({ facts }: NotebookService, { title, irfs, dataClass, record }: Environment, { observations }: ManifestDraft, isPublic: boolean): AppError | null {
  if (dataClass === "public" && facts.dataClass !== "public" && !isPublic) return new EnvironmentForPublicData(title, facts.title);
  const found = observations.find(({ containment }) => !irfs.includes(containment));
  if (found) return new EnvironmentUnfit(title, irfs, found.containment);
  const missing = record?.reads?.kinds.find((kind) => observations.length > 0 && !observations.some((observation) => observation.irfs.some((irf) => irf.kind === kind)));
  return missing === undefined ? null : new EnvironmentLacks(title, missing);
}

/** One's own launches that live, by service. */
async function livingBy(viewer: SignedInViewer): Promise<Map<string, number>> {
  const rows = await withViewerSql(viewer, (sql) => sql.rows<{ service: string; count: number }>(LIVING, [viewer.sub, livingStates]));
  return new Map(rows.map(({ service, count }) => [service, count]));
}
