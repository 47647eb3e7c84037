import { describe, expect, it } from "vitest";
import { median, quantile, rounded } from "./statistics";

describe("quantiles", () => {
  it("lie between the values, whatever their order", () => {
    expect(quantile([4, 1, 3, 2], 0)).toBe(1);
    expect(quantile([4, 1, 3, 2], 1)).toBe(4);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([9, 1, 5])).toBe(5);
    expect(quantile([0, 10], 0.95)).toBeCloseTo(9.5);
    expect(() => median([])).toThrow(/nothing/);
  });
  it("are shown to three digits", () => {
    expect(rounded(1234.5)).toBe(1230);
    expect(rounded(0.0012345)).toBe(0.00123);
  });
});
