import type { LoadedObservation } from "@/lib/catalogue/load/content";

const MOST_BIGINT = 9_223_372_036_854_775_807n;
const MOST_INT = 2_147_483_647;
/** Years 1858 to 2406: what lies outside was counted from another moment, or in another unit. */
const LAST_MJD = 200_000;
const LONGEST_NAME_BYTES = 500;

/**
 * What of an observation the catalogue can not take, in words; null when it takes all. Metadata are typed by hand: one
 * value that is nonsense must not stop the harvest of all others.
 */
export function unstorable(observation: LoadedObservation): string | null {
  const { obsId, raDeg, decDeg, targetRaDeg, targetDecDeg, startMjd, endMjd, telescopeCount, quality, eventCount, targetName, instrument } = observation;
  if (BigInt(obsId) > MOST_BIGINT) return `OBS_ID ${obsId} is too large`;
  for (const [name, value, least, most] of [["RA_PNT", raDeg, 0, 360], ["DEC_PNT", decDeg, -90, 90], ["RA_OBJ", targetRaDeg, 0, 360], ["DEC_OBJ", targetDecDeg, -90, 90]] as const) {
    if (value !== null && !(value >= least && value <= most)) return `${name} is ${value}, which is no angle in degrees there`;
  }
  if (!(startMjd >= 0 && endMjd <= LAST_MJD && startMjd <= endMjd)) return `TSTART and TSTOP come to MJD ${startMjd} and ${endMjd}`;
  for (const [name, value] of [["N_TELS", telescopeCount], ["QUALITY", quality], ["EVENT_COUNT", eventCount]] as const) {
    if (value !== null && Math.abs(value) > MOST_INT) return `${name} is ${value}`;
  }
  for (const [name, value] of [["the target", targetName], ["the instrument", instrument]] as const) {
    if (value !== null && Buffer.byteLength(value) > LONGEST_NAME_BYTES) return `the name of ${name} is ${Buffer.byteLength(value)} bytes long`;
  }
  return null;
}

/** Text that PostgreSQL and JSON can hold: without NUL, and whole Unicode characters. */
export function storableText(text: string): string {
  return text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "\ufffd");
}
