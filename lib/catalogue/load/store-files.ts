import fs from "node:fs/promises";
import { type EventHeader, readEventHeader } from "@/lib/gadf/event-header";
import { type GoodTimes, readGoodTimes } from "@/lib/gadf/gti";
import type { HduIndexRow } from "@/lib/gadf/hdu-index";
import type { IndexRow } from "@/lib/gadf/index-table";
import { type IrfMetadata, readIrfMetadata } from "@/lib/gadf/irf";
import { resolveStorePath } from "@/lib/gadf/store-path";
import { describeTable, type FitsFile, type Hdu, withFits } from "@/lib/fits/read";
import { irfKinds } from "@/lib/catalogue/schemas";
import type { LoadedHdu, LoadedProduct, Sharing, TakenFile } from "./content";
import type { StoreIndexes } from "./find-index";

/** Copies a file into the data lake; given from above, since the catalogue knows no lake. */
export type TakeIn = (absolutePath: string) => Promise<TakenFile>;

/** What the files say of each observation, by OBS_ID. */
export interface FileFindings {
  readonly headers: Map<string, EventHeader>;
  readonly goodTimes: Map<string, GoodTimes>;
  readonly effectiveAreas: Map<string, IrfMetadata>;
  readonly notes: Map<string, string[]>;
  readonly products: LoadedProduct[];
  /** Files that the hdu-index names and that are not there: path and the rows that name it. */
  readonly missing: { readonly path: string; readonly rows: readonly HduIndexRow[] }[];
}

const isIrf = (hduType: string) => (irfKinds as readonly string[]).includes(hduType);

/**
 * Reads every file that the hdu-index names, once: takes it into the lake and gathers what its HDUs say. Files that are
 * absent are gathered too, not refused: an index may list more than a store keeps.
 *
 * @throws the FITS and GADF errors of a file that is there and broken.
 */
export async function readStoreFiles(indexes: StoreIndexes, rows: readonly HduIndexRow[], takeIn: TakeIn, progress: (done: number, total: number) => void): Promise<FileFindings> {
  const findings: FileFindings = { headers: new Map(), goodTimes: new Map(), effectiveAreas: new Map(), notes: new Map(), products: [], missing: [] };
  const files = await groupByFile(indexes, rows);
  let done = 0;
  for (const { storePath, absolutePath, isThere, rows: inFile } of files) {
    if (isThere) findings.products.push(await readFile(storePath, absolutePath, inFile, takeIn, findings));
    else findings.missing.push({ path: storePath, rows: inFile });
    progress(++done, files.length);
  }
  return findings;
}

async function groupByFile(indexes: StoreIndexes, rows: readonly HduIndexRow[]) {
  const files = new Map<string, { storePath: string; absolutePath: string; isThere: boolean; rows: HduIndexRow[] }>();
  const resolved = new Map<string, Awaited<ReturnType<typeof resolveStorePath>>>();
  for (const row of rows) {
    const key = JSON.stringify([row.baseDir, row.fileDir, row.fileName]);
    const found = resolved.get(key) ?? (await resolveStorePath(indexes.root, indexes.indexDir, row.baseDir, row.fileDir, row.fileName));
    resolved.set(key, found);
    const file = files.get(found.storePath) ?? { storePath: found.storePath, absolutePath: found.absolutePath, isThere: found.sizeBytes !== null, rows: [] };
    file.rows.push(row);
    files.set(found.storePath, file);
  }
  return [...files.values()];
}

async function readFile(storePath: string, absolutePath: string, rows: readonly HduIndexRow[], takeIn: TakeIn, findings: FileFindings): Promise<LoadedProduct> {
  // Within the store a link may point at another file of it; the lake takes in the file itself.
  const file = await takeIn(await fs.realpath(absolutePath));
  const hdus = await withFits(absolutePath, (fits) => readHdus(fits, rows, findings), storePath);
  const obsIds = [...new Set(rows.map((row) => String(row.obsId)))];
  const irfsOnly = rows.every((row) => isIrf(row.hduType));
  const sharing: Sharing = obsIds.length === 1 ? "single" : irfsOnly ? "shared-irf" : "combined";
  const mediaType = storePath.endsWith(".gz") ? "application/gzip" : "application/fits";
  return { name: storePath, role: irfsOnly ? "irf" : "event-list", sharing, obsIds, mediaType, file, hdus };
}

async function readHdus(fits: FitsFile, rows: readonly HduIndexRow[], findings: FileFindings): Promise<LoadedHdu[]> {
  const irfs = new Map<string, IrfMetadata>();
  const found: LoadedHdu[] = [];
  for (const row of rows) {
    const obsId = String(row.obsId);
    const hdu = fits.hdus.find((each) => each.name.toUpperCase() === row.hduName.toUpperCase());
    if (!hdu) {
      note(findings, obsId, `${fits.source.name} has no HDU ${row.hduName}, which the hdu-index (row ${row.rowNumber}) names as ${row.hduType}`);
      continue;
    }
    // Also a table that the catalogue need not read must be one that gammapy can.
    describeTable(hdu);
    for (const each of row.notes) note(findings, obsId, `hdu-index, row ${row.rowNumber}: ${each}`);
    const irf = isIrf(row.hduType) ? await irfOf(fits, hdu, row, irfs) : null;
    if (row.hduType === "events" && !findings.headers.has(obsId)) findings.headers.set(obsId, readEventHeader(hdu));
    if (row.hduType === "gti" && !findings.goodTimes.has(obsId)) findings.goodTimes.set(obsId, await readGoodTimes(fits.source, hdu));
    for (const each of irf?.notes ?? []) note(findings, obsId, `${fits.source.name}, HDU ${row.hduName}: ${each}`);
    if (irf?.kind === "aeff") findings.effectiveAreas.set(obsId, irf);
    found.push({ obsId, hduType: row.hduType, hduClass: row.hduClass, hduName: row.hduName, row: withoutPaths(row.raw), irf });
  }
  return found;
}

/** An IRF that twenty observations share is read once. */
async function irfOf(fits: FitsFile, hdu: Hdu, { hduType, hduClass }: HduIndexRow, known: Map<string, IrfMetadata>): Promise<IrfMetadata> {
  const metadata = known.get(hdu.name) ?? (await readIrfMetadata(fits.source, hdu, { hduType, hduClass }));
  known.set(hdu.name, metadata);
  return metadata;
}

/** Where the bytes are is said by releases, under their own right; a description must not repeat it. */
function withoutPaths(row: IndexRow): IndexRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !["FILE_DIR", "FILE_NAME", "BASE_DIR"].includes(name.toUpperCase())));
}

function note(findings: FileFindings, obsId: string, text: string): void {
  findings.notes.set(obsId, [...(findings.notes.get(obsId) ?? []), text]);
}
