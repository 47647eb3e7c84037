import type { ZenithPoint } from "./schema";

const rad = Math.PI / 180;
/** Points along an observation. */
const POINTS = 25;

interface Place {
  /** East is positive. */
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
}

/** Zenith angle of a fixed ICRS position through an observation, without refraction. */
export function zenithTrack(position: { raDeg: number; decDeg: number }, place: Place, startMjd: number, endMjd: number): ZenithPoint[] {
  const days = Math.max(0, endMjd - startMjd);
  return Array.from({ length: POINTS }, (_, i) => {
    const part = (days * i) / (POINTS - 1);
    return { sec: part * 86_400, zenithDeg: zenithDeg(position, place, startMjd + part) };
  });
}

/**
 * Zenith angle of an ICRS position at a moment (MJD, UTC, taken for UT1): precession and the Earth's turning, without nutation,
 * aberration, refraction and polar motion, which together are below 0.02 degrees.
 * Source: Lieske 1979 (precession angles), Capitaine et al. 2003 (Earth rotation angle and sidereal time).
 */
export function zenithDeg(position: { raDeg: number; decDeg: number }, place: Place, mjd: number): number {
  const { raDeg, decDeg } = precessed(position, (mjd - 51_544.5) / 36_525);
  const hourAngle = (siderealDeg(mjd) + place.longitudeDeg - raDeg) * rad;
  const [dec, latitude] = [decDeg * rad, place.latitudeDeg * rad];
  const sinAltitude = Math.sin(latitude) * Math.sin(dec) + Math.cos(latitude) * Math.cos(dec) * Math.cos(hourAngle);
  return 90 - Math.asin(Math.max(-1, Math.min(1, sinAltitude))) / rad;
}

/** From the equinox of J2000 to that of the date, `t` Julian centuries later. */
function precessed({ raDeg, decDeg }: { raDeg: number; decDeg: number }, t: number): { raDeg: number; decDeg: number } {
  const arcsec = rad / 3600;
  const zeta = (2306.2181 * t + 0.30188 * t ** 2 + 0.017998 * t ** 3) * arcsec;
  const z = (2306.2181 * t + 1.09468 * t ** 2 + 0.018203 * t ** 3) * arcsec;
  const theta = (2004.3109 * t - 0.42665 * t ** 2 - 0.041833 * t ** 3) * arcsec;
  const [ra, dec] = [raDeg * rad + zeta, decDeg * rad];
  const a = Math.cos(dec) * Math.sin(ra);
  const b = Math.cos(theta) * Math.cos(dec) * Math.cos(ra) - Math.sin(theta) * Math.sin(dec);
  const c = Math.sin(theta) * Math.cos(dec) * Math.cos(ra) + Math.cos(theta) * Math.sin(dec);
  return { raDeg: (Math.atan2(a, b) + z) / rad, decDeg: Math.asin(Math.max(-1, Math.min(1, c))) / rad };
}

/** Greenwich mean sidereal time, degrees. */
function siderealDeg(mjd: number): number {
  const days = mjd - 51_544.5;
  const t = days / 36_525;
  return 360 * (0.779057273264 + 1.00273781191135448 * days) + (0.014506 + 4612.156534 * t + 1.3915817 * t ** 2) / 3600;
}
