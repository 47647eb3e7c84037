import { describe, expect, it } from "vitest";
import { clockText, momentText, ownDateText, spanText } from "@/components/admin/clocks/clock-words";

const first = "2027-01-01T00:00:00.000Z";
const last = "2028-06-30T00:00:00.000Z";

describe("a clock in words", () => {
  it.each([
    [{ from: "observation", months: 12 }, "12 months after each observation"],
    [{ from: "last-observation", months: 1 }, "1 month after the project’s last observation"],
    [{ from: "delivery", months: 0 }, "with delivery"],
    [{ from: "fixed", at: first }, "on 2027-01-01"],
    [{ from: "fixed", at: null }, "no date set"],
  ] as const)("%j", (clock, text) => expect(clockText(clock)).toBe(text));

  it("says the time where it is not midnight", () => {
    expect(momentText("2027-01-01T12:30:00.000Z")).toBe("2027-01-01 12:30 UTC");
    expect(momentText("2027-01-01T00:00:01.000Z")).toBe("2027-01-01 00:00:01 UTC");
  });

  it("says an observation's own date", () => {
    expect([first, null, "project"].map(ownDateText)).toEqual(["on 2027-01-01", "no date set", "by the project’s clock again"]);
  });

  it("says spans, and that a date is missing", () => {
    expect([spanText(first, first), spanText(first, last), spanText(first, null), spanText(null, last), spanText(null, null)]).toEqual([
      "2027-01-01",
      "2027-01-01 to 2028-06-30",
      "2027-01-01 or no date",
      "2028-06-30 or no date",
      "no date",
    ]);
  });
});
