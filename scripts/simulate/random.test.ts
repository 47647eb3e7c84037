import { describe, expect, it } from "vitest";
import { Random } from "@/scripts/simulate/random";

function moments(draw: () => number, count = 20_000) {
  const values = Array.from({ length: count }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return { mean, variance };
}

describe("Random", () => {
  it("gives the same numbers for the same seed and label", () => {
    const first = new Random(7, "a");
    const second = new Random(7, "a");
    expect(Array.from({ length: 50 }, () => first.uniform())).toEqual(Array.from({ length: 50 }, () => second.uniform()));
  });

  it("gives other numbers for another seed or label", () => {
    const numbers = [new Random(7, "a"), new Random(8, "a"), new Random(7, "b")].map((random) => random.uniform());
    expect(new Set(numbers).size).toBe(3);
  });

  it("keeps its first numbers, so that published simulations can be made again", () => {
    const random = new Random(1, "events/50101");
    expect([random.uniform(), random.uniform()]).toMatchInlineSnapshot(`
      [
        0.4964751761430929,
        0.2727470636098056,
      ]
    `);
  });

  it("draws uniform numbers in [0, 1)", () => {
    const random = new Random(1, "uniform");
    const { mean, variance } = moments(() => {
      const value = random.uniform();
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
      return value;
    });
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });

  it("draws normal numbers of mean 0 and width 1", () => {
    const random = new Random(2, "normal");
    const { mean, variance } = moments(() => random.normal());
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });

  it.each([0.3, 12, 950])("draws Poisson numbers whose mean and variance are %d", (expected) => {
    const random = new Random(3, "poisson");
    const { mean, variance } = moments(() => random.poisson(expected), 4000);
    expect(Math.abs(mean - expected)).toBeLessThan(5 * Math.sqrt(expected / 4000));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.12);
  });

  it("draws no event where none is expected", () => {
    expect(new Random(4, "poisson").poisson(0)).toBe(0);
  });
});
