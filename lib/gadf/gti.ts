import { readColumns, type ByteSource, type ColumnInfo, type ColumnValues, type Hdu } from "@/lib/fits/read";
import { GadfBadValue } from "@/lib/gadf/errors";
import { secondsPer, timeReference } from "@/lib/gadf/time-keywords";
import { utcMjd, type TimeReference } from "@/lib/units/time";

/** Seconds after the header's reference. */
export type GoodTime = { startSec: number; stopSec: number };

export type GoodTimes = {
  intervals: GoodTime[];
  time: TimeReference | null;
  /** Sum of the intervals, seconds; what two of them share counts once. */
  ontimeSec: number;
  /** First start and last stop, UTC; null without intervals or reference. */
  startMjd: number | null;
  endMjd: number | null;
  notes: string[];
};

/**
 * Reads a GTI table, intervals in the order of time. Intervals without length are left out and noted.
 *
 * @throws FitsMissingColumn, GadfBadValue, and the other FITS errors. Source: GADF 0.3, gti.
 */
export async function readGoodTimes(source: ByteSource, hdu: Hdu): Promise<GoodTimes> {
  const place = `${hdu.file}, HDU ${hdu.name}`;
  const columns = await readColumns(source, hdu, ["START", "STOP"]);
  const [starts, stops] = [inSeconds(columns.START, place), inSeconds(columns.STOP, place)];
  const notes: string[] = [];
  const all = starts.map((startSec, row): GoodTime => ({ startSec, stopSec: stops[row]! }));
  const intervals = all.filter(({ startSec, stopSec }) => stopSec > startSec).sort((a, b) => a.startSec - b.startSec);
  if (intervals.length < all.length) notes.push(`${all.length - intervals.length} of ${all.length} good time intervals have no length`);
  if (intervals.length === 0) notes.push("there is no good time");
  const ontimeSec = lengthOf(intervals);
  const plain = intervals.reduce((sum, { startSec, stopSec }) => sum + stopSec - startSec, 0);
  if (plain - ontimeSec > 1e-3) notes.push("good time intervals overlap: what they share counts once");
  const time = timeReference(hdu.header, place);
  const last = intervals.reduce((latest, { stopSec }) => Math.max(latest, stopSec), -Infinity);
  const known = time !== null && intervals.length > 0;
  return {
    intervals,
    time,
    ontimeSec,
    startMjd: known ? utcMjd(intervals[0]!.startSec, time) : null,
    endMjd: known ? utcMjd(last, time) : null,
    notes,
  };
}

function inSeconds({ name, unit, ...column }: ColumnInfo & ColumnValues, place: string): number[] {
  const factor = secondsPer(unit);
  if (column.kind !== "number" || factor === null) throw new GadfBadValue(`${place}: column ${name} (unit '${unit ?? ""}') holds no times`);
  return Array.from(column.values, (value) => value * factor);
}

function lengthOf(sorted: readonly GoodTime[]): number {
  let sum = 0;
  let until = -Infinity;
  for (const { startSec, stopSec } of sorted) {
    sum += Math.max(0, stopSec - Math.max(startSec, until));
    until = Math.max(until, stopSec);
  }
  return sum;
}

/** A livetime keyword may differ from GTI x DEADC by this much, rounding in real files, before it is noted. */
const toleranceSec = 1;
const toleranceFraction = 1e-3;

/**
 * Livetime: the sum of the good time intervals times DEADC, seconds. The LIVETIME keyword is the fallback where DEADC
 * is missing; where both exist and differ by more than 1 s and 0.1 percent, that is noted.
 *
 * @param header DEADC and LIVETIME of the event header, or of the obs-index
 */
export function livetime(
  times: Pick<GoodTimes, "ontimeSec">,
  header: { deadTimeCorrection: number | null; livetimeSec: number | null },
): { livetimeSec: number | null; notes: string[] } {
  const { deadTimeCorrection, livetimeSec } = header;
  if (deadTimeCorrection === null) {
    return { livetimeSec, notes: livetimeSec === null ? ["neither DEADC nor LIVETIME is given: the livetime is not known"] : ["there is no DEADC: LIVETIME is taken as given"] };
  }
  const computed = times.ontimeSec * deadTimeCorrection;
  const notes: string[] = [];
  if (deadTimeCorrection <= 0 || deadTimeCorrection > 1) notes.push(`DEADC is ${deadTimeCorrection}; it lies above 0 and up to 1`);
  const off = livetimeSec === null ? 0 : Math.abs(livetimeSec - computed);
  if (off > toleranceSec && off > toleranceFraction * computed) {
    notes.push(`LIVETIME says ${livetimeSec!.toFixed(1)} s, good times x DEADC give ${computed.toFixed(1)} s`);
  }
  return { livetimeSec: computed, notes };
}
