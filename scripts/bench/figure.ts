import { rounded } from "./statistics";

/** A ratio that was measured, and what it may be at most (or, with `atLeast`, at least); null where no limit is set. */
export interface Budget {
  readonly ratio: number;
  readonly limit: number | null;
  readonly atLeast?: boolean;
}

/** One measured figure. Times are medians unless a name says otherwise. */
export interface Figure {
  readonly name: string;
  readonly values: Readonly<Record<string, number | null>>;
  readonly unit: string;
  /** The ratio, where the figure compares two things. */
  readonly budget?: Budget;
  /** Size of the sample. */
  readonly n: number;
  /** How it was measured, in a line. */
  readonly how: string;
}

/** The figure as one JSON line. */
export function lineOf({ name, values, unit, budget, n, how }: Figure): string {
  const shown = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value === null ? null : rounded(value)]));
  return JSON.stringify({ name, ...shown, unit, ratio: budget ? rounded(budget.ratio) : null, budget: budget?.limit ?? null, withinBudget: budget ? isWithin(budget) : null, n, how });
}

function isWithin({ ratio, limit, atLeast }: Budget): boolean | null {
  if (limit === null) return null;
  return atLeast ? ratio >= limit : ratio <= limit;
}

/** A part that could not be measured here, with the reason and what would mend it. */
export function skippedLine(name: string, reason: string): string {
  return JSON.stringify({ name, skipped: true, reason });
}

/** A part that broke off, with the fault. */
export function failedLine(name: string, reason: string): string {
  return JSON.stringify({ name, failed: true, reason });
}
