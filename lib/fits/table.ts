import { FitsBadColumn, FitsBadHeader, FitsMissingColumn, FitsMissingHdu } from "@/lib/fits/errors";
import { parseTdim, parseTform, type ColumnFormat } from "@/lib/fits/format";
import { placeOf, type Hdu } from "@/lib/fits/hdus";

/** A column as the header describes it. */
export type ColumnInfo = {
  /** TTYPE, or `colN` where the header gives none. */
  name: string;
  tform: string;
  format: ColumnFormat;
  unit: string | null;
  /** TDIM, fastest axis first; of a text column the first axis is the width of one string. */
  dim: number[] | null;
  null: number | bigint | null;
  scale: number;
  zero: number | bigint;
  /** Where the column begins in a row, bytes. */
  offset: number;
};

export type TableInfo = {
  rows: number;
  rowBytes: number;
  columns: ColumnInfo[];
  /** Where the heap begins, bytes from the data's start, and how long it is. */
  heapOffset: number;
  heapBytes: number;
};

/**
 * The layout of a binary table.
 *
 * @throws FitsMissingHdu when the HDU is no binary table; FitsBadColumn, FitsBadHeader when its columns make no sense.
 */
export function describeTable(hdu: Hdu): TableInfo {
  const place = placeOf(hdu);
  if (hdu.kind !== "bintable") throw new FitsMissingHdu(place, "is not a binary table");
  const whole = (keyword: string): number => {
    const value = hdu.header.get(keyword);
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    throw new FitsBadHeader(place, `${keyword} is ${value ?? "missing"}; a whole number from 0 belongs there`);
  };
  const rowBytes = whole("NAXIS1");
  const rows = whole("NAXIS2");
  const fields = whole("TFIELDS");
  if (fields > 999) throw new FitsBadHeader(place, `TFIELDS is ${fields}; at most 999 columns are allowed`);
  const columns: ColumnInfo[] = [];
  let offset = 0;
  for (let number = 1; number <= fields; number++) {
    const column = describeColumn(hdu, number, offset);
    columns.push(column);
    offset += column.format.rowBytes;
  }
  if (offset !== rowBytes) {
    throw new FitsBadColumn(place, `the TFORMs of its columns add up to ${offset} bytes, NAXIS1 says ${rowBytes}`);
  }
  const heapOffset = hdu.header.get("THEAP") === undefined ? rows * rowBytes : whole("THEAP");
  if (heapOffset > hdu.dataBytes || heapOffset < rows * rowBytes) throw new FitsBadHeader(place, `THEAP is ${heapOffset}, outside of the data`);
  return { rows, rowBytes, columns, heapOffset, heapBytes: hdu.dataBytes - heapOffset };
}

function describeColumn(hdu: Hdu, number: number, offset: number): ColumnInfo {
  const place = placeOf(hdu);
  const { header } = hdu;
  const name = header.text(`TTYPE${number}`) ?? `col${number}`;
  const tform = header.text(`TFORM${number}`);
  if (tform === null) throw new FitsBadColumn(place, `column ${name} has no TFORM${number}`);
  const format = parseTform(tform, name, place);
  const scaled = (keyword: string, fallback: number): number | bigint => {
    const value = header.get(keyword) ?? fallback;
    if (typeof value === "number" || typeof value === "bigint") return value;
    throw new FitsBadColumn(place, `column ${name} has ${keyword} '${value}', which is no number`);
  };
  const nothing = header.get(`TNULL${number}`) ?? null;
  const integer = nothing === null || typeof nothing === "bigint" || Number.isSafeInteger(nothing);
  if (!integer) throw new FitsBadColumn(place, `column ${name} has TNULL${number} '${nothing}', which is no whole number`);
  const substring = format.code === "A" && format.descriptor === null ? /^\d*A(\d+)$/.exec(tform)?.[1] : undefined;
  const strings = substring ? [Number(substring), Math.floor(format.repeat / Math.max(1, Number(substring)))] : null;
  return {
    name,
    tform,
    format,
    unit: header.text(`TUNIT${number}`),
    dim: parseTdim(header.text(`TDIM${number}`), format, name, place) ?? strings,
    null: nothing as number | bigint | null,
    scale: Number(scaled(`TSCAL${number}`, 1)),
    zero: scaled(`TZERO${number}`, 0),
    offset,
  };
}

/**
 * The column of that name; case does not matter (FITS 4.0, section 7.3.1).
 *
 * @throws FitsMissingColumn naming those that are there.
 */
export function findColumn(hdu: Hdu, table: TableInfo, name: string): ColumnInfo {
  const found = table.columns.find((column) => column.name.toUpperCase() === name.toUpperCase());
  if (found) return found;
  const names = table.columns.map((column) => column.name).join(", ");
  throw new FitsMissingColumn(placeOf(hdu), `has no column ${name}; it has ${names || "none"}`);
}
