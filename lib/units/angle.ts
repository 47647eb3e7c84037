/** Degrees to and from the way astronomers write positions. All positions are ICRS. */

/** A direction on the sky: right ascension in [0, 360) and declination in [-90, 90], degrees ICRS. */
export interface SkyPosition {
  readonly raDeg: number;
  readonly decDeg: number;
}

const pad = (value: number, width = 2) => String(value).padStart(width, "0");

/** Splits a count of the smallest unit, so that rounding carries over (59.99 s becomes a full minute). */
function split(smallest: number, perSecond: number): [number, number, number, number] {
  const seconds = Math.floor(smallest / perSecond);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, smallest % perSecond];
}

/** Right ascension in hours, to 0.1 s of time: `05:34:31.9`. */
export function formatRaSexagesimal(raDeg: number): string {
  const tenths = Math.round((raDeg / 15) * 36_000) % 864_000;
  const [hours, minutes, seconds, tenth] = split(tenths, 10);
  return `${pad(hours)}:${pad(minutes)}:${pad(seconds)}.${tenth}`;
}

/** Declination, to 1 arcsecond: `+22:00:52`. */
export function formatDecSexagesimal(decDeg: number): string {
  const [degrees, minutes, seconds] = split(Math.round(Math.abs(decDeg) * 3600), 1);
  return `${decDeg < 0 ? "−" : "+"}${pad(degrees)}:${pad(minutes)}:${pad(seconds)}`;
}

const decimal = /^([0-9]+(?:\.[0-9]*)?)\s*°?\s*[,;\s]\s*([+-]?[0-9]+(?:\.[0-9]*)?)\s*°?$/;
const colonOrSpace =
  /^(\d{1,2})[:\s](\d{1,2})[:\s](\d{1,2}(?:\.\d*)?)[,;\s]+([+-]?)(\d{1,2})[:\s](\d{1,2})[:\s](\d{1,2}(?:\.\d*)?)$/;
const lettered =
  /^(\d{1,2})h\s*(\d{1,2})m\s*(\d{1,2}(?:\.\d*)?)s[,;\s]*([+-]?)(\d{1,2})[d°]\s*(\d{1,2})[m'′]\s*(\d{1,2}(?:\.\d*)?)[s"″]$/i;

function inRange(raDeg: number, decDeg: number): SkyPosition | null {
  return raDeg >= 0 && raDeg < 360 && Math.abs(decDeg) <= 90 ? { raDeg, decDeg } : null;
}

/**
 * Reads a position as people type it: `83.63 22.01` in degrees, or `05:34:31.9 +22:00:52` and
 * `05h34m31.9s +22d00m52s` with right ascension in hours. Null when the text is no position.
 */
export function parsePosition(text: string): SkyPosition | null {
  const trimmed = text.trim().replaceAll("−", "-");
  const plain = decimal.exec(trimmed);
  if (plain) return inRange(Number(plain[1]), Number(plain[2]));
  const parts = colonOrSpace.exec(trimmed) ?? lettered.exec(trimmed);
  if (!parts) return null;
  const [hours, raMinutes, raSeconds] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [degrees, minutes, seconds] = [Number(parts[5]), Number(parts[6]), Number(parts[7])];
  if (hours > 23 || raMinutes > 59 || raSeconds >= 60 || minutes > 59 || seconds >= 60) return null;
  const sign = parts[4] === "-" ? -1 : 1;
  return inRange(15 * (hours + raMinutes / 60 + raSeconds / 3600), sign * (degrees + minutes / 60 + seconds / 3600));
}
