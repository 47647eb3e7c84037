import type { DraftObservation, ManifestDraft } from "@/lib/basket/manifest/draft";
import type { GeneratedFile } from "@/lib/basket/manifest/generated";
import { buildNotebook } from "./notebook/build-notebook";
import type { NotebookInput } from "./notebook/input";

/**
 * The energies that a spectrum is binned in, TeV. It begins below the lowest threshold of the observations, so that the
 * analysis itself finds where each may be trusted; where no header says one, and at the other end, as the published
 * analysis of the H.E.S.S. test data does.
 */
const ENERGY_MIN_TEV = 0.1;
const ENERGY_MAX_TEV = 40;

/** The notebook to begin with, made for one manifest: a file of its own beside `data/`. */
export function notebookFile(draft: ManifestDraft, manifestId: string, portalUrl: string): GeneratedFile {
  const content = Buffer.from(`${JSON.stringify(buildNotebook(notebookInput(draft, manifestId, portalUrl)), null, 1)}\n`);
  return { path: notebookName(draft), content, mediaType: "application/x-ipynb+json", role: "notebook" };
}

/** What the notebook says of the basket. Exported for its test. */
export function notebookInput(draft: ManifestDraft, manifestId: string, portalUrl: string): NotebookInput {
  const target = draft.analysis === "map" ? null : commonTarget(draft.observations);
  const projectCodes = projectsOf(draft);
  return {
    analysis: draft.analysis,
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

/** The target of most of the observations, with its position; null where no store says one. */
function commonTarget(observations: readonly DraftObservation[]): NotebookInput["target"] {
  const placed = observations.filter(({ targetRaDeg, targetDecDeg }) => targetRaDeg !== null && targetDecDeg !== null);
  const name = mostCommon(placed.map(({ targetName }) => targetName));
  const one = placed.find(({ targetName }) => targetName === name);
  return one ? { name: name ?? "target", raDeg: one.targetRaDeg!, decDeg: one.targetDecDeg! } : null;
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
  return `${clean || "analysis"}${draft.analysis === "spectrum" ? "" : `-${draft.analysis}`}.ipynb`;
}

function mostCommon(names: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? null;
}
