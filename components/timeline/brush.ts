import type { Span } from "@/components/timeline/time-axis";
import type { SearchParams } from "@/components/search/params";
import { isoToMjd } from "@/lib/units/time";

/** The times that a search is held to; open where it has no bound. */
export function searchedSpan(params: SearchParams): Partial<Span> {
  const night = params.night && /^\d{4}-\d\d-\d\d$/.test(params.night) ? isoToMjd(`${params.night}T12:00:00Z`) : NaN;
  const from = params.startMjd ? Number(params.startMjd) : night;
  const to = params.endMjd ? Number(params.endMjd) : night + 1;
  return { ...(Number.isFinite(from) && { from }), ...(Number.isFinite(to) && { to }) };
}

/** A span between two moments, on whole days, a day at the least. */
export function wholeDays(a: number, b: number): Span {
  const [from, to] = [Math.floor(Math.min(a, b)), Math.ceil(Math.max(a, b))];
  return { from, to: Math.max(to, from + 1) };
}

/** The same span with one end moved; the ends do not pass each other. */
export function withEnd(span: Span, end: "from" | "to", mjd: number): Span {
  return end === "from" ? { from: Math.min(Math.round(mjd), span.to - 1), to: span.to } : { from: span.from, to: Math.max(Math.round(mjd), span.from + 1) };
}

/** How far an arrow key moves an end: a bin, or with Shift ten. */
export function keyStep(key: string, isFar: boolean, binDays: number): number | null {
  const step = Math.max(1, binDays) * (isFar ? 10 : 1);
  if (key === "ArrowLeft" || key === "ArrowDown") return -step;
  return key === "ArrowRight" || key === "ArrowUp" ? step : null;
}
