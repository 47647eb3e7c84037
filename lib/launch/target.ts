import { separationDeg, unitVector } from "@/lib/units/sphere";
import type { DraftObservation } from "@/lib/basket/manifest/draft";

/** A place on the sky that a notebook analyses. Degrees, ICRS. */
export interface Target {
  readonly name: string;
  readonly raDeg: number;
  readonly decDeg: number;
}

/** Two stores may give one source two names, and positions that differ by less than anybody's resolution. */
const SAME_WITHIN_DEG = 0.1;

/** The target of most of the observations, with its position; null where no store says one. */
export function commonTarget(observations: readonly DraftObservation[]): Target | null {
  const placed = observations.filter(isPlaced);
  const name = mostCommon(placed.map(({ targetName }) => targetName));
  const one = placed.find(({ targetName }) => targetName === name);
  return one ? { name: name ?? "target", raDeg: one.targetRaDeg, decDeg: one.targetDecDeg } : null;
}

/** The observations of another target than this one. */
export function ofOtherTargets(observations: readonly DraftObservation[], target: Target): DraftObservation[] {
  const place = unitVector(target);
  return observations.filter((one) => isPlaced(one) && separationDeg(place, unitVector({ raDeg: one.targetRaDeg, decDeg: one.targetDecDeg })) > SAME_WITHIN_DEG);
}

export function mostCommon(names: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? null;
}

type Placed = DraftObservation & { readonly targetRaDeg: number; readonly targetDecDeg: number };

function isPlaced(observation: DraftObservation): observation is Placed {
  return observation.targetRaDeg !== null && observation.targetDecDeg !== null;
}
