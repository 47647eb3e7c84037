import type { ManifestDraft } from "@/lib/basket/manifest/draft";
import { containmentsFor, needsOf } from "@/lib/catalogue/irf-match/needs";
import type { AnalysisEntry } from "./analyses/catalogue";

export interface Lack {
  readonly slug: string;
  readonly detail: string;
}

/**
 * Why a notebook does not fit a basket as a whole; null where it does for at least one observation. What single
 * observations lack, the plan's problems say. Worked out from what the viewer may read.
 */
export function analysisLack({ title, demand }: Pick<AnalysisEntry, "title" | "demand">, { observations }: ManifestDraft): Lack | null {
  if (observations.length === 0) return { slug: "no-observations", detail: `${title} needs event lists, and the basket holds none that you can read now.` };
  const usable = containmentsFor(demand);
  const fitting = observations.filter(({ containment }) => usable.includes(containment));
  if (fitting.length === 0) return { slug: "containment-unfit", detail: `${title} needs ${usable.join(" or ")} IRFs, and the observations have ${observations[0]!.containment} ones.` };
  const missing = fitting.map(({ containment, irfs }) => needsOf(demand, containment).filter(({ kind, blocks }) => blocks && !irfs.some((irf) => irf.kind === kind)).map(({ kind }) => kind));
  if (missing.some((kinds) => kinds.length === 0)) return null;
  return { slug: "irf-missing", detail: `${title} needs ${[...new Set(missing.flat())].join(", ")}, and no observation of the basket has all that it needs.` };
}
