import type { ManifestDraft } from "@/lib/basket/manifest/draft";
import { setting } from "@/lib/config/environment";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import type { AppError } from "@/lib/errors/app-error";
import { BasketTooLarge, DataClassTooHigh, EnvironmentUnfit, TooLargeForService, TooManyLaunches } from "./errors";
import { isOpenToAll } from "./open-to-all";
import type { Environment } from "./services/facts";
import type { NotebookService } from "./services/service";
import { livingStates } from "./states";

const LIVING = "SELECT service, count(*)::int AS count FROM launch WHERE owner_sub = $1 AND state = ANY ($2) GROUP BY service";

/**
 * Why a basket can not go to each of some services at all, whatever the person accepts; null for one that takes it.
 * A service takes it if one of its environments does; `chosen` names the only one that counts, at whichever has it.
 * Whether all of it is public is what the embargo says of its files and observations at this moment.
 */
export async function placeFaults(viewer: SignedInViewer, services: readonly NotebookService[], draft: ManifestDraft, chosen?: string): Promise<(AppError | null)[]> {
  const isPublic = services.some(({ facts }) => facts.dataClass === "public") && (await isOpenToAll(draft.files.map(({ release }) => release.releaseId), draft.observations.map(({ key }) => key)));
  const living = await livingBy(viewer);
  return services.map(({ facts: { id, title, dataClass, limits, environments } }) => {
    const limitBytes = setting("BASKET_LIMIT_BYTES");
    if (draft.totalBytes > limitBytes) return new BasketTooLarge(draft.totalBytes, limitBytes);
    if (dataClass === "public" && !isPublic) return new DataClassTooHigh(title);
    if (limits.basketBytes !== null && draft.totalBytes > limits.basketBytes) return new TooLargeForService(title, draft.totalBytes, limits.basketBytes);
    if (limits.launchesPerPerson !== null && (living.get(id) ?? 0) >= limits.launchesPerPerson) return new TooManyLaunches(title, limits.launchesPerPerson);
    return unfit(environments.filter((one, _, all) => one.id === chosen || !all.some((other) => other.id === chosen)), draft);
  });
}

/** Why none of some environments can use the basket's IRFs; null when one can. */
function unfit(environments: readonly Environment[], { observations }: ManifestDraft): EnvironmentUnfit | null {
  const faults = environments.map(({ title, irfs }) => {
    const found = observations.find(({ containment }) => !irfs.includes(containment));
    return found ? new EnvironmentUnfit(title, irfs, found.containment) : null;
  });
  return faults.includes(null) ? null : (faults[0] ?? null);
}

/** One's own launches that live, by service. */
async function livingBy(viewer: SignedInViewer): Promise<Map<string, number>> {
  const rows = await withViewerSql(viewer, (sql) => sql.rows<{ service: string; count: number }>(LIVING, [viewer.sub, livingStates]));
  return new Map(rows.map(({ service, count }) => [service, count]));
}
