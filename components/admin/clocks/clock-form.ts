import type { Clock, OwnDate } from "@/lib/embargo/changes/schemas";

/** What the form of one clock offers: leave it, a date, a period, or no date at all. */
export const clockChoices = ["keep", "date", "observation", "delivery", "last-observation", "none"] as const;
/** And for single observations. */
export const ownDateChoices = ["keep", "date", "project", "none"] as const;
export type ClockChoice = (typeof clockChoices)[number] | (typeof ownDateChoices)[number];

/** The fields of one clock, as text. */
export interface ClockFields {
  readonly choice: ClockChoice;
  readonly date: string;
  readonly months: string;
}

export const keepClock: ClockFields = { choice: "keep", date: "", months: "" };

/** Either what was meant, or which words say what is wrong with it. */
export type Read<Value> = { readonly value: Value } | { readonly error: string };

const day = /^\d{4}-\d{2}-\d{2}$/;
const moment = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:Z| UTC)?$/;
const mostMonths = 1200;

/** A date or a moment in UTC as people write it → ISO 8601; a date alone is its midnight. */
export function readMoment(text: string): Read<string> {
  const asked = text.trim();
  const parts = moment.exec(asked);
  const iso = day.test(asked) ? `${asked}T00:00:00Z` : parts ? `${parts[1]}T${parts[2]}${parts[3] ?? ":00"}Z` : "";
  const time = new Date(iso);
  // JavaScript takes 31 February for 3 March.
  if (Number.isNaN(time.getTime()) || time.toISOString().slice(0, 10) !== iso.slice(0, 10)) return { error: "Write a date as 2027-01-31, or with a time in UTC as 2027-01-31 12:00." };
  return { value: time.toISOString() };
}

/** A clock's fields as a clock; null where it stays as it is. */
export function readClock(fields: ClockFields): Read<Clock | null> {
  if (fields.choice === "keep" || fields.choice === "project") return { value: null };
  if (fields.choice === "none") return { value: { from: "fixed", at: null } };
  if (fields.choice === "date") {
    const read = readMoment(fields.date);
    return "error" in read ? read : { value: { from: "fixed", at: read.value } };
  }
  const months = Number(fields.months.trim() || "x");
  if (!Number.isInteger(months) || months < 0 || months > mostMonths) return { error: `A whole number of months up to ${mostMonths}.` };
  return { value: { from: fields.choice, months } };
}

/** The same fields for single observations, which have a date, none, or follow their project; undefined: as it is. */
export function readOwnDate(fields: ClockFields): Read<OwnDate | undefined> {
  if (fields.choice === "keep") return { value: undefined };
  if (fields.choice === "project") return { value: "project" };
  if (fields.choice === "none") return { value: null };
  return readMoment(fields.date);
}
