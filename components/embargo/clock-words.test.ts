import { describe, expect, it } from "vitest";
import { clockRule, clockSentence, dayFromNow, dayInWords, daysUntil, endOfDay, headline, howManyOpen, inDays, nextOpening, type Opening } from "@/components/embargo/clock-words";

const nowMs = Date.parse("2026-11-20T16:00:00Z");

describe("clocks in words", () => {
  it("counts days of UTC, whatever the hour", () => {
    expect(daysUntil("2026-11-20T23:59:59Z", nowMs)).toBe(0);
    expect(daysUntil("2026-11-21T00:00:00Z", nowMs)).toBe(1);
    expect(daysUntil("2027-03-03T00:00:00Z", nowMs)).toBe(103);
    expect(daysUntil("2026-11-19T23:00:00Z", nowMs)).toBe(-1);
  });

  it("says near days by name", () => {
    expect(["2026-11-20T01:00:00Z", "2026-11-21T01:00:00Z", "2026-11-19T01:00:00Z", "2027-03-03T00:00:00Z", "2020-11-20T00:00:00Z", "2999-01-01T00:00:00Z"].map((iso) => inDays(iso, nowMs))).toEqual([
      "today",
      "tomorrow",
      "yesterday",
      "in 103 days",
      "5 years ago",
      "in 972 years",
    ]);
  });

  it("says a project's rule as a sentence", () => {
    expect(clockRule("Data", { from: "observation", date: null, months: 12 })).toBe("Data open 12 months after each observation");
    expect(clockRule("Data", { from: "delivery", date: null, months: 1 })).toBe("Data open 1 month after delivery of each observation");
    expect(clockRule("Descriptions", { from: "last-observation", date: null, months: 0 })).toBe("Descriptions open with the project’s last observation");
    expect(clockRule("Data", { from: "fixed", date: "2027-03-03T00:00:00Z", months: null })).toBe("Data open on 3 March 2027");
    expect(clockRule("Data", { from: "fixed", date: null, months: null })).toBe("Data stay closed until a manager sets a date");
  });

  it("says what opens next, and how many when it is more than one", () => {
    expect(nextOpening({ at: "2027-03-03T00:00:00Z", observationCount: 1 }, nowMs)).toBe("the next on 3 March 2027, in 103 days");
    expect(nextOpening({ at: "2027-03-03T00:00:00Z", observationCount: 1200 }, nowMs)).toBe("the next on 3 March 2027, in 103 days (1,200 observations)");
    expect(nextOpening(null, nowMs)).toBeNull();
  });

  it("takes the last day of a period whole", () => {
    expect(endOfDay("2027-03-03")).toBe("2027-03-03T23:59:59Z");
    expect(dayInWords(endOfDay("2027-03-03"))).toBe("3 March 2027");
    expect(dayFromNow(103, nowMs)).toBe("2027-03-03");
  });

  const year = { from: "observation", date: null, months: 12 } as const;
  const opening = (rest: Partial<Opening>): Opening => ({ clock: year, openCount: 0, undatedCount: 0, next: null, lastAt: null, ...rest });
  const march = "2027-03-03T00:00:00Z";

  it("has one figure for where a project stands", () => {
    expect(headline(opening({}), 0, nowMs).figure).toBe("–");
    expect(headline(opening({ openCount: 4 }), 4, nowMs)).toEqual({ figure: "open", note: "to everybody" });
    expect(headline(opening({ openCount: 1, undatedCount: 3 }), 4, nowMs).figure).toBe("no date");
    expect(headline(opening({ next: { at: march, observationCount: 4 }, lastAt: march }), 4, nowMs)).toEqual({ figure: "103 days", note: "to release" });
    expect(headline(opening({ next: { at: march, observationCount: 3 }, lastAt: "2028-01-01T00:00:00Z" }), 4, nowMs).note).toBe("to the next release");
  });

  it("says the rule with what it brings next, and a fixed date once", () => {
    expect(clockSentence("Data", opening({ next: { at: march, observationCount: 1 } }), nowMs)).toBe("Data open 12 months after each observation; the next on 3 March 2027, in 103 days.");
    const fixed = { from: "fixed", date: march, months: null } as const;
    expect(clockSentence("Data", opening({ clock: fixed, next: { at: march, observationCount: 4 } }), nowMs)).toBe("Data open on 3 March 2027, in 103 days.");
    expect(clockSentence("Data", opening({ clock: fixed }), nowMs)).toBe("Data open on 3 March 2027.");
    expect(howManyOpen(opening({ openCount: 2, undatedCount: 1 }), 12)).toBe("2 of 12 observations are open; 1 has no date.");
  });
});
