import { describe, expect, it } from "vitest";
import { chordSquared, separationDeg, tangentPlane, unitVector } from "@/lib/looks/sphere";
import { CountsMap } from "./counts-map";
import { EnergyHistogram } from "./energy-histogram";
import { EventTimes } from "./event-times";
import { liMa } from "./li-ma";
import { offRegions } from "./off-regions";
import { ThetaSquared } from "./theta-squared";

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

describe("Li and Ma's significance", () => {
  it("is that of their equation 17", () => {
    // sqrt(2 (100 ln(4/3) + 50 ln(2/3)))
    expect(liMa(100, 50, 1)).toBeCloseTo(4.1222, 3);
    expect(liMa(50, 100, 1)).toBeCloseTo(-4.1222, 3);
    expect(liMa(0, 20, 0.1)).toBeCloseTo(-Math.sqrt(2 * 20 * Math.log(1.1)), 10);
  });
  it("is not defined without counts or exposure", () => {
    expect(liMa(0, 0, 0.2)).toBeNull();
    expect(liMa(5, 0, 0)).toBeNull();
  });
});

describe("OFF regions", () => {
  it.each([[0.5, 0.1], [0.7, 0.1], [1.5, 0.3], [0.21, 0.1]])("at offset %d with radius %d lie at the offset, and none touches another or the ON region", (offsetDeg, radiusDeg) => {
    const [pointing, on] = [unitVector(83.6, 60), unitVector(83.6, 60 + offsetDeg)];
    const all = [on, ...offRegions(on, pointing, radiusDeg)];
    for (const [i, a] of all.entries()) {
      expect(separationDeg(a, pointing)).toBeCloseTo(offsetDeg, 9);
      for (const b of all.slice(i + 1)) expect(separationDeg(a, b)).toBeGreaterThan(2 * radiusDeg);
    }
    expect(all.length).toBeGreaterThan(1);
  });
  it("are none where the region holds the pointing", () => expect(offRegions(unitVector(10, 0.05), unitVector(10, 0), 0.1)).toEqual([]));
});

describe("theta squared", () => {
  it("keeps a source out of its own background at every distance", () => {
    const position = { raDeg: 10, decDeg: 0.5 };
    const counting = ThetaSquared.make(position, { raDeg: 10, decDeg: 0 }, 0.1);
    if (!(counting instanceof ThetaSquared)) throw new Error(counting.reason);
    for (let i = 0; i < 1000; i++) counting.add(10 + 0.05 * Math.cos(i), 0.5 + 0.05 * Math.sin(i));
    const { on, off, bins, excess } = counting.result();
    expect([on, off, excess]).toEqual([1000, 0, 1000]);
    expect(total(bins.map((bin) => bin.off))).toBe(0);
    expect(bins.every(({ regions }) => regions > 0)).toBe(true);
  });
  it("takes a flat field for no source", () => {
    const counting = ThetaSquared.make({ raDeg: 180, decDeg: 45.6 }, { raDeg: 180, decDeg: 45 }, 0.15);
    if (!(counting instanceof ThetaSquared)) throw new Error(counting.reason);
    const plane = 2;
    for (let x = -plane; x <= plane; x += 0.02) for (let y = -plane; y <= plane; y += 0.02) counting.add(180 + x / Math.cos(Math.PI / 4), 45 + y);
    expect(Math.abs(counting.result().significance!)).toBeLessThan(1);
  });
});

describe("histograms lose no event", () => {
  it("of energies, edges included", () => {
    const histogram = new EnergyHistogram();
    const energies = [1e-3, 0.1, 1, 10 ** 0.1, 9.999e3, 1e4, 0, -1, Number.NaN, Infinity];
    for (const energy of energies) histogram.add(energy);
    const { counts, edgesTeV, outside } = histogram.result();
    expect(total(counts) + outside).toBe(energies.length);
    expect(outside).toBe(5);
    expect(counts[edgesTeV.indexOf(1)]).toBe(1);
    expect(edgesTeV).toHaveLength(counts.length + 1);
  });
  it("of no energies at all", () => expect(new EnergyHistogram().result()).toMatchObject({ counts: [], edgesTeV: [], minTeV: null }));
  it("of times", () => {
    const times = new EventTimes(1000);
    for (const time of [990, 1000, 1000.5, 1700, 1e9, Number.NaN]) times.add(time);
    const { counts, outside, binSec, fromSec } = times.result(1680);
    expect(total(counts) + outside).toBe(6);
    expect(outside).toBe(2);
    expect([fromSec <= -10, fromSec + counts.length * binSec >= 1680]).toEqual([true, true]);
    expect(counts.length).toBeLessThanOrEqual(121);
  });
  it("of places, those behind the sky too", () => {
    const map = new CountsMap({ raDeg: 359.9, decDeg: -30 });
    const places = [[359.9, -30], [0.1, -30.2], [358, -31], [180, 30], [350, -30]] as const;
    for (const [raDeg, decDeg] of places) map.add(raDeg, decDeg);
    const { counts, outside } = map.result();
    expect(total(counts.flat()) + outside).toBe(places.length);
    expect(outside).toBe(2);
    expect(counts.length).toBeLessThanOrEqual(122);
  });
});

describe("the sphere", () => {
  it("has east to the left of the pointing, that is positive", () => {
    const project = tangentPlane({ raDeg: 0.5, decDeg: 0 });
    expect(project(1.5, 0)![0]).toBeGreaterThan(0);
    expect(project(359.5, 0)![0]).toBeLessThan(0);
    expect(project(180.5, 0)).toBeNull();
  });
  it("is exact where things are close", () => {
    expect(separationDeg(unitVector(83, 89.999), unitVector(263, 89.999))).toBeCloseTo(0.002, 10);
    expect(chordSquared(unitVector(1, 1), unitVector(1, 1))).toBe(0);
  });
});
