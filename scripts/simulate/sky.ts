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

/** Galactic north pole, ICRS, and the galactic longitude of the celestial north pole. Source: Hipparcos catalogue, 1.5.3. */
const galacticPole: SkyPosition = { raDeg: 192.85948, decDeg: 27.12825 };
const celestialPoleLonDeg = 122.93192;

export function fromGalactic(lonDeg: number, latDeg: number): SkyPosition {
  const hour = celestialPoleLonDeg - lonDeg;
  const sinDec = sinDeg(galacticPole.decDeg) * sinDeg(latDeg) + cosDeg(galacticPole.decDeg) * cosDeg(latDeg) * cosDeg(hour);
  const y = cosDeg(latDeg) * sinDeg(hour);
  const x = cosDeg(galacticPole.decDeg) * sinDeg(latDeg) - sinDeg(galacticPole.decDeg) * cosDeg(latDeg) * cosDeg(hour);
  return { raDeg: normalDeg(galacticPole.raDeg + Math.atan2(y, x) * degPerRad), decDeg: asinDeg(sinDec) };
}

export function toGalactic({ raDeg, decDeg }: SkyPosition): { lonDeg: number; latDeg: number } {
  const hour = raDeg - galacticPole.raDeg;
  const sinLat = sinDeg(decDeg) * sinDeg(galacticPole.decDeg) + cosDeg(decDeg) * cosDeg(galacticPole.decDeg) * cosDeg(hour);
  const y = cosDeg(decDeg) * sinDeg(hour);
  const x = sinDeg(decDeg) * cosDeg(galacticPole.decDeg) - cosDeg(decDeg) * sinDeg(galacticPole.decDeg) * cosDeg(hour);
  return { lonDeg: normalDeg(celestialPoleLonDeg - Math.atan2(y, x) * degPerRad), latDeg: asinDeg(sinLat) };
}
