import { describeTable, readColumns, type ByteSource, type ColumnInfo, type ColumnValues, type Hdu } from "@/lib/fits/read";
import { FitsError } from "@/lib/fits/errors";
import { NoSuchHdu } from "@/lib/looks/errors";
import type { Cell, HdusLook, HduSummary, RowsLook } from "./schema";

/** More than this nobody reads in a browser. */
const MOST_HDUS = 60;
const MOST_CARDS = 500;
const MOST_COLUMNS = 60;
const ROWS = 20;
/** A cell of more bytes is not read: its shape says what it is. */
const MOST_CELL_BYTES = 4096;
const SHOWN_VALUES = 4;
const MOST_TEXT = 200;

/** What is in a file: each HDU with its header and columns. */
export function lookAtHdus(hdus: readonly Hdu[]): HdusLook {
  return { hdus: hdus.slice(0, MOST_HDUS).map(summaryOf), more: Math.max(0, hdus.length - MOST_HDUS) };
}

function summaryOf(hdu: Hdu): HduSummary {
  const { index, kind, header, dataBytes } = hdu;
  const cards = header.cards.slice(0, MOST_CARDS).map(({ keyword, value, comment }) => ({ keyword, value: cellOf(value), comment: comment ?? null }));
  const hduClass = [1, 2, 3, 4].flatMap((level) => header.text(`HDUCLAS${level}`) ?? []).join(" / ") || null;
  const base = { index, name: hdu.name || String(index), kind, hduClass, dataBytes, cards };
  if (kind !== "bintable") return { ...base, rows: null, columns: [], problem: null };
  try {
    const table = describeTable(hdu);
    const columns = table.columns.map(({ name, tform, unit, dim, format }) => ({ name, format: tform, unit, shape: dim ?? (format.repeat > 1 && format.code !== "A" ? [format.repeat] : null) }));
    return { ...base, rows: table.rows, columns, problem: null };
  } catch (error) {
    if (error instanceof FitsError) return { ...base, rows: null, columns: [], problem: error.message };
    throw error;
  }
}

/** The first rows of a table. @throws NoSuchHdu, and the FITS errors for what is no table */
export async function lookAtRows(source: ByteSource, hdus: readonly Hdu[], index: number): Promise<RowsLook> {
  const hdu = hdus[index];
  if (!hdu) throw new NoSuchHdu(source.name, index, hdus.length);
  const table = describeTable(hdu);
  const shown = table.columns.slice(0, MOST_COLUMNS);
  const small = shown.filter(({ format }) => format.rowBytes <= MOST_CELL_BYTES);
  // Of several columns of one name the first is read, as everywhere: the others say so.
  const names = [...new Set(small.map(({ name }) => name))];
  const read = await readColumns(source, hdu, names, { toRow: ROWS });
  const rows = Math.min(ROWS, table.rows);
  const firstOf = (column: ColumnInfo) => shown.find(({ name }) => name.toUpperCase() === column.name.toUpperCase()) === column;
  const cells = shown.map((column) => {
    const values = read[column.name];
    return Array.from({ length: rows }, (_, row): Cell => (!values || !firstOf(column) ? `(${shapeOf(column)})` : shownValue(column, values, row)));
  });
  return {
    rows: table.rows,
    columns: shown.map(({ name, unit }) => ({ name, unit })),
    moreColumns: table.columns.length - shown.length,
    first: Array.from({ length: rows }, (_, row) => cells.map((column) => column[row]!)),
  };
}

function shapeOf({ dim, format }: ColumnInfo): string {
  return `${(dim ?? [format.repeat]).join(" × ")} values`;
}

function shownValue(column: ColumnInfo, values: ColumnInfo & ColumnValues, row: number): Cell {
  if (values.kind === "ragged") {
    const value = values.values[row]!;
    return typeof value === "string" ? cellOf(value) : listOf(Array.from(value as ArrayLike<unknown>));
  }
  const { perRow } = values;
  const nulls = "nulls" in values ? values.nulls : null;
  const all = Array.from({ length: Math.min(perRow, SHOWN_VALUES + 1) }, (_, i) => (nulls?.[row * perRow + i] ? null : (values.values[row * perRow + i] as unknown)));
  return perRow === 1 ? cellOf(all[0]) : listOf(all, perRow, column);
}

function listOf(values: readonly unknown[], count = values.length, column?: ColumnInfo): Cell {
  const shown = values.slice(0, SHOWN_VALUES).map((value) => String(cellOf(value) ?? "–")).join(", ");
  return count <= SHOWN_VALUES ? `[${shown}]` : `[${shown}, …] (${column ? shapeOf(column) : `${count} values`})`;
}

/** As JSON has it: integers beyond its own as text, what is no number as null. */
function cellOf(value: unknown): Cell {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string") return value.length > MOST_TEXT ? `${value.slice(0, MOST_TEXT)}…` : value;
  return typeof value === "boolean" ? value : null;
}
