import { describe, expect, it } from "vitest";
import { clockText, momentText, sameClock } from "@/components/admin/clocks/clock-words";

describe("a clock in words", () => {
  it.each([
    [{ from: "observation", months: 12, date: null }, "12 months after each observation"],
    [{ from: "last-observation", months: 1, date: null }, "1 month after the project’s last observation"],
    [{ from: "delivery", months: 0, date: null }, "at once after delivery"],
    [{ from: "fixed", months: null, date: "2027-01-01T00:00:00.000Z" }, "on 2027-01-01"],
    [{ from: "fixed", months: null, date: null }, "no date set"],
  ] as const)("%j", (clock, text) => expect(clockText(clock)).toBe(text));

  it("says the time where it is not midnight", () => {
    expect(momentText("2027-01-01T12:30:00.000Z")).toBe("2027-01-01 12:30 UTC");
    expect(momentText("2027-01-01T00:00:01.000Z")).toBe("2027-01-01 00:00:01 UTC");
  });

  it("tells clocks apart by what they say", () => {
    const date = "2027-01-01T00:00:00Z";
    expect(sameClock({ from: "fixed", months: null, date }, { from: "fixed", months: null, date: "2027-01-01T00:00:00.000Z" })).toBe(true);
    expect(sameClock({ from: "fixed", months: null, date }, { from: "delivery", months: 6, date: null })).toBe(false);
  });
});
