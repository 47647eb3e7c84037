import type { FitsHeader } from "@/lib/fits/header";
import { GadfBadValue } from "@/lib/gadf/errors";
import { parseTimeScale, type TimeReference } from "@/lib/units/time";

/**
 * From what a header's times count: MJDREFI + MJDREFF (or MJDREF) in TIMESYS, TT when it is not said.
 * Null when the header names no reference. Source: GADF 0.3, 'Time'.
 *
 * @param place file and HDU, for the message
 * @throws GadfBadValue for a TIMESYS that is not TT, TAI, UTC or TDB.
 */
export function timeReference(header: FitsHeader, place: string): TimeReference | null {
  const integer = header.number("MJDREFI") ?? header.number("MJDREF");
  if (integer === null) return null;
  const whole = Math.floor(integer);
  const timesys = header.text("TIMESYS");
  const scale = parseTimeScale(timesys);
  if (!scale) throw new GadfBadValue(`${place}: TIMESYS is '${timesys}'; TT, TAI, UTC or TDB belongs there`);
  return { mjdInteger: whole, mjdFraction: integer - whole + (header.number("MJDREFF") ?? 0), scale };
}

/** Seconds in a unit of time, by FITS's and astropy's names; null for no unit of time. */
export function secondsPer(unit: string | null): number | null {
  const name = (unit ?? "s").trim().toLowerCase();
  const known: Record<string, number> = { s: 1, sec: 1, second: 1, seconds: 1, ms: 1e-3, us: 1e-6, min: 60, h: 3600, hr: 3600, d: 86400, day: 86400, days: 86400 };
  return known[name] ?? null;
}
