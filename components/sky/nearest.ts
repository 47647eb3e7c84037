import type { SkyPoint } from "@/lib/catalogue/spread-schemas";
import type { SkyPosition } from "@/lib/units/angle";
import { separationDeg, unitVector } from "@/lib/units/sphere";

/** All points at the place that is nearest to a position: observations of one field lie on each other. */
export function pointsAt(points: readonly SkyPoint[], position: SkyPosition, withinDeg: number): SkyPoint[] {
  const here = unitVector(position);
  let best: { point: SkyPoint; distance: number } | null = null;
  for (const point of points) {
    const distance = separationDeg(unitVector(point), here);
    if (distance <= withinDeg && (!best || distance < best.distance)) best = { point, distance };
  }
  if (!best) return [];
  const place = unitVector(best.point);
  return points.filter((point) => separationDeg(unitVector(point), place) < 0.005);
}
