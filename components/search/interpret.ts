import type { FilterName } from "@/components/search/params";
import { parsePosition } from "@/lib/units/angle";

/** Filters that the box sets, and with `undefined` those it takes away. */
export type BoxMeaning = Partial<Record<FilterName, string | undefined>>;

/**
 * What the one search box means: a project's code (of those the viewer sees), a position, else a target name or an
 * observation id. An empty box takes the text search away and leaves the other filters.
 *
 * @param projectCodes codes of projects, in any case of letters
 */
export function interpretBox(text: string, projectCodes: readonly string[]): BoxMeaning {
  const trimmed = text.trim();
  if (trimmed === "") return { q: undefined };
  const code = projectCodes.find((known) => known.toLowerCase() === trimmed.toLowerCase());
  if (code) return { project: code, q: undefined };
  const position = parsePosition(trimmed);
  if (position) return { ...positionFilters(position), q: undefined };
  return { q: trimmed };
}

/** A position as filters, to a thousandth of an arcsecond. */
export function positionFilters({ raDeg, decDeg }: { raDeg: number; decDeg: number }): BoxMeaning {
  return { raDeg: String(Number(raDeg.toFixed(6))), decDeg: String(Number(decDeg.toFixed(6))) };
}
