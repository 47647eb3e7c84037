import { formatCount } from "@/lib/units/format";

const ways = {
  sky: { what: "one by one on a map", next: "Draw a circle or a polygon here, or narrow the search by dates, target or another condition" },
  time: { what: "day by day", next: "Narrow the search by a place on the sky, target or another condition" },
} as const;

/**
 * In place of a map or a timeline: that too many match to be read row by row, and what to do. Filters that the kept sums
 * are told apart by have no such bound (`lib/catalogue/spread.ts`).
 */
export function tooManyText(axis: keyof typeof ways, limit: number): string {
  const { what, next } = ways[axis];
  return `More than ${formatCount(limit)} observations match, too many to count ${what}. ${next}; by project, collection or instrument alone any number can usually be shown.`;
}
