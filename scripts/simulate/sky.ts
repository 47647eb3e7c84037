import type { SkyPosition } from "@/lib/units/angle";

const degPerRad = 180 / Math.PI;

const sinDeg = (deg: number) => Math.sin(deg / degPerRad);
const cosDeg = (deg: number) => Math.cos(deg / degPerRad);
const asinDeg = (value: number) => Math.asin(Math.min(1, Math.max(-1, value))) * degPerRad;

/** An angle brought into [0, 360). */
export function normalDeg(deg: number): number {
  return ((deg % 360) + 360) % 360;
}

/** Angle between two directions, degrees. Source: haversine formula, stable for small angles. */
export function separationDeg(a: SkyPosition, b: SkyPosition): number {
  const haversine =
    sinDeg((b.decDeg - a.decDeg) / 2) ** 2 +
    cosDeg(a.decDeg) * cosDeg(b.decDeg) * sinDeg((b.raDeg - a.raDeg) / 2) ** 2;
  return 2 * asinDeg(Math.sqrt(haversine));
}

/** The direction `distanceDeg` away from `from`, at a position angle counted from north through east. */
export function offsetBy(from: SkyPosition, positionAngleDeg: number, distanceDeg: number): SkyPosition {
  const sinDec = sinDeg(from.decDeg) * cosDeg(distanceDeg) + cosDeg(from.decDeg) * sinDeg(distanceDeg) * cosDeg(positionAngleDeg);
  const east = sinDeg(positionAngleDeg) * sinDeg(distanceDeg) * cosDeg(from.decDeg);
  const north = cosDeg(distanceDeg) - sinDeg(from.decDeg) * sinDec;
  return { raDeg: normalDeg(from.raDeg + Math.atan2(east, north) * degPerRad), decDeg: asinDeg(sinDec) };
}

/**
 * The direction at field-of-view coordinates: longitude along RA, latitude along Dec, both spherical, the pointing at
 * their origin. Source: GADF 0.3, field of view, aligned to RADEC; astropy's SkyOffsetFrame.
 */
export function fromFieldOfView(pointing: SkyPosition, lonDeg: number, latDeg: number): SkyPosition {
  const x = cosDeg(latDeg) * cosDeg(lonDeg);
  const y = cosDeg(latDeg) * sinDeg(lonDeg);
  const z = sinDeg(latDeg);
  const towards = x * cosDeg(pointing.decDeg) - z * sinDeg(pointing.decDeg);
  return {
    raDeg: normalDeg(pointing.raDeg + Math.atan2(y, towards) * degPerRad),
    decDeg: asinDeg(x * sinDeg(pointing.decDeg) + z * cosDeg(pointing.decDeg)),
  };
}
