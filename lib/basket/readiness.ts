import { containmentsFor, type Demand, demandWords, needsOf } from "@/lib/catalogue/irf-match/needs";
import type { IrfMatch } from "@/lib/catalogue/schemas";
import { grouped } from "./manifest/grouped";
import type { ManifestProblem } from "./manifest/problems";
import type { SelectedObservation } from "./manifest/selection";
import type { StoreContent, StoreHdu } from "./manifest/store-content";

/**
 * What the store lacks for the chosen analysis, and what an analyst must know of its IRFs. A problem that blocks would
 * make gammapy drop the observation with a log line, or give a result without meaning; the user may go on all the same.
 *
 * @param idOf the public id of an observation
 * @param matches what IRF matching says, by public id
 */
export function readinessProblems(content: StoreContent, idOf: (observation: SelectedObservation) => string, matches: ReadonlyMap<string, IrfMatch>, analysis: Demand): ManifestProblem[] {
  const hdus = grouped(content.hdus, ({ observationKey }) => observationKey);
  if (content.observations.length === 0) return [{ slug: "no-observations", detail: "The basket holds no observation that you can read now, so there is nothing to analyse.", blocks: true }];
  const problems = content.observations.flatMap((observation) => {
    const own = hdus.get(observation.key) ?? [];
    const match = matches.get(idOf(observation));
    return [...lacking(observation, idOf(observation), own, match, analysis), ...doubtful(idOf(observation), own, match)];
  });
  return [...problems, ...mixed(content)];
}

function lacking(observation: SelectedObservation, id: string, own: readonly StoreHdu[], match: IrfMatch | undefined, analysis: Demand): ManifestProblem[] {
  const has = (type: string) => own.some(({ hduType }) => hduType === type);
  const blocked = (slug: string, detail: string): ManifestProblem => ({ slug, detail: `${id} ${detail}`, observationId: id, blocks: true });
  const problems: ManifestProblem[] = [];
  if (observation.indexRow === null) problems.push(blocked("not-indexed", "has no row in its store's observation index, so gammapy will not find it. Leave it out, or tell the operators."));
  if (!has("events")) problems.push(blocked("no-event-list", "has no event list that you can read. Leave it out of the basket."));
  else if (!has("gti")) problems.push(blocked("no-gti", "has no good time intervals (GTI), without which its exposure is not known. Leave it out of the basket."));
  for (const { kind, blocks } of needsOf(analysis, containmentOf(own))) {
    if (has(kind)) continue;
    if (blocks) problems.push(blocked("irf-missing", `has no ${kind}, which ${demandWords(analysis)} needs. ${wayOut(match, kind)}`));
    else if (match?.missing.some((each) => each.kind === kind)) problems.push({ slug: "irf-missing", detail: `${id} has no ${kind}: ${doesWithout(analysis, kind)}`, observationId: id, blocks: false });
  }
  const containment = containmentOf(own);
  if (analysis === "map" && containment === "point-like") problems.push(blocked("point-like-map", "has point-like IRFs only: they hold for a spectrum, not for maps."));
  else if (!containmentsFor(analysis).includes(containment)) problems.push(blocked("containment-unfit", `has ${containment} IRFs, which ${demandWords(analysis)} can not use. Leave it out of the basket.`));
  return problems;
}

/** What an analysis is like without an IRF that it does not need. */
function doesWithout(analysis: Demand, kind: string): string {
  if (analysis === "light-curve" && kind === "psf") return "the light curve is made without the correction for events outside its region, so its fluxes are too low by a factor.";
  return `${demandWords(analysis)} does without, other analyses may not.`;
}

/** What to do about an IRF that is not in the basket. */
function wayOut(match: IrfMatch | undefined, kind: string): string {
  const known = match?.components.find((component) => component.kind === kind);
  if (!known) return "None is known that would fit: leave the observation out.";
  if (known.proposed) return `The nearest is in ${known.productId}: put that into the basket if you want to use it, or leave the observation out.`;
  return "Add the observation with its IRFs to the basket, or leave it out.";
}

/** Of the effective area, else of any IRF: what events the IRFs count. Full enclosure where no header says. */
export function containmentOf(own: readonly StoreHdu[]): "full-enclosure" | "point-like" {
  const said = own.find(({ hduType, containment }) => hduType === "aeff" && containment !== null) ?? own.find(({ containment }) => containment !== null);
  return said?.containment ?? "full-enclosure";
}

function doubtful(id: string, own: readonly StoreHdu[], match: IrfMatch | undefined): ManifestProblem[] {
  const said = (slug: string, detail: string): ManifestProblem => ({ slug, detail, observationId: id, blocks: false });
  const problems: ManifestProblem[] = [];
  for (const { hduType, rule, release } of own) {
    if (rule === "nearest") problems.push(said("irf-proposed", `${id}: the ${hduType} of ${release.name} is not made for it but the nearest, which you put into the basket.`));
  }
  for (const component of match?.components ?? []) {
    const used = own.some(({ hduType, hduName }) => hduType === component.kind && hduName === component.hduName);
    if (used) for (const disagreement of component.disagreements) problems.push(said("irf-disagrees", `${id}, ${component.kind}: ${disagreement}`));
  }
  for (const { kind, candidates } of match?.ambiguous ?? []) {
    if (own.filter(({ hduType }) => hduType === kind).length > 1) problems.push(said("irf-ambiguous", `${id} has ${candidates.length} HDUs of kind ${kind}; gammapy takes the first.`));
  }
  return problems;
}

function mixed({ observations, hdus }: StoreContent): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  const simulated = observations.filter((observation) => observation.simulated).length;
  if (simulated > 0 && simulated < observations.length) {
    problems.push({ slug: "simulated-mixed", detail: `${simulated} of the ${observations.length} observations are simulated: take simulated and measured data apart.`, blocks: true });
  }
  const aeffs = hdus.filter(({ hduType, containment }) => hduType === "aeff" && containment !== null);
  if (new Set(aeffs.map(({ containment }) => containment)).size > 1) {
    problems.push({ slug: "containment-mixed", detail: "Some observations have full-enclosure IRFs and others point-like ones: one analysis can not take both.", blocks: true });
  }
  return problems;
}
