import type { ColumnValues, RaggedValue } from "@/lib/fits/decode";

/**
 * A table cell as JSON can hold it without loss, given its column's type: not-a-number, infinities and minus zero of
 * real columns and integers beyond 2^53 are text; an integer or logical without value is null; a cell of several
 * elements is a list (of real and imaginary part in turn, when complex).
 */
export type JsonCell = null | boolean | number | string | JsonCell[];

function encode(value: number | bigint | boolean | string | null): JsonCell {
  if (typeof value === "bigint") {
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : String(value);
  }
  if (typeof value !== "number") return value;
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

/** The cell of one row of a decoded column. */
export function cellToJson(column: ColumnValues, row: number): JsonCell {
  if (column.kind === "ragged") {
    const value: RaggedValue = column.values[row]!;
    return typeof value === "string" ? value : Array.from(value as ArrayLike<number>, encode);
  }
  const { perRow } = column;
  const nulls = column.kind === "number" || column.kind === "bigint" ? column.nulls : null;
  const one = (index: number): JsonCell => (nulls?.[index] ? null : encode(column.values[index]!));
  if (perRow === 1) return one(row);
  return Array.from({ length: perRow }, (_, i) => one(row * perRow + i));
}

/** A number out of a cell; null when it has none that is finite. Text of digits counts. */
export function numberOf(cell: JsonCell | undefined): number | null {
  if (typeof cell !== "number" && typeof cell !== "string") return null;
  const value = cell === "" ? Number.NaN : Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** Text out of a cell; null when blank. Numbers count, lists do not. */
export function textOf(cell: JsonCell | undefined): string | null {
  if (typeof cell !== "string" && typeof cell !== "number") return null;
  return String(cell).trim() || null;
}

/** A whole number out of a cell, exact; null when it is none. */
export function bigintOf(cell: JsonCell | undefined): bigint | null {
  if (typeof cell === "number") return Number.isSafeInteger(cell) ? BigInt(cell) : null;
  return typeof cell === "string" && /^[+-]?\d+$/.test(cell.trim()) ? BigInt(cell.trim()) : null;
}
