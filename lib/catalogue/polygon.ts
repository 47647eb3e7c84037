import type { SkyPosition } from "@/lib/units/angle";
import { cross, type Direction, dot, separationDeg, unit, unitVector } from "@/lib/units/sphere";

/**
 * A polygon on the sky whose sides are great circles. It lies around a middle, seen from which (by the gnomonic
 * projection) its sides are straight: what is inside is decided there, in the plane, by the browser, by Node and by
 * PostgreSQL alike. Any shape will do that does not cross itself; concave ones too.
 */
export interface SkyPolygon {
  readonly vertices: readonly SkyPosition[];
  readonly vectors: readonly Direction[];
  readonly middle: Direction;
  /** Two directions across the middle: the axes of the plane. */
  readonly axes: readonly [Direction, Direction];
  readonly plane: readonly PlanePoint[];
}
export type PlanePoint = readonly [u: number, v: number];

export const MOST_VERTICES = 64;
/** Vertices are no further than this from the middle: the projection grows without bound towards 90 degrees. */
const WIDEST_DEG = 80;
const CLOSEST_DEG = 1e-4;
/** Cosine of a little more than that: nothing beyond can be inside. */
export const LEAST_COSINE = Math.cos(((WIDEST_DEG + 0.01) * Math.PI) / 180);

/** Reads `ra dec ra dec ...`, degrees ICRS, as in the POLYGON of IVOA's DALI; or says what is wrong with it. */
export function parsePolygon(text: string): SkyPolygon | { readonly fault: string } {
  const words = text.trim().split(/[\s,]+/);
  if (words.length > 2 * MOST_VERTICES) return { fault: `a polygon has at most ${MOST_VERTICES} vertices` };
  if (words.length < 6 || words.length % 2 === 1 || !words.every((word) => /^[+-]?\d+(\.\d*)?$/.test(word))) {
    return { fault: "a polygon is at least three pairs of right ascension and declination in degrees: 80 20 87 20 83 25" };
  }
  const numbers = words.map(Number);
  const vertices = Array.from({ length: words.length / 2 }, (_, i) => ({ raDeg: numbers[2 * i]!, decDeg: numbers[2 * i + 1]! }));
  if (vertices.some(({ raDeg, decDeg }) => raDeg < 0 || raDeg >= 360 || Math.abs(decDeg) > 90)) return { fault: "right ascensions go from 0 to below 360, declinations from -90 to 90 degrees" };
  return polygonOf(vertices);
}

/** The polygon of these vertices, in whichever sense they go round; or what is wrong with it. */
export function polygonOf(vertices: readonly SkyPosition[]): SkyPolygon | { readonly fault: string } {
  if (vertices.length < 3) return { fault: "a polygon has at least three vertices" };
  const vectors = vertices.map(unitVector);
  if (sides(vectors).some(([a, b]) => separationDeg(a, b) < CLOSEST_DEG)) return { fault: "two neighbouring vertices are the same" };
  const sum: Direction = [0, 1, 2].map((i) => vectors.reduce((total, vector) => total + vector[i]!, 0)) as unknown as Direction;
  const middle = Math.hypot(...sum) < 1e-9 ? null : unit(sum);
  if (!middle || vectors.some((vector) => separationDeg(vector, middle) > WIDEST_DEG)) return { fault: `all vertices lie within ${WIDEST_DEG} degrees of the polygon's middle` };
  const first = unit(cross(Math.abs(middle[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0], middle));
  const axes = [first, cross(middle, first)] as const;
  const polygon: SkyPolygon = { vertices, vectors, middle, axes, plane: vectors.map((vector) => onPlane(middle, axes, vector)) };
  if (Math.abs(areaOf(polygon.plane)) < 1e-12) return { fault: "the polygon encloses nothing" };
  return crossesItself(polygon.plane) ? { fault: "the sides of the polygon cross each other" } : polygon;
}

/** As the search's address writes it. */
export function polygonText(vertices: readonly SkyPosition[]): string {
  const degrees = (value: number) => String(Number(value.toFixed(4)));
  return vertices.map(({ raDeg, decDeg }) => `${degrees(raDeg % 360) === "360" ? "0" : degrees(raDeg % 360)} ${degrees(decDeg)}`).join(" ");
}

function onPlane(middle: Direction, [first, second]: SkyPolygon["axes"], vector: Direction): PlanePoint {
  const depth = dot(vector, middle);
  return [dot(vector, first) / depth, dot(vector, second) / depth];
}

export function isInside(polygon: SkyPolygon, vector: Direction): boolean {
  if (dot(vector, polygon.middle) < LEAST_COSINE) return false;
  const [u, v] = onPlane(polygon.middle, polygon.axes, vector);
  return sides(polygon.plane).reduce((inside, [[u1, v1], [u2, v2]]) => (v1 > v !== v2 > v && u < u1 + ((u2 - u1) * (v - v1)) / (v2 - v1) ? !inside : inside), false);
}

/** From a direction to the nearest point of any side, degrees. */
export function distanceToRimDeg({ vectors }: SkyPolygon, vector: Direction): number {
  return Math.min(...sides(vectors).map(([a, b]) => distanceToArcDeg(a, b, vector)));
}

export function perimeterDeg({ vectors }: SkyPolygon): number {
  return sides(vectors).reduce((sum, [a, b]) => sum + separationDeg(a, b), 0);
}

function distanceToArcDeg(a: Direction, b: Direction, vector: Direction): number {
  const pole = unit(cross(a, b));
  const beside = dot(cross(pole, a), vector) >= 0 && dot(cross(b, pole), vector) >= 0;
  if (beside) return (Math.abs(Math.asin(Math.max(-1, Math.min(1, dot(vector, pole))))) * 180) / Math.PI;
  return Math.min(separationDeg(a, vector), separationDeg(b, vector));
}

function sides<Point>(points: readonly Point[]): (readonly [Point, Point])[] {
  return points.map((point, i) => [point, points[(i + 1) % points.length]!] as const);
}

function areaOf(plane: readonly PlanePoint[]): number {
  return sides(plane).reduce((sum, [[u1, v1], [u2, v2]]) => sum + u1 * v2 - u2 * v1, 0) / 2;
}

function crossesItself(plane: readonly PlanePoint[]): boolean {
  const all = sides(plane);
  const left = ([u1, v1]: PlanePoint, [u2, v2]: PlanePoint, [u, v]: PlanePoint) => Math.sign((u2 - u1) * (v - v1) - (v2 - v1) * (u - u1));
  const apart = (i: number, j: number) => j > i + 1 && !(i === 0 && j === all.length - 1);
  return all.some(([a, b], i) => all.some(([c, d], j) => apart(i, j) && left(a, b, c) !== left(a, b, d) && left(c, d, a) !== left(c, d, b)));
}
