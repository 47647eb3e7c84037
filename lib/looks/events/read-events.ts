import type { ByteSource, Hdu } from "@/lib/fits/read";
import { FitsError } from "@/lib/fits/errors";
import { GadfBadValue } from "@/lib/gadf/errors";
import { readEventHeader, type EventHeader } from "@/lib/gadf/event-header";
import { readGoodTimes, type GoodTimes } from "@/lib/gadf/gti";
import { utcMjd, secondsBetween } from "@/lib/units/time";
import { CountsMap } from "./counts-map";
import { EnergyHistogram } from "./energy-histogram";
import { eventChunks, usableColumns, type MissingColumns } from "./event-columns";
import { EventTimes } from "./event-times";
import type { EventsLook, SkyPosition, ThetaSquaredLook } from "./schema";
import { ThetaSquared } from "./theta-squared";
import { zenithTrack } from "./zenith-track";

/** The event list and, where its file has one, the table of its good times. */
export interface EventTables {
  readonly source: ByteSource;
  readonly events: Hdu;
  readonly goodTimes: Hdu | null;
}

/** Where the events are, at which energies, and when: what one pass over an event list tells. @throws the FITS errors */
export async function lookAtEvents({ source, events, goodTimes }: EventTables, signal: AbortSignal): Promise<EventsLook> {
  const header = readEventHeader(events);
  const { usable, missing } = usableColumns(events, ["RA", "DEC", "ENERGY", "TIME"]);
  const good = await goodTimesOf(source, goodTimes, header);
  const pointing = pointingOf(header);
  const startSec = events.header.number("TSTART") ?? good.times?.intervals[0]?.startSec ?? null;
  const map = pointing && usable.includes("RA") && usable.includes("DEC") ? new CountsMap(pointing) : null;
  const energy = usable.includes("ENERGY") ? new EnergyHistogram() : null;
  const times = usable.includes("TIME") && startSec !== null ? new EventTimes(startSec) : null;
  for await (const { rows, columns } of eventChunks(source, events, usable, signal)) {
    for (let i = 0; i < rows; i++) {
      map?.add(columns.RA![i]!, columns.DEC![i]!);
      energy?.add(columns.ENERGY![i]!);
      times?.add(columns.TIME![i]!);
    }
  }
  const lengthSec = startSec === null ? 0 : (events.header.number("TSTOP") ?? good.times?.intervals.at(-1)?.stopSec ?? startSec) - startSec;
  return {
    eventCount: header.eventCount,
    notes: [...header.notes, ...good.notes],
    pointing,
    target: targetOf(header),
    map: map?.result() ?? { problem: pointing === null ? "The file gives no pointing in right ascension and declination, so there is nothing to centre a map on." : whyNot(missing, "RA", "DEC") },
    energy: energy?.result() ?? { problem: whyNot(missing, "ENERGY") },
    times: times ? { ...times.result(lengthSec), startMjd: startMjdOf(startSec!, header), goodTimes: good.intervals(startSec!), ontimeSec: good.times?.ontimeSec ?? null } : { problem: whyNot(missing, "TIME") || "Neither TSTART nor a table of good times says when the observation began." },
    zenith: zenithOf(header, pointing, startSec, lengthSec),
  };
}

/** One pass for the squared distances from a position; the file's target without one. */
export async function lookAtThetaSquared({ source, events }: Omit<EventTables, "goodTimes">, asked: { position: SkyPosition | null; radiusDeg: number }, signal: AbortSignal): Promise<ThetaSquaredLook> {
  const header = readEventHeader(events);
  const pointing = pointingOf(header);
  if (!pointing) return { reason: "The file gives no pointing in right ascension and declination, about which a background could be reflected." };
  const position = asked.position ?? targetOf(header);
  if (!position) return { reason: "The file names no real target. Choose a position." };
  const { usable, missing } = usableColumns(events, ["RA", "DEC"]);
  if (usable.length < 2) return { reason: whyNot(missing, "RA", "DEC") };
  const counting = ThetaSquared.make(position, pointing, asked.radiusDeg);
  if (!(counting instanceof ThetaSquared)) return counting;
  for await (const { rows, columns } of eventChunks(source, events, usable, signal)) {
    for (let i = 0; i < rows; i++) counting.add(columns.RA![i]!, columns.DEC![i]!);
  }
  return counting.result();
}

function pointingOf({ raDeg, decDeg, obsMode }: EventHeader): SkyPosition | null {
  return raDeg === null || decDeg === null || obsMode === "DRIFT" ? null : { raDeg, decDeg };
}

function targetOf({ targetRaDeg, targetDecDeg, objectName }: EventHeader): (SkyPosition & { name: string | null }) | null {
  return targetRaDeg === null || targetDecDeg === null ? null : { raDeg: targetRaDeg, decDeg: targetDecDeg, name: objectName };
}

function whyNot(missing: MissingColumns, ...names: (keyof MissingColumns)[]): string {
  return names.flatMap((name) => missing[name] ?? []).join(" ");
}

interface Good {
  readonly times: GoodTimes | null;
  readonly notes: readonly string[];
  /** Seconds after a start on the events' clock. */
  intervals(startSec: number): [fromSec: number, toSec: number][];
}

/** A table of good times that can not be read costs the bands on the plot, not the plot. */
async function goodTimesOf(source: ByteSource, hdu: Hdu | null, header: EventHeader): Promise<Good> {
  const none = (note: string): Good => ({ times: null, notes: [note], intervals: () => [] });
  if (!hdu) return none("The file holds no table of good times.");
  try {
    const times = await readGoodTimes(source, hdu);
    const shift = times.time && header.time ? secondsBetween(header.time, times.time) : 0;
    return { times, notes: times.notes, intervals: (startSec) => times.intervals.map(({ startSec: from, stopSec: to }) => [from + shift - startSec, to + shift - startSec]) };
  } catch (error) {
    if (error instanceof FitsError || error instanceof GadfBadValue) return none(error.message);
    throw error;
  }
}

function startMjdOf(startSec: number, { time }: EventHeader): number | null {
  return time === null ? null : utcMjd(startSec, time);
}

function zenithOf(header: EventHeader, pointing: SkyPosition | null, startSec: number | null, lengthSec: number): EventsLook["zenith"] {
  const { longitudeDeg, latitudeDeg, zenithDeg, time } = header;
  const startMjd = time === null || startSec === null ? null : utcMjd(startSec, time);
  if (pointing === null || longitudeDeg === null || latitudeDeg === null || startMjd === null) {
    return zenithDeg === null ? { problem: "The file gives neither a zenith angle nor what it would follow from: pointing, site and time." } : { track: [], headerDeg: zenithDeg };
  }
  return { track: zenithTrack(pointing, { longitudeDeg, latitudeDeg }, startMjd, startMjd + lengthSec / 86_400), headerDeg: zenithDeg };
}
