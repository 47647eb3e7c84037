import type { FitsCard } from "@/lib/fits/card";

/** One value to write. null becomes TNULL, NaN, an undefined logical or an empty string, by the column's type. */
export type Writable = number | bigint | boolean | string | null;

/**
 * A column to write.
 *
 * `values` is flat and row-major: `repeat` numbers per row for `3E`; one string per row for `20A` (several when
 * `dim` has more than one axis, whose first is the width of a string); bits as 0 or 1 for X; real and imaginary
 * part in turn for C and M. A variable-length column (`PE`, `QJ`, …) takes one array (or string, for `PA`) per row.
 * Numbers are physical: `scale` and `zero` are undone on the way out. K takes bigint, or number where exact.
 */
export type FitsColumn = {
  /** TTYPE */
  name: string;
  /** TFORM, e.g. `D`, `20A`, `576E`, `PE`. The maximum of a variable-length column is filled in. */
  tform: string;
  /** TUNIT */
  unit?: string | null;
  /** TDIM, fastest axis first. */
  dim?: readonly number[] | null;
  /** TNULL, stored integer that stands for 'no value'. */
  null?: number | bigint | null;
  /** TSCAL */
  scale?: number | null;
  /** TZERO; 32768, 2147483648 and 2n ** 63n make unsigned integers. */
  zero?: number | bigint | null;
  values: ArrayLike<Writable> | ArrayLike<ArrayLike<Writable>>;
};

/** A binary table to write. The cards are those beyond structure, columns, EXTNAME and EXTVER. */
export type FitsTable = {
  /** EXTNAME */
  name: string;
  /** EXTVER, written when given. */
  version?: number;
  cards?: readonly FitsCard[];
  columns: readonly FitsColumn[];
};

/** A text column as wide as its longest value. */
export function textColumn(name: string, values: readonly (string | null)[]): FitsColumn {
  const width = values.reduce((longest, value) => Math.max(longest, value?.length ?? 0), 1);
  return { name, tform: `${width}A`, values };
}
