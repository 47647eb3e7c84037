import { withFits } from "@/lib/fits/read";
import { GadfBadValue } from "@/lib/gadf/errors";
import { headerOf, readIndexTable, RowReader, type IndexDefinition, type IndexRow, type IndexTable } from "@/lib/gadf/index-table";
import { bigintOf, numberOf, textOf } from "@/lib/gadf/json-cell";

/** What an observation can have. Source: GADF 0.3, hdu-index. */
export const hduTypes = ["events", "gti", "aeff", "edisp", "psf", "bkg", "rad_max"] as const;
const hduClasses = ["events", "gti", "aeff_2d", "edisp_2d", "psf_table", "psf_3gauss", "psf_king", "bkg_2d", "bkg_3d", "rad_max_2d"];

/** One HDU of one observation as the hdu-index has it. Types and classes in small letters. */
export type HduIndexRow = {
  /** Position in the table, from 1. */
  rowNumber: number;
  obsId: bigint;
  hduType: string;
  hduClass: string | null;
  /** BASE_DIR of the row or of the header; null: the index's own folder. */
  baseDir: string | null;
  fileDir: string;
  fileName: string;
  hduName: string;
  sizeBytes: number | null;
  md5: string | null;
  notes: string[];
  /** The whole row, to store and to write again. */
  raw: IndexRow;
};

export type HduIndex = { definition: IndexDefinition; rows: HduIndexRow[]; notes: string[] };

/**
 * Reads an hdu-index. Unknown types and classes, and two HDUs of one type for one observation, are kept and noted.
 *
 * @param name what messages call the file; the path when left out
 * @throws GadfMissingColumn, GadfBadValue, and the FITS errors.
 */
export function readHduIndex(path: string, name = path): Promise<HduIndex> {
  return withFits(path, async (file) => parseHduIndex(await readIndexTable(file, "HDU_INDEX")), name);
}

/** The same of a table already read. */
export function parseHduIndex(table: IndexTable): HduIndex {
  const reader = new RowReader(table);
  reader.require(["OBS_ID", "HDU_TYPE", "HDU_CLASS", "FILE_DIR", "FILE_NAME", "HDU_NAME"]);
  const baseDir = headerOf(table.definition).text("BASE_DIR");
  const rows = table.rows.map((row, index) => parseRow(table, reader, row, index, baseDir));
  noteAmbiguous(rows);
  return { definition: table.definition, rows, notes: [] };
}

function parseRow(table: IndexTable, reader: RowReader, row: IndexRow, index: number, baseDir: string | null): HduIndexRow {
  const place = `${table.file}, HDU ${table.hdu}, row ${index + 1}`;
  const text = (name: string) => textOf(reader.cell(row, name));
  const needed = (name: string) => {
    const value = text(name);
    if (value === null) throw new GadfBadValue(`${place}: ${name} has no value`);
    return value;
  };
  const obsId = bigintOf(reader.cell(row, "OBS_ID"));
  if (obsId === null || obsId < 0n) throw new GadfBadValue(`${place}: OBS_ID is ${JSON.stringify(reader.cell(row, "OBS_ID"))}; a whole number belongs there`);
  const hduType = needed("HDU_TYPE").toLowerCase();
  const hduClass = text("HDU_CLASS")?.toLowerCase() ?? null;
  const notes: string[] = [];
  if (!(hduTypes as readonly string[]).includes(hduType)) notes.push(`unknown HDU_TYPE '${hduType}'`);
  if (hduClass === null) notes.push("HDU_CLASS has no value");
  else if (!hduClasses.includes(hduClass)) notes.push(`unknown HDU_CLASS '${hduClass}'`);
  return {
    rowNumber: index + 1,
    obsId,
    hduType,
    hduClass,
    baseDir: text("BASE_DIR") ?? baseDir,
    fileDir: text("FILE_DIR") ?? "",
    fileName: needed("FILE_NAME"),
    hduName: needed("HDU_NAME"),
    sizeBytes: numberOf(reader.cell(row, "SIZE")),
    md5: text("MD5"),
    notes,
    raw: row,
  };
}

function noteAmbiguous(rows: readonly HduIndexRow[]): void {
  const first = new Map<string, HduIndexRow>();
  for (const row of rows) {
    const key = `${row.obsId} ${row.hduType}`;
    const before = first.get(key);
    if (!before) {
      first.set(key, row);
      continue;
    }
    row.notes.push(`ambiguous: row ${before.rowNumber} names another ${row.hduType} for observation ${row.obsId}`);
    before.notes.push(`ambiguous: row ${row.rowNumber} names another ${row.hduType} for observation ${row.obsId}`);
  }
}
