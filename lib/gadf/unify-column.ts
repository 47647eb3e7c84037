import type { IndexColumn } from "@/lib/gadf/index-table";
import { formatOf, integerCodes } from "@/lib/gadf/json-column";

/** What kind of value a column has, as far as two columns can be brought together. */
type Kind = "text" | "logical" | "integer" | "real" | "other";

function isShifted(column: IndexColumn): boolean {
  return column.scale === 1 && ["-128", "32768", "2147483648", "9223372036854775808"].includes(String(column.zero));
}

function kindOf(column: IndexColumn): Kind {
  const { code, repeat, descriptor } = formatOf(column);
  if (descriptor) return "other";
  if (code === "A") return column.dim === null ? "text" : "other";
  if (repeat !== 1) return "other";
  if (code === "L") return "logical";
  if (code === "E" || code === "D") return "real";
  if (!integerCodes.includes(code)) return "other";
  return isShifted(column) || (column.scale === 1 && Number(column.zero) === 0) ? "integer" : "real";
}

/** Equal but for the width of text, which follows from the values. */
function same(a: IndexColumn, b: IndexColumn): boolean {
  const [one, two] = [formatOf(a), formatOf(b)];
  const type = one.code === two.code && one.descriptor === two.descriptor && String(a.dim) === String(b.dim);
  const numbers = String(a.null) === String(b.null) && a.scale === b.scale && String(a.zero) === String(b.zero);
  return type && numbers && (kindOf(a) === "text" || one.descriptor !== null || one.repeat === two.repeat);
}

/** A plain column that holds all values of both integers; unsigned ones need the next size. */
function integerRank(column: IndexColumn): number {
  const rank = integerCodes.indexOf(formatOf(column).code);
  return isShifted(column) ? Math.min(rank + 1, 3) : rank;
}

const lowest: Record<string, number | string> = { I: -32768, J: -2147483648, K: "-9223372036854775808" };

/**
 * One definition that can hold the values of all of these columns of the same name; null when there is none.
 *
 * @param nullable whether some rows will have no value, so that an integer needs a TNULL
 */
export function unifyColumns(columns: readonly IndexColumn[], nullable: boolean): IndexColumn | null {
  const first = columns[0]!;
  const shared = columns.every((column) => same(first, column)) ? first : widen(columns);
  if (!shared || !nullable || kindOf(shared) !== "integer" || shared.null !== null) return shared;
  // The lowest number of a plain integer stands for 'none'; bytes and unsigned integers have none to spare.
  const rank = Math.max(1, integerRank(shared));
  const tform = integerCodes[rank]!;
  return { ...shared, tform, zero: 0, null: lowest[tform]! };
}

function widen(columns: readonly IndexColumn[]): IndexColumn | null {
  const first = columns[0]!;
  const kinds = new Set(columns.map(kindOf));
  const plain = { ...first, dim: null, null: null, scale: 1, zero: 0 };
  if (kinds.has("other")) return null;
  if (kinds.has("text") || (kinds.has("logical") && kinds.size > 1)) return { ...plain, tform: "1A" };
  if (kinds.has("logical")) return first;
  if (kinds.has("real")) return { ...plain, tform: columns.every(isSingle) ? "E" : "D" };
  return { ...plain, tform: integerCodes[Math.max(...columns.map(integerRank))]! };
}

/** Whether single precision holds its values exactly. */
function isSingle(column: IndexColumn): boolean {
  const { code } = formatOf(column);
  return code === "E" || (kindOf(column) === "integer" && integerRank(column) <= 1);
}

const perUnit: Record<string, [dimension: string, factor: number]> = {
  deg: ["angle", 1], rad: ["angle", 180 / Math.PI], arcmin: ["angle", 1 / 60], arcsec: ["angle", 1 / 3600],
  s: ["time", 1], ms: ["time", 1e-3], min: ["time", 60], h: ["time", 3600], d: ["time", 86400], day: ["time", 86400],
  ev: ["energy", 1e-12], kev: ["energy", 1e-9], mev: ["energy", 1e-6], gev: ["energy", 1e-3], tev: ["energy", 1],
};

/** What to multiply values in unit `from` by to have them in `to`; null when that can not be said. */
export function unitFactor(from: string | null, to: string | null): number | null {
  // A store that names no unit means GADF's, as its neighbour wrote it.
  if (!from || !to || from === to) return 1;
  const [a, b] = [perUnit[from.toLowerCase()], perUnit[to.toLowerCase()]];
  return a && b && a[0] === b[0] ? a[1] / b[1] : null;
}
