import { formatCount, formatCountOf, formatDate } from "@/lib/units/format";

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

const daysPerYear = 365.25;
const mostYearsInDays = 3;

/** `1 day`, `103 days`; beyond three years, where nobody counts days, `12 years`. */
function lengthText(days: number): string {
  const years = days / daysPerYear;
  if (years > mostYearsInDays) return `${formatCount(Math.floor(years))} years`;
  return formatCountOf(days, "day");
}

/** `in 103 days`, `tomorrow`, `today`, `yesterday`, `12 days ago`, `in 4 years`. */
export function inDays(iso: string, nowMs: number): string {
  const days = daysUntil(iso, nowMs);
  if (days === 0) return "today";
  if (Math.abs(days) === 1) return days > 0 ? "tomorrow" : "yesterday";
  return days > 0 ? `in ${lengthText(days)}` : `${lengthText(-days)} ago`;
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
  const many = next.observationCount > 1 ? ` (${formatCount(next.observationCount)} observations)` : "";
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

/** Where the observations that one sees stand with one right of everybody's. Same shape as the API's. */
export interface Opening {
  readonly clock: Clock;
  readonly openCount: number;
  readonly undatedCount: number;
  readonly next: { readonly at: string; readonly observationCount: number } | null;
  readonly lastAt: string | null;
}

/** The one thing to know of a clock: `103 days` and what they lead to, `open`, or `no date`. */
export function headline(opening: Opening, observationCount: number, nowMs: number): { readonly figure: string; readonly note: string } {
  const { next, lastAt, openCount, undatedCount } = opening;
  if (observationCount === 0) return { figure: "–", note: "no observations yet" };
  if (openCount === observationCount) return { figure: "open", note: "to everybody" };
  if (!next) return { figure: "no date", note: "closed until one is set" };
  const days = daysUntil(next.at, nowMs);
  const isLast = openCount + next.observationCount === observationCount && undatedCount === 0 && lastAt !== null && daysUntil(lastAt, nowMs) === days;
  return { figure: days === 0 ? "today" : lengthText(days), note: isLast ? "to release" : "to the next release" };
}

/** How far a project's observations are open, as a sentence: `2 of 12 observations are open; 1 has no date.` */
export function howManyOpen({ openCount, undatedCount }: Opening, observationCount: number): string {
  const open = `${formatCount(openCount)} of ${formatCountOf(observationCount, "observation")} ${openCount === 1 ? "is" : "are"} open`;
  return undatedCount > 0 ? `${open}; ${formatCount(undatedCount)} ${undatedCount === 1 ? "has" : "have"} no date.` : `${open}.`;
}

/** A right's rule and what it brings next, as one sentence. `what`: plural, capital first. */
export function clockSentence(what: string, opening: Opening, nowMs: number): string {
  const next = nextOpening(opening.next, nowMs);
  // A fixed date says itself when it comes.
  const repeats = next !== null && opening.clock.from === "fixed" && opening.clock.date !== null && opening.next !== null && dayInWords(opening.clock.date) === dayInWords(opening.next.at);
  if (!next) return `${clockRule(what, opening.clock)}.`;
  return repeats ? `${clockRule(what, opening.clock)}, ${inDays(opening.next!.at, nowMs)}.` : `${clockRule(what, opening.clock)}; ${next}.`;
}
