import type { DraftObservation, ManifestDraft } from "@/lib/basket/manifest/draft";
import type { GeneratedFile } from "@/lib/basket/manifest/generated";
import { demandId } from "@/lib/catalogue/irf-match/needs";
import type { AnalysisEntry } from "./analyses/catalogue";
import { buildNotebook } from "./notebook/build-notebook";
import type { NotebookInput } from "./notebook/input";
import { commonTarget, mostCommon } from "./target";

/**
 * The energies that a spectrum is binned in, TeV. It begins below the lowest threshold of the observations, so that the
 * analysis itself finds where each may be trusted; where no header says one, and at the other end, as the published
 * analysis of the H.E.S.S. test data does.
 */
const ENERGY_MIN_TEV = 0.1;
const ENERGY_MAX_TEV = 40;

/** The notebook to begin with, made for one manifest: a file of its own beside `data/`. */
export function notebookFile(draft: ManifestDraft, { template }: Pick<AnalysisEntry, "template">, manifestId: string, portalUrl: string): GeneratedFile {
  const content = Buffer.from(`${JSON.stringify(buildNotebook(notebookInput(draft, manifestId, portalUrl), template), null, 1)}\n`);
  return { path: notebookName(draft), content, mediaType: "application/x-ipynb+json", role: "notebook" };
}

/** What the notebook says of the basket. Exported for its test. */
export function notebookInput(draft: ManifestDraft, manifestId: string, portalUrl: string): NotebookInput {
  const target = draft.analysis === "map" ? null : commonTarget(draft.observations);
  const projectCodes = projectsOf(draft);
  return {
    analysis: demandId(draft.analysis),
    requiredIrfs: typeof draft.analysis === "string" ? null : [...draft.analysis.kinds],
    title: [target?.name ?? mostCommon(draft.observations.map(({ targetName }) => targetName)), projectCodes.join(", ")].filter(Boolean).join(" · ") || "Observations",
    projectCodes,
    observations: draft.observations.map(described),
    target,
    containment: draft.observations[0]?.containment ?? "full-enclosure",
    energyMinTeV: startOf(draft.observations),
    energyMaxTeV: ENERGY_MAX_TEV,
    createdAt: new Date().toISOString(),
    portalUrl,
    manifestId,
    acknowledgement: null,
    simulated: draft.observations.some(({ simulated }) => simulated),
    termsPaths: [...draft.terms],
  };
}

function described(observation: DraftObservation): NotebookInput["observations"][number] {
  return {
    obsId: observation.obsId,
    observationId: observation.id,
    target: observation.targetName,
    raPntDeg: observation.raDeg,
    decPntDeg: observation.decDeg,
    livetimeSec: observation.livetimeSec,
    zenithDeg: observation.zenithDeg,
    releases: observation.files.map(({ path, release, sha256 }) => ({ path, release, sha256 })),
    irfRules: observation.irfs.map(({ kind, rule, path, hduName }) => ({ kind, rule, detail: `${path}, ${hduName}` })),
  };
}

/** Half the lowest threshold, rounded down to one digit. */
function startOf(observations: readonly DraftObservation[]): number {
  const thresholds = observations.flatMap(({ energyThresholdTeV }) => (energyThresholdTeV !== null && energyThresholdTeV > 0 ? [energyThresholdTeV] : []));
  if (thresholds.length === 0) return ENERGY_MIN_TEV;
  const half = Math.min(...thresholds) / 2;
  const digit = 10 ** Math.floor(Math.log10(half));
  return Math.min(Number((Math.floor(half / digit) * digit).toPrecision(1)), ENERGY_MAX_TEV / 10);
}

function projectsOf({ observations }: ManifestDraft): string[] {
  return [...new Set(observations.flatMap(({ projectCode }) => projectCode ?? []))].sort();
}

/** `SIM-CRAB.ipynb`; each other analysis is another file, so that all can lie in one home. */
function notebookName(draft: ManifestDraft): string {
  const [code, ...others] = projectsOf(draft);
  const clean = others.length === 0 && code ? code.replace(/[^A-Za-z0-9._-]/g, "-").replace(/^[.-]+/, "").slice(0, 60) : "";
  return `${clean || "analysis"}${draft.analysis === "spectrum" ? "" : `-${demandId(draft.analysis)}`}.ipynb`;
}
