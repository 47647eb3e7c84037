import { formatDate } from "@/lib/units/format";

const dayMs = 86_400_000;
const inWords = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** From what a clock counts, and how long: a project's rule for one of its two rights. */
export interface Clock {
  readonly from: "fixed" | "observation" | "delivery" | "last-observation";
  /** Of a fixed date, ISO 8601 UTC; null: nobody has set one. */
  readonly date: string | null;
  readonly months: number | null;
}

/** ISO 8601 UTC → `3 March 2027`, for sentences; tables have the ISO date. */
export function dayInWords(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : inWords.format(time);
}

/** Whole UTC days from today to the day of the instant; negative when it is past. */
export function daysUntil(iso: string, nowMs: number): number {
  return Math.floor(Date.parse(iso) / dayMs) - Math.floor(nowMs / dayMs);
}

/** `in 103 days`, `tomorrow`, `today`, `yesterday`, `12 days ago`. */
export function inDays(iso: string, nowMs: number): string {
  const days = daysUntil(iso, nowMs);
  if (days === 0) return "today";
  if (Math.abs(days) === 1) return days > 0 ? "tomorrow" : "yesterday";
  return days > 0 ? `in ${days.toLocaleString("en")} days` : `${(-days).toLocaleString("en")} days ago`;
}

const starts: Record<Exclude<Clock["from"], "fixed">, string> = {
  observation: "each observation",
  delivery: "delivery of each observation",
  "last-observation": "the project’s last observation",
};

/** A project's rule as a sentence without its full stop: `Data open 12 months after each observation`. `what`: plural. */
export function clockRule(what: string, clock: Clock): string {
  if (clock.from === "fixed") return clock.date ? `${what} open on ${dayInWords(clock.date)}` : `${what} stay closed until a manager sets a date`;
  if (!clock.months) return `${what} open with ${starts[clock.from]}`;
  return `${what} open ${clock.months} ${clock.months === 1 ? "month" : "months"} after ${starts[clock.from]}`;
}

/** When a right that some observations do not have yet comes next: `the next on 3 March 2027, in 103 days`. */
export function nextOpening(next: { readonly at: string; readonly observationCount: number } | null, nowMs: number): string | null {
  if (!next) return null;
  const many = next.observationCount > 1 ? ` (${next.observationCount.toLocaleString("en")} observations)` : "";
  return `the next on ${dayInWords(next.at)}, ${inDays(next.at, nowMs)}${many}`;
}

/**
 * The last second of a day as a date field gives it, since 'until 3 March' means that the third is still in.
 *
 * @param day `YYYY-MM-DD`, UTC
 */
export function endOfDay(day: string): string {
  return `${day}T23:59:59Z`;
}

/** The first second of a day, ISO 8601 UTC. @param day `YYYY-MM-DD`, UTC */
export function startOfDay(day: string): string {
  return `${day}T00:00:00Z`;
}

/** The day some days from now, as a date field wants it. */
export function dayFromNow(days: number, nowMs: number): string {
  return formatDate(new Date(nowMs + days * dayMs).toISOString());
}
