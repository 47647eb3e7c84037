import { parseTform, type ColumnFormat } from "@/lib/fits/format";
import type { FitsColumn, Writable } from "@/lib/fits/write";
import type { IndexColumn } from "@/lib/gadf/index-table";
import type { JsonCell } from "@/lib/gadf/json-cell";

export const integerCodes = ["B", "I", "J", "K"];

/** The TFORM of a stored column, taken apart. @throws FitsBadColumn when it is none. */
export function formatOf(column: IndexColumn): ColumnFormat {
  return parseTform(column.tform, column.name, { file: "stored index columns" });
}

/** Printable ASCII, the only text FITS tables hold: accents are dropped, what remains becomes `?`. */
export function toAscii(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\x20-\x7e]/g, "?");
}

function toInteger(value: number | string): number | bigint {
  return typeof value === "number" ? value : BigInt(value);
}

/** A cell as the writer takes it: the way back from `cellToJson`. */
function fromJson(cell: JsonCell | undefined, code: string): Writable {
  if (cell === undefined || cell === null || Array.isArray(cell)) return null;
  if (code === "A") return toAscii(String(cell));
  if (typeof cell !== "string") return cell;
  if (integerCodes.includes(code)) return /^[+-]?\d+$/.test(cell) ? BigInt(cell) : null;
  return cell === "" ? null : Number(cell);
}

/**
 * A column to write, out of the stored cells of its rows: the way back from `rowToJson`. Cells that are missing
 * become TNULL, NaN or blank. Text columns get the width of their longest value.
 */
export function columnFromJson(column: IndexColumn, cells: readonly (JsonCell | undefined)[]): FitsColumn {
  const format = formatOf(column);
  const { code } = format;
  const base = {
    name: column.name,
    tform: column.tform,
    unit: column.unit,
    dim: column.dim,
    null: column.null === null ? null : toInteger(column.null),
    scale: column.scale === 1 ? null : column.scale,
    zero: column.zero === 0 ? null : toInteger(column.zero),
  };
  if (format.descriptor) {
    const lists = cells.map((cell) => (code === "A" ? toAscii(String(cell ?? "")) : listOf(cell).map((one) => fromJson(one, code))));
    return { ...base, values: lists as ArrayLike<ArrayLike<Writable>> };
  }
  if (code === "A" && column.dim === null) {
    const values = cells.map((cell) => fromJson(cell, code) as string | null);
    const width = values.reduce((longest, value) => Math.max(longest, value?.length ?? 0), 1);
    return { ...base, tform: `${width}A`, values };
  }
  const perRow = entries(format, column.dim);
  const values = cells.flatMap((cell) => {
    const list = Array.isArray(cell) ? cell : [cell];
    return Array.from({ length: perRow }, (_, i) => fromJson(list[i], code));
  });
  return { ...base, values };
}

function listOf(cell: JsonCell | undefined): JsonCell[] {
  return Array.isArray(cell) ? cell : [];
}

function entries(format: ColumnFormat, dim: readonly number[] | null): number {
  if (format.code === "A") return (dim ?? []).slice(1).reduce((product, length) => product * length, 1);
  return format.code === "C" || format.code === "M" ? format.repeat * 2 : format.repeat;
}
