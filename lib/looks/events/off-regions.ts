import { separationDeg, turned, type UnitVector } from "@/lib/looks/sphere";

const rad = Math.PI / 180;
/** Neighbours keep so much apart beyond touching, so that a source does not spill into its own background. As gammapy keeps from the ON region. */
const GAP_RAD = 0.1;

/**
 * The centres of the OFF regions: as many circles of the ON region's radius as fit around the pointing at the ON region's
 * offset, evenly, without touching each other. The camera's acceptance is round, so that they are exposed alike.
 * Source: Berge, Funk and Hinton 2007, A&A 466, 1219, section 4.2 (reflected regions).
 *
 * @returns none where the region holds the pointing, or where not even the opposite one fits
 */
export function offRegions(on: UnitVector, pointing: UnitVector, radiusDeg: number): UnitVector[] {
  const offset = separationDeg(on, pointing) * rad;
  const ratio = Math.sin(radiusDeg * rad) / Math.sin(offset);
  if (!(ratio < 1) || offset > Math.PI / 2) return [];
  const positions = Math.floor((2 * Math.PI) / (2 * Math.asin(ratio) + GAP_RAD));
  return Array.from({ length: Math.max(0, positions - 1) }, (_, i) => turned(on, pointing, (2 * Math.PI * (i + 1)) / positions));
}
