import { max_pixrad, order2nside, pix2vec_nest, vec2pix_nest } from "@hscmap/healpix";
import type { SkyPosition } from "@/lib/units/angle";
import { type Direction, separationDeg, unitVector } from "@/lib/units/sphere";
import { distanceToRimDeg, isInside, perimeterDeg, type SkyPolygon } from "./polygon";

/** HEALPix order of `observation.hpx`: 12, nested; pixels of 0.86 arcminutes, and every index fits an int4. */
export const HPX_ORDER = 12;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** What the catalogue keeps of a pointing, for finding it by position. */
export interface SkyIndex {
  readonly hpx: number;
  readonly unitX: number;
  readonly unitY: number;
  readonly unitZ: number;
}

export function skyIndex(position: SkyPosition): SkyIndex {
  const vector = unitVector(position);
  const [unitX, unitY, unitZ] = vector;
  return { hpx: vec2pix_nest(order2nside(HPX_ORDER), vector), unitX, unitY, unitZ };
}

/** Squared distance, through the sphere, of two unit vectors that are `separationDeg` apart. */
export function squaredChord(separationDeg: number): number {
  return 4 * Math.sin(radians(Math.min(separationDeg, 180)) / 2) ** 2;
}

/** First and last `hpx` of a run of pixels. */
export type HpxRange = readonly [from: number, to: number];

/** Where a pixel lies, known by its centre and a radius that holds it: the rim is whatever is not sure. */
type Place = (centre: Direction, radiusDeg: number) => "outside" | "rim" | "inside";

/**
 * The runs of `hpx` that hold every position within `radiusDeg` of `centre`, and some just outside: the exact distance
 * refines them. Pixels wholly inside are taken whole, those on the rim are divided down to a size that suits the radius,
 * so that the runs stay few (a query's planning time grows with them): `isRough`, half as many, where little of what is
 * there is read.
 */
export function skyRanges(centre: SkyPosition, radiusDeg: number, isRough = false): HpxRange[] {
  const vector = unitVector(centre);
  return rangesOf(finestOrder(isRough ? 2 * radiusDeg : radiusDeg), (pixel, pixelRadiusDeg) => {
    const distance = separationDeg(pixel, vector);
    if (distance > radiusDeg + pixelRadiusDeg) return "outside";
    return distance + pixelRadiusDeg > radiusDeg ? "rim" : "inside";
  });
}

/** The same for a polygon. */
export function polygonRanges(polygon: SkyPolygon): HpxRange[] {
  return rangesOf(finestOrder(perimeterDeg(polygon) / (2 * Math.PI)), (pixel, pixelRadiusDeg) => {
    if (distanceToRimDeg(polygon, pixel) <= pixelRadiusDeg) return "rim";
    return isInside(polygon, pixel) ? "inside" : "outside";
  });
}

function rangesOf(finest: number, place: Place): HpxRange[] {
  const ranges: [number, number][] = [];
  const visit = (order: number, pixel: number) => {
    const nside = order2nside(order);
    const found = place(pix2vec_nest(nside, pixel), (max_pixrad(nside) * 180) / Math.PI);
    if (found === "outside") return;
    if (order < finest && found === "rim") {
      for (let child = 0; child < 4; child++) visit(order + 1, 4 * pixel + child);
      return;
    }
    const shift = 4 ** (HPX_ORDER - order);
    const [from, to] = [pixel * shift, (pixel + 1) * shift - 1];
    const last = ranges.at(-1);
    if (last && last[1] + 1 === from) last[1] = to;
    else ranges.push([from, to]);
  };
  for (let base = 0; base < 12; base++) visit(0, base);
  return ranges;
}

/** Pixels of about a fifth of the radius: order 8 at 1 degree. */
function finestOrder(radiusDeg: number): number {
  const orderOfSize = Math.log2(58.6 / (radiusDeg / 4.5));
  return Math.max(0, Math.min(HPX_ORDER, Math.ceil(orderOfSize)));
}
