import type { SkyPosition } from "@/lib/units/angle";

/** A direction as a vector; of length 1 unless said otherwise. */
export type Direction = readonly [x: number, y: number, z: number];

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** A position as a unit vector. */
export function unitVector({ raDeg, decDeg }: SkyPosition): [number, number, number] {
  const [ra, dec] = [radians(raDeg), radians(decDeg)];
  return [Math.cos(dec) * Math.cos(ra), Math.cos(dec) * Math.sin(ra), Math.sin(dec)];
}

/** The position that a vector of any length points at. */
export function positionOf([x, y, z]: Direction): SkyPosition {
  const ra = (Math.atan2(y, x) * 180) / Math.PI;
  return { raDeg: ((ra % 360) + 360) % 360, decDeg: (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI };
}

/** The angle between two unit vectors, degrees; exact for small ones, where an arccosine is not. */
export function separationDeg(a: Direction, b: Direction): number {
  const chord = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  return (2 * Math.asin(Math.min(1, chord / 2)) * 180) / Math.PI;
}

export function dot(a: Direction, b: Direction): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Direction, b: Direction): Direction {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** The same direction, of length 1. */
export function unit(a: Direction): Direction {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
}
