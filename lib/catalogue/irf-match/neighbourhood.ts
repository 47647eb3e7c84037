import type { MatchObservation } from "./candidate";

/** Where to look for the nearest IRFs: an instrument and its analysis at a zenith angle. */
export interface Neighbourhood {
  readonly facility: string;
  readonly instrument: string;
  readonly simulated: boolean;
  readonly zenithDeg: number;
  readonly chain: string | null;
  readonly chainVersion: string | null;
  readonly cuts: string | null;
  readonly eventType: string | null;
}

/** Up to so many observations are each looked around at their own zenith angle, more of them by whole degrees. */
const EXACT_PLACES = 40;
/** So many places are looked at in one request; what lies beyond is reported as missing. */
const PLACES = 200;

/** The places where IRFs for these observations may be found; none for one whose instrument or zenith angle is not known. */
export function neighbourhoods(observations: readonly MatchObservation[]): Neighbourhood[] {
  const exact = placesOf(observations, (zenithDeg) => zenithDeg);
  return exact.length <= EXACT_PLACES ? exact : placesOf(observations, Math.round).slice(0, PLACES);
}

function placesOf(observations: readonly MatchObservation[], at: (zenithDeg: number) => number): Neighbourhood[] {
  const places = new Map<string, Neighbourhood>();
  for (const { facility, instrument, simulated, zenithDeg, analysis } of observations) {
    if (facility === null || instrument === null || zenithDeg === null) continue;
    const { chain = null, chainVersion = null, cuts = null, eventType = null } = analysis;
    const place = { facility, instrument, simulated, zenithDeg: at(zenithDeg), chain, chainVersion, cuts, eventType };
    places.set(JSON.stringify(place), place);
  }
  return [...places.values()];
}
