import { containmentsFor, type Demand, demandWords, needsOf } from "@/lib/catalogue/irf-match/needs";
import type { IrfMatch } from "@/lib/catalogue/schemas";
import { grouped } from "./manifest/grouped";
import type { ProblemList } from "./manifest/problems";
import type { SelectedObservation } from "./manifest/selection";
import type { StoreContent, StoreHdu } from "./manifest/store-content";

/**
 * Adds what the store lacks for the chosen analysis, and what an analyst must know of its IRFs. A problem that blocks would
 * make gammapy drop the observation with a log line, or give a result without meaning; the user may go on all the same.
 *
 * @param matches what IRF matching says, by public id
 */
export function addReadiness(problems: ProblemList, content: StoreContent, matches: ReadonlyMap<string, IrfMatch>, analysis: Demand): void {
  if (content.observations.length === 0) return problems.add("no-observations", true, () => ({ detail: "The basket holds no observation that you can read now, so there is nothing to analyse." }));
  const hdus = grouped(content.hdus, ({ observationKey }) => observationKey);
  for (const observation of content.observations) {
    const own = hdus.get(observation.key) ?? [];
    const match = matches.get(observation.id);
    addLacking(problems, observation, own, match, analysis);
    addDoubtful(problems, observation.id, own, match);
  }
  addMixed(problems, content);
}

function addLacking(problems: ProblemList, { id, indexRow }: SelectedObservation, own: readonly StoreHdu[], match: IrfMatch | undefined, analysis: Demand): void {
  const types = new Set(own.map(({ hduType }) => hduType));
  const containment = containmentOf(own);
  if (indexRow === null) problems.add("not-indexed", true, () => about(id, "has no row in its store's observation index, so gammapy will not find it. Leave it out, or tell the operators."));
  if (!types.has("events")) problems.add("no-event-list", true, () => about(id, "has no event list that you can read. Leave it out of the basket."));
  else if (!types.has("gti")) problems.add("no-gti", true, () => about(id, "has no good time intervals (GTI), without which its exposure is not known. Leave it out of the basket."));
  for (const { kind, blocks } of needsOf(analysis, containment)) {
    if (types.has(kind)) continue;
    if (blocks) problems.add("irf-missing", true, () => about(id, `has no ${kind}, which ${demandWords(analysis)} needs. ${wayOut(match, kind)}`));
    else if (match?.missing.some((each) => each.kind === kind)) problems.add("irf-missing", false, () => about(id, `has no ${kind}: ${doesWithout(analysis, kind)}`));
  }
  if (analysis === "map" && containment === "point-like") problems.add("point-like-map", true, () => about(id, "has point-like IRFs only: they hold for a spectrum, not for maps."));
  else if (!containmentsFor(analysis).includes(containment)) problems.add("containment-unfit", true, () => about(id, `has ${containment} IRFs, which ${demandWords(analysis)} can not use. Leave it out of the basket.`));
}

/** `hess:23523 has no event list ...` */
function about(id: string, words: string): { readonly detail: string; readonly observationId: string } {
  return { detail: `${id} ${words}`, observationId: id };
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

function addDoubtful(problems: ProblemList, id: string, own: readonly StoreHdu[], match: IrfMatch | undefined): void {
  for (const { hduType, rule, release } of own) {
    if (rule === "nearest") problems.add("irf-proposed", false, () => ({ detail: `${id}: the ${hduType} of ${release.name} is not made for it but the nearest, which you put into the basket.`, observationId: id }));
  }
  for (const component of match?.components ?? []) {
    if (component.disagreements.length === 0 || !own.some(({ hduType, hduName }) => hduType === component.kind && hduName === component.hduName)) continue;
    for (const disagreement of component.disagreements) problems.add("irf-disagrees", false, () => ({ detail: `${id}, ${component.kind}: ${disagreement}`, observationId: id }));
  }
  for (const { kind, candidates } of match?.ambiguous ?? []) {
    if (own.filter(({ hduType }) => hduType === kind).length > 1) problems.add("irf-ambiguous", false, () => about(id, `has ${candidates.length} HDUs of kind ${kind}; gammapy takes the first.`));
  }
}

function addMixed(problems: ProblemList, { observations, hdus }: StoreContent): void {
  const simulated = observations.filter((observation) => observation.simulated).length;
  if (simulated > 0 && simulated < observations.length) {
    problems.add("simulated-mixed", true, () => ({ detail: `${simulated} of the ${observations.length} observations are simulated: take simulated and measured data apart.` }));
  }
  const containments = new Set(hdus.flatMap(({ hduType, containment }) => (hduType === "aeff" && containment !== null ? [containment] : [])));
  if (containments.size > 1) {
    problems.add("containment-mixed", true, () => ({ detail: "Some observations have full-enclosure IRFs and others point-like ones: one analysis can not take both." }));
  }
}
