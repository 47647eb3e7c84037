import type { Clock, OwnDate } from "@/lib/embargo/changes/schemas";
import { formatCountOf, formatDateTime } from "@/lib/units/format";

const starts: Record<Exclude<Clock["from"], "fixed">, string> = {
  observation: "each observation",
  delivery: "delivery",
  "last-observation": "the project’s last observation",
};

/** A release moment: the date alone at midnight UTC, else with its time. */
export function momentText(iso: string): string {
  const text = formatDateTime(iso);
  return text.endsWith(" 00:00:00") ? text.slice(0, 10) : `${text.replace(/:00$/, "")} UTC`;
}

/** A clock as the end of a sentence: `12 months after each observation`, `on 2027-01-01`, `no date set`. */
export function clockText(clock: Clock): string {
  if (clock.from === "fixed") return clock.at === null ? "no date set" : `on ${momentText(clock.at)}`;
  return clock.months > 0 ? `${formatCountOf(clock.months, "month")} after ${starts[clock.from]}` : `with ${starts[clock.from]}`;
}

/** An observation's own date as the end of a sentence. */
export function ownDateText(date: OwnDate): string {
  if (date === "project") return "by the project’s clock again";
  return date === null ? "no date set" : `on ${momentText(date)}`;
}

/**
 * A span of dates of which one may be missing: `2027-01-01`, `2027-01-01 to 2028-06-30`, `2027-01-01 or no date`,
 * `no date`.
 */
export function spanText(from: string | null, to: string | null): string {
  if (from === null && to === null) return "no date";
  if (from === null || to === null) return `${momentText((from ?? to)!)} or no date`;
  return from === to ? momentText(from) : `${momentText(from)} to ${momentText(to)}`;
}
