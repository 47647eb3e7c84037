import type { IrfKind } from "@/lib/catalogue/schemas";
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
 * What must be equal for an IRF to stand in for one that an observation lacks: site and array, analysis chain and
 * version, cuts and event type, and simulated or not. Where nothing says a part of it, that must hold on both sides.
 */
function likeness(kind: IrfKind, { facility, instrument, simulated }: MatchObservation, part: (name: (typeof analysisParts)[number]) => string | null): string {
  return JSON.stringify([kind, facility, instrument, simulated, ...analysisParts.map((name) => (name === "arrayLayout" ? arrayKey(part(name)) : part(name)))]);
}

const likenessOfIrf = (candidate: IrfCandidate) => likeness(candidate.kind, candidate.linkedTo, (part) => analysisOf(candidate, part));
const likenessOf = (kind: IrfKind, observation: MatchObservation) => likeness(kind, observation, (part) => observation.analysis[part] ?? null);

/** Containment, and the period of validity. */
function applies({ irf }: IrfCandidate, { startMjd, endMjd }: MatchObservation, containment: Containment | null): boolean {
  return (containment === null || !irf.containment || irf.containment === containment) && (irf.validFromMjd ?? -Infinity) <= startMjd && (irf.validToMjd ?? Infinity) >= endMjd;
}

/** Whether an IRF could stand in at all, whatever its distance. */
export function isComparable(candidate: IrfCandidate, observation: MatchObservation, containment: Containment | null): boolean {
  return likenessOfIrf(candidate) === likenessOf(candidate.kind, observation) && applies(candidate, observation, containment);
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

/**
 * Finds the comparable IRF whose conditions are nearest, for thousands of observations among thousands of candidates:
 * these are kept by what must be equal, in the order of cos(zenith), and looked at from the observation's outwards.
 */
export class NearestIrfs {
  private readonly groups = new Map<string, { readonly cosZenith: number; readonly candidate: IrfCandidate }[]>();

  constructor(candidates: readonly IrfCandidate[]) {
    for (const candidate of candidates) {
      const cosZenith = cosine(conditionsOf(candidate).zenithDeg);
      if (cosZenith === null) continue;
      const key = likenessOfIrf(candidate);
      const group = this.groups.get(key);
      if (group) group.push({ cosZenith, candidate });
      else this.groups.set(key, [{ cosZenith, candidate }]);
    }
    for (const group of this.groups.values()) group.sort((a, b) => a.cosZenith - b.cosZenith);
  }

  /** Null without a comparable one, and where the observation's zenith angle is not known. */
  find(kind: IrfKind, observation: MatchObservation, containment: Containment | null): NearestIrf | null {
    const group = this.groups.get(likenessOf(kind, observation)) ?? [];
    const wanted = cosine(observation.zenithDeg);
    if (wanted === null) return null;
    let above = firstAtOrAbove(group.length, (i) => group[i]!.cosZenith >= wanted);
    let below = above - 1;
    let best: NearestIrf | null = null;
    for (;;) {
      const [up, down] = [(group[above]?.cosZenith ?? Infinity) - wanted, wanted - (group[below]?.cosZenith ?? -Infinity)];
      if (Math.min(up, down) > (best?.distance.cosZenith ?? Number.MAX_VALUE) + SAME) return best;
      const { candidate } = group[up <= down ? above++ : below--]!;
      if (!applies(candidate, observation, containment)) continue;
      const one = { candidate, distance: distanceOf(candidate, observation) };
      if (best === null || nearer(one, best) < 0) best = one;
    }
  }
}

/** The first index from 0 to `length` for which `reached` holds, which holds for all after it. */
function firstAtOrAbove(length: number, reached: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
