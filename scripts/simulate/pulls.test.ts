import { describe, expect, it } from "vitest";
import { judgePulls } from "@/scripts/simulate/pulls";

describe("pulls of a fitted value", () => {
  it("pass when they scatter around 0 by about 1", () => {
    expect(judgePulls([-1.2, -0.4, 0, 0.3, 1.3])).toEqual({ seeds: 5, meanPull: 0, widthOfPulls: 0.919, passed: true });
  });

  it("fail when they lie to one side", () => {
    expect(judgePulls([-0.2, 0.6, 1, 1.3, 2.3])).toMatchObject({ meanPull: 1, passed: false });
  });

  it("fail when errors are too large or too small", () => {
    expect(judgePulls([-0.2, -0.1, 0, 0.1, 0.2]).passed).toBe(false);
    expect(judgePulls([-3, -1, 0, 1, 3]).passed).toBe(false);
  });

  it("fail when a fit gave no number", () => {
    expect(judgePulls([0, 1, Number.NaN]).passed).toBe(false);
  });
});
