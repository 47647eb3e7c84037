import { clockText, momentText } from "@/components/admin/clocks/clock-words";
import type { ManagedProject } from "@/lib/embargo/changes/office-schemas";
import type { Clock } from "@/lib/embargo/changes/schemas";
import { formatCount } from "@/lib/units/format";

/** How far a project's observations are open, in a line: `3 public, 5 closed, 2 hidden`. */
export function countsText(project: Pick<ManagedProject, "publicCount" | "closedCount" | "hiddenCount">): string {
  const parts: (readonly [number, string])[] = [
    [project.publicCount, "public"],
    [project.closedCount, "closed"],
    [project.hiddenCount, "hidden"],
  ];
  return parts.flatMap(([count, word]) => (count > 0 ? [`${formatCount(count)} ${word}`] : [])).join(", ") || "none";
}

/** A clock, and when by it the next of the observations opens, unless that is the clock's own date. */
export function openingLine(clock: Clock, nextAt: string | null): string {
  if (nextAt === null || (clock.from === "fixed" && clock.at !== null && Date.parse(clock.at) === Date.parse(nextAt))) return clockText(clock);
  return `${clockText(clock)}; next on ${momentText(nextAt)}`;
}
