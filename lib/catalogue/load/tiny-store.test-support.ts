import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { textColumn, writeFits, type FitsCard, type FitsColumn } from "@/lib/fits/write";

const time: FitsCard[] = [
  { keyword: "MJDREFI", value: 58849 },
  { keyword: "MJDREFF", value: 0, float: true },
  { keyword: "TIMESYS", value: "UTC" },
];

export interface TinyStore {
  readonly folder: string;
  readonly obsIds: readonly number[];
  /** Writes the obs-index anew, with columns left out or replaced. */
  writeObsIndex(change: (columns: FitsColumn[]) => FitsColumn[]): void;
  writeHduIndex(change: (columns: FitsColumn[]) => FitsColumn[]): void;
  eventFile(obsId: number): string;
  remove(): void;
}

/** A store of two observations with event lists and GTIs and no IRFs, in a new folder, to be spoilt by tests. */
export function tinyStore(obsIds: readonly number[] = [10001, 10002]): TinyStore {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-tiny-store-"));
  fs.mkdirSync(path.join(folder, "events"));
  const eventFile = (obsId: number) => path.join(folder, `events/obs_${obsId}.fits`);
  for (const obsId of obsIds) fs.writeFileSync(eventFile(obsId), eventList(obsId));
  const write = (name: string, table: string, columns: FitsColumn[]) => fs.writeFileSync(path.join(folder, name), writeFits([{ name: table, cards: time, columns }], { gzip: true }));
  const store: TinyStore = {
    folder,
    obsIds,
    eventFile,
    writeObsIndex: (change) => write("obs-index.fits.gz", "OBS_INDEX", change(obsIndexColumns(obsIds))),
    writeHduIndex: (change) => write("hdu-index.fits.gz", "HDU_INDEX", change(hduIndexColumns(obsIds))),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
  store.writeObsIndex((columns) => columns);
  store.writeHduIndex((columns) => columns);
  return store;
}

/** Replaces columns of the same name. */
export function withColumns(columns: readonly FitsColumn[], ...others: FitsColumn[]): FitsColumn[] {
  return columns.map((column) => others.find(({ name }) => name === column.name) ?? column);
}

function obsIndexColumns(obsIds: readonly number[]): FitsColumn[] {
  const all = <T>(value: T) => obsIds.map(() => value);
  return [
    { name: "OBS_ID", tform: "K", values: obsIds },
    textColumn("OBS_MODE", all("POINTING")),
    { name: "RA_PNT", tform: "D", unit: "deg", values: all(83.63) },
    { name: "DEC_PNT", tform: "D", unit: "deg", values: all(22.01) },
    { name: "TSTART", tform: "D", unit: "s", values: obsIds.map((_, i) => 3600 * i) },
    { name: "TSTOP", tform: "D", unit: "s", values: obsIds.map((_, i) => 3600 * i + 1800) },
    textColumn("OBJECT", all("Crab Nebula")),
  ];
}

function hduIndexColumns(obsIds: readonly number[]): FitsColumn[] {
  const each = (value: (obsId: number, kind: string) => string) => obsIds.flatMap((obsId) => ["events", "gti"].map((kind) => value(obsId, kind)));
  return [
    { name: "OBS_ID", tform: "K", values: obsIds.flatMap((obsId) => [obsId, obsId]) },
    textColumn("HDU_TYPE", each((_, kind) => kind)),
    textColumn("HDU_CLASS", each((_, kind) => kind)),
    textColumn("FILE_DIR", each(() => "events")),
    textColumn("FILE_NAME", each((obsId) => `obs_${obsId}.fits`)),
    textColumn("HDU_NAME", each((_, kind) => kind.toUpperCase())),
  ];
}

function eventList(obsId: number): Buffer {
  const cards: FitsCard[] = [...time, { keyword: "HDUCLAS1", value: "EVENTS" }, { keyword: "OBS_ID", value: obsId }, { keyword: "TELESCOP", value: "SIM-IACT" }, { keyword: "DEADC", value: 0.95 }];
  const events: FitsColumn[] = ["TIME", "RA", "DEC", "ENERGY"].map((name) => ({ name, tform: "D", values: [1, 2, 3] }));
  const goodTimes: FitsColumn[] = [{ name: "START", tform: "D", unit: "s", values: [0] }, { name: "STOP", tform: "D", unit: "s", values: [1800] }];
  return writeFits([{ name: "EVENTS", cards, columns: events }, { name: "GTI", cards: time, columns: goodTimes }]);
}
