import { describe, expect, it } from "vitest";
import { Random } from "../simulate/random";
import { mannWhitney } from "./mann-whitney";

describe("the Mann-Whitney test", () => {
  it("gives what R's wilcox.test(exact = FALSE, correct = FALSE) gives", () => {
    const permeability = [[0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46], [1.15, 0.88, 0.9, 0.74, 1.21]] as const;
    const { u, z, p } = mannWhitney(...permeability);
    expect(u).toBe(35);
    expect(z).toBeCloseTo(1.2247, 4);
    expect(p).toBeCloseTo(0.2207, 4);
  });
  it("shares ranks among ties", () => {
    expect(mannWhitney([1, 2, 2, 3], [2, 2, 4, 5]).u).toBe(4);
    expect(mannWhitney([1, 1], [1, 1])).toMatchObject({ z: 0, p: 1 });
  });
  it("finds a shift of a tenth of the spread in two thousand values, and none where there is none", () => {
    const random = new Random(20261120, "mann-whitney");
    const sample = (shift: number) => Array.from({ length: 2000 }, () => random.uniform() + random.uniform() + shift);
    expect(mannWhitney(sample(0), sample(0)).p).toBeGreaterThan(0.001);
    expect(mannWhitney(sample(0), sample(0.1)).p).toBeLessThan(0.001);
  });
});
