import type { DraftObservation, ManifestDraft } from "@/lib/basket/manifest/draft";
import type { ManifestProblem } from "@/lib/basket/manifest/problems";
import { demandWords } from "@/lib/catalogue/irf-match/needs";
import { formatCountOf } from "@/lib/units/format";
import type { AnalysisEntry } from "./analyses/catalogue";
import { hasCommonField } from "./notebook/sky-view";
import { commonTarget, ofOtherTargets, type Target } from "./target";

const NAMED = 4;

/** What a notebook will make of these observations that its reader may not expect. Nothing of it blocks. */
export function notebookNotes({ demand, template }: Pick<AnalysisEntry, "demand" | "template">, { observations }: ManifestDraft): ManifestProblem[] {
  if (observations.length === 0) return [];
  const words = demandWords(demand);
  if (demand === "map") return hasCommonField(observations) ? driftScans(observations, words) : [noField()];
  const target = commonTarget(observations);
  if (template !== null) return templateNotes(observations, target, words);
  return target === null ? [noTarget(words)] : [...severalTargets(observations, target, words), ...driftScans(observations, words)];
}

function note(slug: string, detail: string): ManifestProblem {
  return { slug, detail, blocks: false };
}

function noField(): ManifestProblem {
  return note("no-common-field", "The observations share no field: their pointings lie more than 15 deg from their middle, or none has one. The notebook will draw one counts map of the whole sky and stop there, without a significance map. Launch with the observations of one field.");
}

function noTarget(words: string): ManifestProblem {
  return note("no-target", `No observation says where its target is, so the notebook will stop at the counts map, without ${words}. Launch with observations of a target, or choose the map.`);
}

function severalTargets(observations: readonly DraftObservation[], target: Target, words: string): ManifestProblem[] {
  const others = ofOtherTargets(observations, target);
  if (others.length === 0) return [];
  const count = formatCountOf(others.length, "observation");
  return [note("several-targets", `${count} of ${observations.length} ${others.length === 1 ? "is" : "are"} ${ofAnother(others, target)}. The notebook will make ${words} of ${target.name} at RA ${target.raDeg.toFixed(3)}, Dec ${target.decDeg.toFixed(3)} deg alone, and leave out observations whose field of view does not hold it.`)];
}

function templateNotes(observations: readonly DraftObservation[], target: Target | null, words: string): ManifestProblem[] {
  if (target === null) return [note("no-target", `No observation says where its target is, so TARGET is None in ${words}.`)];
  const others = ofOtherTargets(observations, target);
  if (others.length === 0) return [];
  return [note("several-targets", `${formatCountOf(others.length, "observation")} of ${observations.length} ${others.length === 1 ? "is" : "are"} ${ofAnother(others, target)}. TARGET is ${target.name} in ${words}, and all observations are loaded.`)];
}

function driftScans(observations: readonly DraftObservation[], words: string): ManifestProblem[] {
  const scans = observations.filter(({ raDeg, decDeg }) => raDeg === null || decDeg === null).length;
  if (scans === 0) return [];
  return [note("drift-scans", `${formatCountOf(scans, "observation")} of ${observations.length} ${scans === 1 ? "is a drift scan" : "are drift scans"} without a pointing: the notebook will leave ${scans === 1 ? "it" : "them"} out of ${words}.`)];
}

/** A survey gives one name to many places. */
function ofAnother(others: readonly DraftObservation[], { name }: Target): string {
  const names = [...new Set(others.flatMap(({ targetName }) => targetName ?? []))].filter((one) => one !== name).sort();
  if (names.length === 0) return `of another place than the one that is taken for ${name}`;
  return `of another target than ${name} (${names.slice(0, NAMED).join(", ")}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ""})`;
}
