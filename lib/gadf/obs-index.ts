import { withFits } from "@/lib/fits/read";
import { GadfBadValue, GadfDuplicateObservation } from "@/lib/gadf/errors";
import { headerOf, readIndexTable, RowReader, type IndexDefinition, type IndexRow, type IndexTable } from "@/lib/gadf/index-table";
import { bigintOf, numberOf, textOf } from "@/lib/gadf/json-cell";
import { pointing, target, telescopeCount } from "@/lib/gadf/placeholders";
import { secondsPer, timeReference } from "@/lib/gadf/time-keywords";
import { isoToMjd, mjdToIso, utcMjd, type TimeReference } from "@/lib/units/time";

/**
 * One observation as the obs-index has it; null where it says nothing, placeholders included (see `notes`).
 * Source: GADF 0.3, obs-index. Positions are ICRS degrees.
 */
export type ObsIndexRow = {
  /** Position in the table, from 1. */
  rowNumber: number;
  obsId: bigint;
  /** OBS_MODE in capitals: POINTING, WOBBLE, DRIFT, … */
  obsMode: string | null;
  raDeg: number | null;
  decDeg: number | null;
  altDeg: number | null;
  azDeg: number | null;
  zenithDeg: number | null;
  /** TSTART and TSTOP, UTC. */
  startMjd: number | null;
  endMjd: number | null;
  ontimeSec: number | null;
  livetimeSec: number | null;
  /** DEADC: livetime / ontime. */
  deadTimeCorrection: number | null;
  /** OBJECT, as the observer typed it. */
  objectName: string | null;
  /** TARGET_NAME, else OBJECT. */
  targetName: string | null;
  targetRaDeg: number | null;
  targetDecDeg: number | null;
  telescopeCount: number | null;
  telescopeList: string | null;
  /** 0 is best. Source: GADF 0.3. */
  quality: number | null;
  muonEfficiency: number | null;
  nsbLevel: number | null;
  eventCount: number | null;
  safeEnergyLoTeV: number | null;
  safeEnergyHiTeV: number | null;
  telescope: string | null;
  instrument: string | null;
  caldb: string | null;
  irf: string | null;
  /** What is odd in this row, in words. */
  notes: string[];
  /** The whole row, to store and to write again. */
  raw: IndexRow;
};

export type ObsIndex = {
  definition: IndexDefinition;
  rows: ObsIndexRow[];
  time: TimeReference | null;
  /** Site, when the header says; degrees, east positive. */
  longitudeDeg: number | null;
  latitudeDeg: number | null;
  /** What is odd in the whole table. */
  notes: string[];
};

/**
 * Reads an obs-index.
 *
 * @param name what messages call the file; the path when left out
 * @throws GadfMissingColumn, GadfBadValue, GadfDuplicateObservation, and the FITS errors. RA_PNT and DEC_PNT may be
 *   missing when every observation is a DRIFT.
 */
export function readObsIndex(path: string, name = path): Promise<ObsIndex> {
  return withFits(path, async (file) => parseObsIndex(await readIndexTable(file, "OBS_INDEX")), name);
}

/** The same of a table already read. */
export function parseObsIndex(table: IndexTable): ObsIndex {
  const reader = new RowReader(table);
  reader.require(["OBS_ID", "TSTART", "TSTOP"]);
  const drift = table.rows.length > 0 && table.rows.every((row) => textOf(reader.cell(row, "OBS_MODE"))?.toUpperCase() === "DRIFT");
  if (!drift) reader.require(["RA_PNT", "DEC_PNT"]);
  const place = `${table.file}, HDU ${table.hdu}`;
  const header = headerOf(table.definition);
  const time = timeReference(header, place);
  const rows = table.rows.map((row, index) => {
    const parsed = parseRow(table, reader, row, index, time);
    return { ...parsed, telescope: parsed.telescope ?? header.text("TELESCOP"), instrument: parsed.instrument ?? header.text("INSTRUME") };
  });
  refuseDuplicates(rows, place);
  return {
    definition: table.definition,
    rows,
    time,
    longitudeDeg: header.number("GEOLON"),
    latitudeDeg: header.number("GEOLAT"),
    notes: tableNotes(table, reader, time),
  };
}

function parseRow(table: IndexTable, reader: RowReader, row: IndexRow, index: number, time: TimeReference | null): ObsIndexRow {
  const place = `${table.file}, HDU ${table.hdu}, row ${index + 1}`;
  const number = (name: string) => numberOf(reader.cell(row, name));
  const text = (name: string) => textOf(reader.cell(row, name));
  const integer = (name: string) => {
    const value = number(name);
    return value === null ? null : Math.round(value);
  };
  const obsId = bigintOf(reader.cell(row, "OBS_ID"));
  if (obsId === null || obsId < 0n) throw new GadfBadValue(`${place}: OBS_ID is ${JSON.stringify(reader.cell(row, "OBS_ID"))}; a whole number belongs there`);
  const notes: string[] = [];
  const [startMjd, endMjd] = ["TSTART", "TSTOP"].map((name) => moment(table, number(name), name, time));
  if (time && (startMjd === null || endMjd === null)) notes.push("TSTART or TSTOP has no value");
  if (startMjd != null && endMjd != null && endMjd < startMjd) notes.push("TSTOP lies before TSTART");
  crossCheckDate(startMjd ?? null, text("DATE-OBS"), text("TIME-OBS"), notes);
  const obsMode = text("OBS_MODE")?.toUpperCase() ?? null;
  return {
    rowNumber: index + 1,
    obsId,
    obsMode,
    ...pointing({ raDeg: number("RA_PNT"), decDeg: number("DEC_PNT"), altDeg: number("ALT_PNT"), azDeg: number("AZ_PNT"), zenithDeg: number("ZEN_PNT"), obsMode }, notes),
    startMjd: startMjd ?? null,
    endMjd: endMjd ?? null,
    ontimeSec: number("ONTIME"),
    livetimeSec: number("LIVETIME"),
    deadTimeCorrection: number("DEADC"),
    objectName: text("OBJECT"),
    targetName: text("TARGET_NAME") ?? text("OBJECT"),
    ...target({ raDeg: number("RA_OBJ"), decDeg: number("DEC_OBJ") }, notes),
    telescopeCount: telescopeCount(integer("N_TELS"), notes),
    telescopeList: text("TELLIST"),
    quality: integer("QUALITY"),
    muonEfficiency: number("MUONEFF"),
    nsbLevel: number("NSBLEVEL"),
    eventCount: integer("EVENT_COUNT"),
    safeEnergyLoTeV: number("SAFE_ENERGY_LO"),
    safeEnergyHiTeV: number("SAFE_ENERGY_HI"),
    telescope: text("TELESCOP"),
    instrument: text("INSTRUME"),
    caldb: text("CALDB"),
    irf: text("IRF"),
    notes,
    raw: row,
  };
}

/** DATE-OBS may be UTC or TT, by some minute; further off, one of the two times is wrong. */
const dateToleranceSec = 120;

function crossCheckDate(startMjd: number | null, date: string | null, time: string | null, notes: string[]): void {
  if (startMjd === null || date === null) return;
  const said = isoToMjd(time === null || date.includes("T") ? date : `${date}T${time}`);
  const wholeDay = time === null && !date.includes("T");
  const off = wholeDay ? Math.abs(Math.floor(startMjd) - said) * 86_400 : Math.abs(startMjd - said) * 86_400;
  if (off > dateToleranceSec) notes.push(`DATE-OBS says ${[date, time].filter(Boolean).join(" ")}, TSTART gives ${mjdToIso(startMjd)}`);
}

/** UTC of a time column, whose unit may be another than seconds. */
function moment(table: IndexTable, value: number | null, name: string, time: TimeReference | null): number | null {
  if (value === null || time === null) return null;
  const unit = table.definition.columns.find((column) => column.name.toUpperCase() === name)?.unit ?? null;
  const seconds = secondsPer(unit);
  if (seconds === null) throw new GadfBadValue(`${table.file}, HDU ${table.hdu}: column ${name} has unit '${unit}', which is no unit of time`);
  return utcMjd(value * seconds, time);
}

function refuseDuplicates(rows: readonly ObsIndexRow[], place: string): void {
  const seen = new Map<bigint, number>();
  for (const { obsId, rowNumber } of rows) {
    const before = seen.get(obsId);
    if (before) throw new GadfDuplicateObservation(`${place}: OBS_ID ${obsId} stands in rows ${before} and ${rowNumber}; it must be there once`);
    seen.set(obsId, rowNumber);
  }
}

function tableNotes(table: IndexTable, reader: RowReader, time: TimeReference | null): string[] {
  const notes: string[] = [];
  if (!time) notes.push("the header names no time reference (MJDREFI): times must come from the event lists");
  if (!reader.has("OBS_MODE")) notes.push("there is no OBS_MODE: observations are taken as pointed");
  const single = ["TSTART", "TSTOP"].filter((name) =>
    table.definition.columns.some((column) => column.name.toUpperCase() === name && /^1?E/.test(column.tform)),
  );
  if (single.length > 0) notes.push(`${single.join(", ")}: single precision, so only good to some seconds; the event lists are better`);
  return notes;
}
