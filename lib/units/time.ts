/**
 * Time scales and nights. The catalogue's times are UTC as Modified Julian Dates (days); files count seconds from a
 * reference in a scale of their own.
 */

export const timeScales = ["TT", "TAI", "UTC", "TDB"] as const;
/** Scale of a file's times (its TIMESYS). */
export type TimeScale = (typeof timeScales)[number];

/** From what and in which scale a file counts its seconds: MJDREFI + MJDREFF in TIMESYS. */
export type TimeReference = { mjdInteger: number; mjdFraction: number; scale: TimeScale };

const secondsPerDay = 86_400;
const ttMinusTaiSec = 32.184;
/** MJD of 1970-01-01. */
const unixEpochMjd = 40_587;

/**
 * From which UTC day (MJD) on TAI - UTC is how many seconds; a new leap second is a new pair at the end. Before 1972
 * UTC had no whole seconds; 10 is taken. Source: IERS, leap-seconds.list, whose newest entry is of January 2017.
 */
const leapSeconds: readonly (readonly [mjd: number, taiMinusUtcSec: number])[] = [
  [41317, 10], [41499, 11], [41683, 12], [42048, 13], [42413, 14], [42778, 15], [43144, 16], [43509, 17],
  [43874, 18], [44239, 19], [44786, 20], [45151, 21], [45516, 22], [46247, 23], [47161, 24], [47892, 25],
  [48257, 26], [48804, 27], [49169, 28], [49534, 29], [50083, 30], [50630, 31], [51179, 32], [53736, 33],
  [54832, 34], [56109, 35], [57204, 36], [57754, 37],
];

function taiMinusUtcSec(utcMjd: number): number {
  return leapSeconds.findLast(([mjd]) => utcMjd >= mjd)?.[1] ?? 10;
}

/** The same by TAI: a step counts from the moment when UTC has taken it. */
function taiMinusUtcSecAtTai(taiMjd: number): number {
  return leapSeconds.findLast(([mjd, seconds]) => taiMjd >= mjd + seconds / secondsPerDay)?.[1] ?? 10;
}

/** TDB - TT, seconds, to 50 µs. Source: USNO Circular 179, equation 2.6, its two largest terms. */
function tdbMinusTtSec(mjd: number): number {
  const centuries = (mjd - 51_544.5) / 36_525;
  return 0.001657 * Math.sin(628.3076 * centuries + 6.2401) + 0.000022 * Math.sin(575.3385 * centuries + 4.297);
}

/** The scale a TIMESYS names; TT when it names none, null when it is one we do not know. Source: GADF 0.3, 'Time'. */
export function parseTimeScale(timesys: string | null): TimeScale | null {
  const name = (timesys ?? "TT").trim().toUpperCase();
  return timeScales.find((scale) => scale === name) ?? null;
}

/** What to add to a clock of this scale to get TAI, seconds; `mjd` is read off that clock. */
function toTaiSec(scale: TimeScale, mjd: number): number {
  if (scale === "UTC") return taiMinusUtcSec(mjd);
  if (scale === "TAI") return 0;
  return -ttMinusTaiSec - (scale === "TDB" ? tdbMinusTtSec(mjd) : 0);
}

/**
 * UTC (MJD) of a moment `seconds` after the reference. Seconds are elapsed (SI) ones in every scale, as astropy
 * and gammapy count them: in UTC too a leap second between reference and moment is one of them.
 */
export function utcMjd(seconds: number, reference: TimeReference): number {
  const { mjdInteger, mjdFraction, scale } = reference;
  const reading = mjdInteger + mjdFraction;
  // TDB runs unevenly against TAI, so its offset is that of the moment; UTC's is that of the reference (see above).
  const offsetSec = toTaiSec(scale, scale === "UTC" ? reading : reading + seconds / secondsPerDay);
  const secondsOfDay = mjdFraction * secondsPerDay + offsetSec + seconds;
  const leap = taiMinusUtcSecAtTai(mjdInteger + secondsOfDay / secondsPerDay);
  return mjdInteger + (secondsOfDay - leap) / secondsPerDay;
}

/** Seconds after `reference` at which a clock that counts from `other` shows 0: add them to change the reference. */
export function secondsBetween(reference: TimeReference, other: TimeReference): number {
  const taiSec = ({ scale, mjdInteger, mjdFraction }: TimeReference, integer: number) =>
    (mjdInteger - integer) * secondsPerDay + mjdFraction * secondsPerDay + toTaiSec(scale, mjdInteger + mjdFraction);
  return taiSec(other, reference.mjdInteger) - taiSec(reference, reference.mjdInteger);
}

/** ISO 8601 in UTC, to the millisecond: `2004-12-04T22:07:06.000Z`. */
export function mjdToIso(mjd: number): string {
  return new Date(Math.round((mjd - unixEpochMjd) * secondsPerDay * 1000)).toISOString();
}

/** MJD of an ISO 8601 date or time; without a zone it is UTC. NaN when the text is none. */
export function isoToMjd(iso: string): number {
  const text = iso.trim();
  const zoned = /([zZ]|[+-]\d\d:?\d\d)$/.test(text) || !text.includes("T") ? text : `${text}Z`;
  return Date.parse(zoned) / 1000 / secondsPerDay + unixEpochMjd;
}

/**
 * The night of a moment: MJD (a whole number) of the day on which it began, from local mean noon to noon.
 *
 * @param mjd UTC
 * @param longitudeDeg of the site, degrees, east is positive
 */
export function nightMjd(mjd: number, longitudeDeg: number): number {
  return Math.floor(mjd + longitudeDeg / 360 - 0.5);
}

/** The date of the evening on which a night began, `YYYY-MM-DD`. */
export function nightDate(night: number): string {
  return mjdToIso(night).slice(0, 10);
}

/** The night that began on the evening of a date `YYYY-MM-DD`. */
export function nightFromDate(date: string): number {
  return Math.floor(isoToMjd(date));
}
