import { analysisOf, analysisParts, arrayKey, conditionsOf, type IrfCandidate, type MatchObservation } from "./candidate";
import type { Containment } from "./needs";

/** How far the conditions of an IRF are from an observation's; null where either does not say. */
export interface IrfDistance {
  readonly cosZenith: number | null;
  readonly azimuthDeg: number | null;
  readonly muonEfficiency: number | null;
  readonly nsb: number | null;
}

export interface NearestIrf {
  readonly candidate: IrfCandidate;
  readonly distance: IrfDistance;
}

/**
 * Whether an IRF could stand in for one that the observation lacks: of the same site and array, analysis chain and
 * version, cuts and event type, containment, in its period of validity, simulated like the observation or not. Where
 * nothing says a part of it, that part must be unsaid on both sides.
 */
export function isComparable(candidate: IrfCandidate, observation: MatchObservation, containment: Containment | null): boolean {
  const { irf, linkedTo } = candidate;
  return (
    linkedTo.facility === observation.facility &&
    linkedTo.instrument === observation.instrument &&
    linkedTo.simulated === observation.simulated &&
    analysisParts.every((part) => sameWord(part, analysisOf(candidate, part), observation.analysis[part] ?? null)) &&
    (containment === null || !irf.containment || irf.containment === containment) &&
    (irf.validFromMjd ?? -Infinity) <= observation.startMjd &&
    (irf.validToMjd ?? Infinity) >= observation.endMjd
  );
}

function sameWord(part: (typeof analysisParts)[number], a: string | null, b: string | null): boolean {
  return part === "arrayLayout" ? arrayKey(a) === arrayKey(b) : a === b;
}

const difference = (a: number | null, b: number | null) => (a === null || b === null ? null : Math.abs(a - b));
const cosine = (degrees: number | null) => (degrees === null ? null : Math.cos((degrees * Math.PI) / 180));

export function distanceOf(candidate: IrfCandidate, observation: MatchObservation): IrfDistance {
  const made = conditionsOf(candidate);
  const turn = difference(made.azDeg, observation.azDeg);
  return {
    cosZenith: difference(cosine(made.zenithDeg), cosine(observation.zenithDeg)),
    azimuthDeg: turn === null ? null : Math.min(turn % 360, 360 - (turn % 360)),
    muonEfficiency: difference(made.muonEfficiency, observation.muonEfficiency),
    nsb: difference(made.nsbLevel, observation.nsbLevel),
  };
}

/** Below this, two distances are one: angles are given to some hundredths of a degree. */
const SAME = 1e-4;

/** By cos(zenith), then azimuth, muon efficiency and night sky; what is not known comes after what is. */
function nearer(a: NearestIrf, b: NearestIrf): number {
  for (const part of ["cosZenith", "azimuthDeg", "muonEfficiency", "nsb"] as const) {
    const [mine, other] = [a.distance[part] ?? Infinity, b.distance[part] ?? Infinity];
    if (mine !== other && !(Math.abs(mine - other) < SAME)) return mine - other;
  }
  return a.candidate.productId < b.candidate.productId ? -1 : 1;
}

/** The comparable IRF whose conditions are nearest; null without one, and where the zenith angle of either is not known. */
export function nearestIrf(candidates: readonly IrfCandidate[], observation: MatchObservation, containment: Containment | null): NearestIrf | null {
  let best: NearestIrf | null = null;
  for (const candidate of candidates) {
    if (!isComparable(candidate, observation, containment)) continue;
    const one = { candidate, distance: distanceOf(candidate, observation) };
    if (one.distance.cosZenith !== null && (best === null || nearer(one, best) < 0)) best = one;
  }
  return best;
}
