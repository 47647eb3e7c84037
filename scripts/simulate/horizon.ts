import type { SkyPosition } from "@/lib/units/angle";
import { normalDeg } from "@/scripts/simulate/sky";

const degPerRad = 180 / Math.PI;
const sinDeg = (deg: number) => Math.sin(deg / degPerRad);
const cosDeg = (deg: number) => Math.cos(deg / degPerRad);
const mjdOfJ2000 = 51544.5;
/** Turn of the sky, degrees per day of UTC. */
const skyDegPerDay = 360.98564736629;

/** Where the simulated telescopes stand: east longitude and latitude in degrees, height in metres. */
export type Site = { name: string; lonDeg: number; latDeg: number; heightM: number };
export type Horizontal = { altDeg: number; azDeg: number };

/** Mean sidereal time at Greenwich, degrees; UT1 is taken as UTC (below one second of time). Source: IAU 1982. */
export function greenwichSiderealDeg(utcMjd: number): number {
  const days = utcMjd - mjdOfJ2000;
  return normalDeg(280.46061837 + skyDegPerDay * days + 0.000387933 * (days / 36525) ** 2);
}

/** Precession of an ICRS direction to the mean equator of date. Source: IAU 1976 (Lieske et al. 1977). */
export function precess({ raDeg, decDeg }: SkyPosition, utcMjd: number): SkyPosition {
  const t = (utcMjd - mjdOfJ2000) / 36525;
  const zetaDeg = (2306.2181 * t + 0.30188 * t * t) / 3600;
  const zDeg = (2306.2181 * t + 1.09468 * t * t) / 3600;
  const thetaDeg = (2004.3109 * t - 0.42665 * t * t) / 3600;
  const a = cosDeg(decDeg) * sinDeg(raDeg + zetaDeg);
  const b = cosDeg(thetaDeg) * cosDeg(decDeg) * cosDeg(raDeg + zetaDeg) - sinDeg(thetaDeg) * sinDeg(decDeg);
  const c = sinDeg(thetaDeg) * cosDeg(decDeg) * cosDeg(raDeg + zetaDeg) + cosDeg(thetaDeg) * sinDeg(decDeg);
  return { raDeg: normalDeg(Math.atan2(a, b) * degPerRad + zDeg), decDeg: Math.asin(c) * degPerRad };
}

/**
 * Altitude and azimuth (north through east) without refraction, degrees. Nutation and aberration are left out:
 * good to 0.01 degree.
 */
export function horizontal(direction: SkyPosition, utcMjd: number, site: Site): Horizontal {
  const { raDeg, decDeg } = precess(direction, utcMjd);
  return ofDate(raDeg, decDeg, utcMjd, site);
}

function ofDate(raDeg: number, decDeg: number, utcMjd: number, site: Site): Horizontal {
  const hourAngleDeg = greenwichSiderealDeg(utcMjd) + site.lonDeg - raDeg;
  const sinAlt = sinDeg(decDeg) * sinDeg(site.latDeg) + cosDeg(decDeg) * cosDeg(site.latDeg) * cosDeg(hourAngleDeg);
  const east = -cosDeg(decDeg) * sinDeg(hourAngleDeg);
  const north = sinDeg(decDeg) * cosDeg(site.latDeg) - cosDeg(decDeg) * sinDeg(site.latDeg) * cosDeg(hourAngleDeg);
  return { altDeg: Math.asin(sinAlt) * degPerRad, azDeg: normalDeg(Math.atan2(east, north) * degPerRad) };
}

/** Altitude of the Sun, degrees; good to 0.01 degree. Source: Astronomical Almanac, low-precision formulas. */
export function sunAltitudeDeg(utcMjd: number, site: Site): number {
  const days = utcMjd - mjdOfJ2000;
  const anomalyDeg = 357.528 + 0.9856003 * days;
  const lonDeg = 280.46 + 0.9856474 * days + 1.915 * sinDeg(anomalyDeg) + 0.02 * sinDeg(2 * anomalyDeg);
  const tiltDeg = 23.439 - 0.0000004 * days;
  const raDeg = normalDeg(Math.atan2(cosDeg(tiltDeg) * sinDeg(lonDeg), cosDeg(lonDeg)) * degPerRad);
  const decDeg = Math.asin(sinDeg(tiltDeg) * sinDeg(lonDeg)) * degPerRad;
  return ofDate(raDeg, decDeg, utcMjd, site).altDeg;
}

/**
 * The moment (UTC, MJD) nearest to `nearMjd` at which a direction stands at the zenith angle wished, before
 * (`rising`) or after its culmination.
 *
 * @throws RangeError when it never does at this site.
 */
export function momentAtZenith(direction: SkyPosition, zenithDeg: number, side: "rising" | "setting", nearMjd: number, site: Site): number {
  const { raDeg, decDeg } = precess(direction, nearMjd);
  const cosHour = (cosDeg(zenithDeg) - sinDeg(decDeg) * sinDeg(site.latDeg)) / (cosDeg(decDeg) * cosDeg(site.latDeg));
  if (Math.abs(cosHour) > 1) {
    throw new RangeError(`a direction at declination ${decDeg.toFixed(1)} never stands at zenith ${zenithDeg} at ${site.name}`);
  }
  const hourDeg = Math.acos(cosHour) * degPerRad * (side === "rising" ? -1 : 1);
  const untilDeg = normalDeg(hourDeg + raDeg - site.lonDeg - greenwichSiderealDeg(nearMjd));
  return nearMjd + (untilDeg > 180 ? untilDeg - 360 : untilDeg) / skyDegPerDay;
}
