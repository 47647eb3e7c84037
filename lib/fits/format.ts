import { FitsBadColumn, type FitsPlace } from "@/lib/fits/errors";

/** Element type of a binary table column. Source: FITS 4.0, table 18. */
export type ElementCode = "L" | "X" | "B" | "I" | "J" | "K" | "A" | "E" | "D" | "C" | "M";

/** A TFORM, taken apart. */
export type ColumnFormat = {
  code: ElementCode;
  /** Elements per row (characters for A, bits for X); for a variable-length column the number of descriptors, 0 or 1. */
  repeat: number;
  /** Width of the column in a row, bytes. */
  rowBytes: number;
  /** Set when the row holds a descriptor of an array in the heap: P with 32, Q with 64 bit numbers. */
  descriptor: "P" | "Q" | null;
};

/** Bytes of one element; X counts bits, so it has none. */
export const elementBytes: Record<Exclude<ElementCode, "X">, number> = {
  L: 1, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16,
};

/** Bytes that `count` elements take, bits rounded up to whole bytes. */
export function bytesOf(code: ElementCode, count: number): number {
  return code === "X" ? Math.ceil(count / 8) : count * elementBytes[code];
}

const pattern = /^(\d*)([LXBIJKAEDCM])(.*)$/;
const variablePattern = /^([01]?)([PQ])([LXBIJKAEDCM])\s*(\(\d*\))?$/;

/**
 * Takes a TFORM apart, e.g. `576E`, `20A`, `1PE(12)`.
 *
 * @throws FitsBadColumn when it is none of FITS 4.0's forms.
 */
export function parseTform(tform: string, column: string, place: FitsPlace): ColumnFormat {
  const text = tform.trim();
  const variable = variablePattern.exec(text);
  if (variable) {
    const repeat = variable[1] === "0" ? 0 : 1;
    const descriptor = variable[2] as "P" | "Q";
    const rowBytes = repeat * (descriptor === "P" ? 8 : 16);
    return { code: variable[3] as ElementCode, repeat, rowBytes, descriptor };
  }
  const fixed = pattern.exec(text);
  const repeat = fixed?.[1] ? Number(fixed[1]) : 1;
  // Only A may be followed by more: the sub-string convention (rAw), which TDIM replaces.
  if (!fixed || (fixed[2] !== "A" && fixed[3]!.trim() !== "") || !Number.isSafeInteger(repeat)) {
    throw new FitsBadColumn(place, `column ${column} has TFORM '${tform}', which is no binary table format`);
  }
  const code = fixed[2] as ElementCode;
  return { code, repeat, rowBytes: bytesOf(code, repeat), descriptor: null };
}

/**
 * The shape in a TDIM such as `(96,6)`, fastest axis first; null when there is none.
 *
 * @throws FitsBadColumn when it is malformed or has more elements than the column.
 */
export function parseTdim(
  tdim: string | null,
  format: ColumnFormat,
  column: string,
  place: FitsPlace,
): number[] | null {
  if (tdim === null) return null;
  const match = /^\s*\(\s*(\d+(?:\s*,\s*\d+)*)\s*\)\s*$/.exec(tdim);
  const dim = match?.[1]!.split(",").map(Number);
  const elements = dim?.reduce((product, length) => product * length, 1);
  if (!dim || (format.descriptor === null && elements! > format.repeat)) {
    throw new FitsBadColumn(place, `column ${column} has TDIM '${tdim}', which does not fit its ${format.repeat} elements`);
  }
  return dim;
}
