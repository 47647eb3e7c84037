/**
 * Values that files write where they know none: CTA's first data challenge has altitude 90, azimuth 0, no telescopes
 * and a target at 0, 0. They become null, and a note says so.
 */
type Direction = { raDeg: number | null; decDeg: number | null };
type Pointing = Direction & { altDeg: number | null; azDeg: number | null; zenithDeg: number | null };

/** The pointing with right ascension in [0, 360), placeholders out, and zenith and altitude each from the other. */
export function pointing(given: Pointing & { obsMode: string | null }, notes: string[]): Pointing {
  const { raDeg, decDeg } = onSky(given, "RA_PNT, DEC_PNT", notes);
  if (raDeg === null) {
    notes.push(given.obsMode === "DRIFT" ? "DRIFT: a horizontal pointing without a fixed position" : "the pointing has no position");
  }
  const none = (given.altDeg === 90 || given.altDeg === null) && (given.zenithDeg === 0 || given.zenithDeg === null) && (given.azDeg ?? 0) === 0;
  if (none) {
    if (given.altDeg !== null || given.zenithDeg !== null) notes.push("altitude 90 and azimuth 0 stand for 'not known'");
    return { raDeg, decDeg, altDeg: null, azDeg: null, zenithDeg: null };
  }
  const altDeg = given.altDeg ?? (given.zenithDeg === null ? null : 90 - given.zenithDeg);
  const zenithDeg = given.zenithDeg ?? (altDeg === null ? null : 90 - altDeg);
  if (altDeg !== null && zenithDeg !== null && Math.abs(90 - altDeg - zenithDeg) > 0.1) notes.push("ALT_PNT and ZEN_PNT do not add up to 90 degrees");
  return { raDeg, decDeg, altDeg, azDeg: given.azDeg, zenithDeg };
}

/** The target's position; 0, 0 stands for none. */
export function target(given: Direction, notes: string[]): { targetRaDeg: number | null; targetDecDeg: number | null } {
  if (given.raDeg === 0 && given.decDeg === 0) {
    notes.push("RA_OBJ 0 and DEC_OBJ 0 stand for 'not known'");
    return { targetRaDeg: null, targetDecDeg: null };
  }
  const { raDeg, decDeg } = onSky(given, "RA_OBJ, DEC_OBJ", notes);
  return { targetRaDeg: raDeg, targetDecDeg: decDeg };
}

/** The number of telescopes; no observation has none. */
export function telescopeCount(count: number | null, notes: string[]): number | null {
  if (count === null || count > 0) return count;
  notes.push(`N_TELS ${count} stands for 'not known'`);
  return null;
}

/** Both or none, on the sphere. */
function onSky({ raDeg, decDeg }: Direction, names: string, notes: string[]): Direction {
  if (raDeg === null || decDeg === null) return { raDeg: null, decDeg: null };
  if (Math.abs(decDeg) > 90 || Math.abs(raDeg) > 360) {
    notes.push(`${names} (${raDeg}, ${decDeg}) are no position on the sky`);
    return { raDeg: null, decDeg: null };
  }
  // Only what is out of range is turned: the modulo of a good value would lose its last digits.
  return { raDeg: raDeg >= 0 && raDeg < 360 ? raDeg : ((raDeg % 360) + 360) % 360, decDeg };
}
