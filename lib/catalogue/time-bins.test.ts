import { describe, expect, it } from "vitest";
import { binsOf } from "./time-bins";

describe("bins of time", () => {
  it("stay as they are while they are few, and come in order", () => {
    expect(binsOf([{ bin: 53_345, count: 2 }, { bin: 53_343, count: 1 }], 1)).toEqual({ binDays: 1, bins: [{ startMjd: 53_343, count: 1 }, { startMjd: 53_345, count: 2 }] });
    expect(binsOf([], 32)).toEqual({ binDays: 32, bins: [] });
  });
  it("are merged by twos, lose nothing, and begin where their width says", () => {
    const days = Array.from({ length: 9000 }, (_, i) => ({ bin: 52_000 + i, count: 1 + (i % 3) }));
    const { binDays, bins } = binsOf(days, 1);
    expect(Math.log2(binDays) % 1).toBe(0);
    expect(bins.length).toBeLessThanOrEqual(300);
    expect(bins.length).toBeGreaterThan(120);
    expect(bins.every(({ startMjd }) => startMjd % binDays === 0)).toBe(true);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(days.reduce((sum, { count }) => sum + count, 0));
    const one = bins[5]!;
    expect(one.count).toBe(days.filter(({ bin }) => bin >= one.startMjd && bin < one.startMjd + binDays).reduce((sum, { count }) => sum + count, 0));
  });
  it("keep the widths of the sums", () => {
    expect(binsOf([{ bin: 1000, count: 1 }, { bin: 1500, count: 1 }], 32).binDays).toBe(64);
  });
});
