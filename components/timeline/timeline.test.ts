import { describe, expect, it } from "vitest";
import { keyStep, searchedSpan, wholeDays, withEnd } from "@/components/timeline/brush";
import { countTicks, spanOf, timeTicks } from "@/components/timeline/time-axis";
import { isoToMjd, mjdToIso } from "@/lib/units/time";

describe("the time axis", () => {
  it("is labelled on beginnings, never too densely, and at least once where there is room", () => {
    for (const days of [3, 20, 90, 400, 3000, 9000]) {
      for (const most of [4, 10]) {
        const ticks = timeTicks({ from: 53_000.3, to: 53_000.3 + days }, most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(ticks.length, `${days} days, ${most}`).toBeGreaterThan(0);
        expect(ticks.every(({ mjd }) => mjd >= 53_000.3 && mjd <= 53_000.3 + days && mjdToIso(mjd).includes("T00:00:00"))).toBe(true);
      }
    }
    expect(timeTicks({ from: 53_000, to: 56_000 }, 10).map(({ text }) => text)).toEqual(["2004", "2005", "2006", "2007", "2008", "2009", "2010", "2011", "2012"]);
    expect(timeTicks({ from: 53_371, to: 53_500 }, 6).map(({ text }) => text)).toEqual(["Jan 2005", "Feb", "Mar", "Apr", "May"]);
  });
  it("says the year first, and where another one begins", () => {
    const texts = (from: string, days: number, most: number) => timeTicks({ from: isoToMjd(from), to: isoToMjd(from) + days }, most).map(({ text }) => text);
    expect(texts("2023-02-20T00:00:00Z", 130, 6)).toEqual(["Mar 2023", "Apr", "May", "Jun"]);
    expect(texts("2023-12-10T00:00:00Z", 3, 6)).toEqual(["2023-12-10", "12-11", "12-12", "12-13"]);
    expect(texts("2023-12-30T00:00:00Z", 3, 6)).toEqual(["2023-12-30", "12-31", "2024-01-01", "01-02"]);
    expect(texts("2023-11-20T00:00:00Z", 120, 6)).toEqual(["Dec 2023", "Jan 2024", "Feb", "Mar"]);
  });
  it("holds the bins and what is searched", () => {
    expect(spanOf([], 1, {})).toBeNull();
    const span = spanOf([{ startMjd: 53_000 }, { startMjd: 53_400 }], 2, { to: 53_900 })!;
    expect(span.from).toBeCloseTo(52_991);
    expect(span.to).toBeCloseTo(53_909);
  });
  it("counts in round steps", () => {
    expect(countTicks(3)).toEqual([1, 2, 3]);
    expect(countTicks(47)).toEqual([20, 40]);
    expect(countTicks(900)).toEqual([500]);
    expect(countTicks(0)).toEqual([1]);
  });
});

describe("the brush", () => {
  it("reads what the search is held to", () => {
    expect(searchedSpan({})).toEqual({});
    expect(searchedSpan({ startMjd: "53343.5" })).toEqual({ from: 53_343.5 });
    expect(searchedSpan({ night: "2004-12-04" })).toEqual({ from: 53_343.5, to: 53_344.5 });
    expect(searchedSpan({ startMjd: "x" })).toEqual({});
  });
  it("takes whole days, whichever end was first, and keeps its ends apart", () => {
    expect(wholeDays(53_350.2, 53_343.9)).toEqual({ from: 53_343, to: 53_351 });
    expect(wholeDays(5, 5)).toEqual({ from: 5, to: 6 });
    expect(withEnd({ from: 10, to: 20 }, "from", 25)).toEqual({ from: 19, to: 20 });
    expect(withEnd({ from: 10, to: 20 }, "to", 3)).toEqual({ from: 10, to: 11 });
    expect(keyStep("ArrowRight", true, 4)).toBe(40);
    expect(keyStep("ArrowLeft", false, 0.5)).toBe(-1);
    expect(keyStep("Tab", false, 4)).toBeNull();
  });
});
