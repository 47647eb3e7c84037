import type { z } from "zod";

const UNITS: Record<string, string> = { string: "characters", array: "entries", set: "entries", map: "entries", record: "entries" };
const KINDS: Record<string, string> = { string: "a text", number: "a number", int: "a whole number", boolean: "true or false", array: "a list", object: "an object", record: "an object" };
const FORMATS: Record<string, string> = { date: "a date, as in 2026-11-30", datetime: "a time, as in 2026-11-30T21:00:00Z", uuid: "a UUID", url: "an address", email: "an e-mail address" };

/**
 * What is wrong with a value of a request, in words that stand behind its name: `zenithMaxDeg: must be at most 90`. To be
 * handed to `parse`; what a schema says in its own words stays.
 */
export const issueWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is missing";
      return issue.expected in KINDS ? `must be ${KINDS[issue.expected]}` : undefined;
    case "too_big":
      return size(issue.origin, issue.inclusive ? "at most" : "less than", issue.maximum);
    case "too_small":
      if (UNITS[issue.origin] !== undefined && Number(issue.minimum) === 1) return "must not be empty";
      return size(issue.origin, issue.inclusive ? "at least" : "more than", issue.minimum);
    case "invalid_value":
      return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return issue.format in FORMATS ? `must be ${FORMATS[issue.format]}` : undefined;
    case "unrecognized_keys":
      return `does not know ${issue.keys.map((key) => `'${key}'`).join(", ")}`;
    default:
      return undefined;
  }
};

function size(origin: string, comparison: string, limit: number | bigint): string {
  const unit = UNITS[origin];
  return unit === undefined ? `must be ${comparison} ${limit}` : `must have ${comparison} ${limit} ${unit}`;
}
