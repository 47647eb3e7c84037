import { describe, expect, it } from "vitest";
import type { Axis } from "@/scripts/simulate/axis";
import { aeffTable, bkgTable, edispTable, gaussPsfTable, radialPsfTable, ringSr } from "@/scripts/simulate/irf-tables";
import { thresholdTev } from "@/scripts/simulate/response";

const zeniths = [17, 20, 55] as const;
const length = (axis: Axis) => axis.centers.length;

/** Whether a flat table changes along its axis of this step and length, somewhere. */
function varies(values: Float32Array, step: number, steps: number): boolean {
  return values.some((value, at) => Math.floor(at / step) % steps === 0 && value !== values[at + step]);
}

describe.each(zeniths)("responses at zenith %d", (zenithDeg) => {
  it("have an effective area that changes with energy and offset and stays positive", () => {
    const { energy, offset, areaM2 } = aeffTable(zenithDeg);
    expect(areaM2).toHaveLength(length(energy) * length(offset));
    expect(varies(areaM2, 1, length(energy))).toBe(true);
    expect(varies(areaM2, length(energy), length(offset))).toBe(true);
    expect(areaM2.every((area) => area > 0 && area < 1e6)).toBe(true);
  });

  it("have a migration that is a probability density everywhere", () => {
    const { energy, migration, offset, density } = edispTable(zenithDeg);
    const [energies, bins] = [length(energy), length(migration)];
    for (let o = 0; o < length(offset); o++) {
      for (let e = 0; e < energies; e++) {
        let sum = 0;
        for (let m = 0; m < bins; m++) sum += density[e + energies * (m + bins * o)]! * (migration.hi[m]! - migration.lo[m]!);
        expect(sum).toBeCloseTo(1, 5);
      }
    }
    expect(varies(density, 1, energies)).toBe(true);
    expect(varies(density, energies * bins, length(offset))).toBe(true);
  });

  it("have three Gaussians whose integral over the sky is 1", () => {
    const { scale, sigmaDeg, amplitude2, amplitude3, energy, offset } = gaussPsfTable(zenithDeg);
    scale.forEach((s, at) => {
      const areas = sigmaDeg.map((sigma) => (sigma[at]! * Math.PI / 180) ** 2);
      expect(2 * s * (areas[0]! + amplitude2[at]! * areas[1]! + amplitude3[at]! * areas[2]!)).toBeCloseTo(1, 5);
    });
    expect(varies(sigmaDeg[0], 1, length(energy))).toBe(true);
    expect(varies(sigmaDeg[0], length(energy), length(offset))).toBe(true);
  });

  it("have a radial table whose integral over the sky is 1, and that falls outwards", () => {
    const { energy, offset, radius, perSr } = radialPsfTable(zenithDeg);
    const step = length(energy) * length(offset);
    for (let at = 0; at < step; at++) {
      const values = Array.from(radius.centers, (_, r) => perSr[at + step * r]!);
      expect(values.reduce((sum, value, r) => sum + value * ringSr(radius, r), 0)).toBeCloseTo(1, 5);
      expect(values.every((value, r) => r === 0 || value <= values[r - 1]!)).toBe(true);
    }
  });

  it("have a background that falls with energy and offset and is the same on all sides", () => {
    const { energy, x, y, rate } = bkgTable(zenithDeg);
    const at = (e: number, i: number, j: number) => rate[e + length(energy) * (i + length(x) * j)]!;
    const middle = length(x) / 2;
    const last = length(x) - 1;
    expect(at(10, middle, middle)).toBeGreaterThan(at(10, last, middle));
    expect(at(10, middle, middle)).toBeGreaterThan(at(15, middle, middle));
    expect(at(10, 3, middle)).toBeCloseTo(at(10, last - 3, middle), 12);
    expect(at(10, 3, 8)).toBeCloseTo(at(10, 8, 3), 12);
    expect(length(y)).toBe(length(x));
  });
});

describe("responses towards the horizon", () => {
  it("have a higher threshold and a larger area above it", () => {
    expect(thresholdTev(55)).toBeGreaterThan(2.5 * thresholdTev(20));
    const [low, high] = [aeffTable(20), aeffTable(55)];
    const areaAt = (table: typeof low, energyTev: number) =>
      table.areaM2[table.energy.centers.findIndex((center) => center >= energyTev)]!;
    expect(areaAt(high, 0.3)).toBeLessThan(areaAt(low, 0.3) / 3);
    expect(areaAt(high, 20)).toBeGreaterThan(1.5 * areaAt(low, 20));
  });
});
