import { posix } from "node:path";
import { formatCard } from "@/lib/fits/card";
import { FitsUnwritable } from "@/lib/fits/errors";
import { writeFits, type FitsCard } from "@/lib/fits/write";
import { GadfDuplicateObservation, StorePathEscapes } from "@/lib/gadf/errors";
import type { IndexCard, IndexColumn, IndexDefinition, IndexRow } from "@/lib/gadf/index-table";
import { toAscii } from "@/lib/gadf/json-column";
import { unifyTable, type IndexPart } from "@/lib/gadf/unify-table";
import type { TimeReference } from "@/lib/units/time";

export type { IndexPart } from "@/lib/gadf/unify-table";

/** A gzipped index file, the same bytes for the same rows, and what had to be changed or left out. */
export type WrittenIndex = { bytes: Buffer; notes: string[] };

/** One row of an hdu-index and where its file lies in the new store, below its root, with `/`. */
export type HduEntry = { row: IndexRow; path: string };
export type HduPart = { definition: IndexDefinition; rows: readonly HduEntry[] };

const gadfDocument = "https://github.com/open-gamma-ray-astro/gamma-astro-data-formats";

/**
 * The obs-index of a selection, from rows of one or several stores as `readObsIndex` gave them (`raw`, `definition`).
 * All columns survive; stores with different columns are unified (lib/gadf/unify-table).
 *
 * @throws GadfDuplicateObservation when two rows have one OBS_ID, which no GADF store can express.
 */
export function writeObsIndex(parts: readonly IndexPart[]): WrittenIndex {
  refuseDuplicates(parts);
  return write("OBS", parts, []);
}

/**
 * The hdu-index of a selection; it stands at the new store's root. FILE_DIR and FILE_NAME are set from each entry's
 * path, a BASE_DIR is dropped.
 *
 * @throws StorePathEscapes for a path that is absolute or climbs.
 */
export function writeHduIndex(parts: readonly HduPart[]): WrittenIndex {
  return write("HDU", parts.map(relocate), ["BASE_DIR"]);
}

function relocate({ definition, rows }: HduPart): IndexPart {
  const text = (name: string): IndexColumn => ({ name, tform: "1A", unit: null, dim: null, null: null, scale: 1, zero: 0 });
  const own = (name: string) => definition.columns.find((column) => column.name.toUpperCase() === name)?.name ?? name;
  const [dirName, fileName] = [own("FILE_DIR"), own("FILE_NAME")];
  const columns = definition.columns.filter(({ name }) => name.toUpperCase() !== "BASE_DIR");
  for (const name of [dirName, fileName]) if (!columns.some((column) => column.name === name)) columns.push(text(name));
  let place: ReturnType<typeof placeOf> | undefined;
  return {
    definition: { ...definition, columns },
    rows: rows.map(({ row, path }) => {
      // A file's HDUs stand together, and thousands of files in few folders.
      if (path !== place?.path) place = placeOf(path);
      const moved: IndexRow = { ...row };
      moved[dirName] = place.dir;
      moved[fileName] = place.name;
      return moved;
    }),
  };
}

/** @throws StorePathEscapes */
function placeOf(path: string): { readonly path: string; readonly dir: string; readonly name: string } {
  if (posix.isAbsolute(path) || path.split("/").includes("..")) {
    throw new StorePathEscapes(`hdu-index: the path '${path}' of a file in the new store must lie below its root`);
  }
  // An empty text reads as 'no value' in astropy, so the root is written as a dot.
  return { path, dir: posix.dirname(path), name: posix.basename(path) };
}

function refuseDuplicates(parts: readonly IndexPart[]): void {
  const seen = new Set<string>();
  for (const { definition, rows } of parts) {
    const name = definition.columns.find((column) => column.name.toUpperCase() === "OBS_ID")?.name ?? "OBS_ID";
    for (const row of rows) {
      const obsId = String(row[name]);
      if (seen.has(obsId)) throw new GadfDuplicateObservation(`OBS_ID ${obsId} is selected twice; one store can hold it once, so take those observations in separate launches`);
      seen.add(obsId);
    }
  }
}

function write(kind: "OBS" | "HDU", parts: readonly IndexPart[], dropped: readonly string[]): WrittenIndex {
  const used = parts.filter(({ rows }) => rows.length > 0);
  const { columns, time, notes } = unifyTable(used.length > 0 ? used : parts.slice(0, 1));
  const shared = sharedCards(used.length > 0 ? used : parts, dropped);
  const cards: FitsCard[] = [
    { keyword: "HDUCLASS", value: "GADF" },
    { keyword: "HDUDOC", value: gadfDocument },
    { keyword: "HDUVERS", value: "0.3" },
    { keyword: "HDUCLAS1", value: "INDEX" },
    { keyword: "HDUCLAS2", value: kind },
    ...timeCards(time),
    ...shared.filter((card) => isWritable(card, notes)),
  ];
  const file = kind === "OBS" ? "obs-index.fits.gz" : "hdu-index.fits.gz";
  return { bytes: writeFits([{ name: `${kind}_INDEX`, cards, columns }], { gzip: true, file }), notes: [...new Set(notes)] };
}

function timeCards(time: TimeReference | null): FitsCard[] {
  if (!time) return [];
  return [
    { keyword: "MJDREFI", value: time.mjdInteger },
    { keyword: "MJDREFF", value: time.mjdFraction, float: true },
    { keyword: "TIMEUNIT", value: "s" },
    { keyword: "TIMESYS", value: time.scale },
  ];
}

const written = new Set(["HDUCLASS", "HDUDOC", "HDUVERS", "HDUCLAS1", "HDUCLAS2", "MJDREF", "MJDREFI", "MJDREFF", "TIMEUNIT", "TIMESYS", "DATE"]);

/** Cards that hold for all stores: those that all have with the same value, and everybody's comments. */
function sharedCards(parts: readonly IndexPart[], dropped: readonly string[]): FitsCard[] {
  const isComment = ({ keyword }: IndexCard) => keyword === "COMMENT" || keyword === "HISTORY";
  const [first, ...others] = parts.map(({ definition }) => definition.cards);
  const agreed = (first ?? []).filter((card) => {
    if (isComment(card) || written.has(card.keyword) || dropped.includes(card.keyword)) return false;
    return others.every((cards) => cards.some(({ keyword, value }) => keyword === card.keyword && value === card.value));
  });
  const comments = new Map<string, IndexCard>();
  for (const card of parts.flatMap(({ definition }) => definition.cards).filter(isComment)) comments.set(`${card.keyword} ${card.value}`, card);
  return [...agreed, ...comments.values()].map(({ keyword, value, comment }) => ({
    keyword,
    value: typeof value === "string" ? toAscii(value) : value,
    ...(comment ? { comment: toAscii(comment) } : {}),
  }));
}

/** A keyword that a store wrote against the standard must not stop a launch. */
function isWritable(card: FitsCard, notes: string[]): boolean {
  try {
    formatCard(card, { file: "index" });
    return true;
  } catch (error) {
    if (!(error instanceof FitsUnwritable)) throw error;
    notes.push(`header keyword '${card.keyword}' is left out: ${error.problem}`);
    return false;
  }
}
