import type { Clock } from "@/components/embargo/clock-words";
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
  if (clock.from !== "fixed") return clock.months ? `${formatCountOf(clock.months, "month")} after ${starts[clock.from]}` : `at once after ${starts[clock.from]}`;
  return clock.date === null ? "no date set" : `on ${momentText(clock.date)}`;
}

/** Whether two clocks say the same. */
export function sameClock(one: Clock, other: Clock): boolean {
  return clockText(one) === clockText(other);
}
