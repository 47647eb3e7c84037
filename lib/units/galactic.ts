import type { SkyPosition } from "@/lib/units/angle";

const degPerRad = 180 / Math.PI;
const sinDeg = (deg: number) => Math.sin(deg / degPerRad);
const cosDeg = (deg: number) => Math.cos(deg / degPerRad);
const asinDeg = (value: number) => Math.asin(Math.min(1, Math.max(-1, value))) * degPerRad;
const normalDeg = (deg: number) => ((deg % 360) + 360) % 360;

/** Galactic north pole, ICRS, and the galactic longitude of the celestial north pole. Source: Hipparcos catalogue, 1.5.3. */
const galacticPole: SkyPosition = { raDeg: 192.85948, decDeg: 27.12825 };
const celestialPoleLonDeg = 122.93192;

/** Galactic longitude and latitude, degrees, as ICRS. */
export function fromGalactic(lonDeg: number, latDeg: number): SkyPosition {
  const hour = celestialPoleLonDeg - lonDeg;
  const sinDec = sinDeg(galacticPole.decDeg) * sinDeg(latDeg) + cosDeg(galacticPole.decDeg) * cosDeg(latDeg) * cosDeg(hour);
  const y = cosDeg(latDeg) * sinDeg(hour);
  const x = cosDeg(galacticPole.decDeg) * sinDeg(latDeg) - sinDeg(galacticPole.decDeg) * cosDeg(latDeg) * cosDeg(hour);
  return { raDeg: normalDeg(galacticPole.raDeg + Math.atan2(y, x) * degPerRad), decDeg: asinDeg(sinDec) };
}

/** An ICRS position as galactic longitude in [0, 360) and latitude, degrees. */
export function toGalactic({ raDeg, decDeg }: SkyPosition): { lonDeg: number; latDeg: number } {
  const hour = raDeg - galacticPole.raDeg;
  const sinLat = sinDeg(decDeg) * sinDeg(galacticPole.decDeg) + cosDeg(decDeg) * cosDeg(galacticPole.decDeg) * cosDeg(hour);
  const y = cosDeg(decDeg) * sinDeg(hour);
  const x = sinDeg(decDeg) * cosDeg(galacticPole.decDeg) - cosDeg(decDeg) * sinDeg(galacticPole.decDeg) * cosDeg(hour);
  return { lonDeg: normalDeg(celestialPoleLonDeg - Math.atan2(y, x) * degPerRad), latDeg: asinDeg(sinLat) };
}
