import { max_pixrad, pix2vec_nest } from "@hscmap/healpix";
import { describe, expect, it } from "vitest";
import { separationDeg, unitVector } from "@/lib/units/sphere";
import { skyIndex, skyRanges, squaredChord } from "./sky";

/** A small generator with a seed, so that a failure can be run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const poles = [{ raDeg: 0, decDeg: 90 }, { raDeg: 123.4, decDeg: -90 }, { raDeg: 359.9999, decDeg: 89.999 }, { raDeg: 0, decDeg: 0 }, { raDeg: 45, decDeg: 41.8103 }];

describe("skyIndex", () => {
  it("numbers pixels as HEALPix does, nested, at order 12", () => {
    // Base pixels by their centres: Gorski et al. 2005, figure 4.
    const basePixel = (raDeg: number, decDeg: number) => Math.floor(skyIndex({ raDeg, decDeg }).hpx / 4 ** 12);
    expect([45, 135, 225, 315].map((ra) => basePixel(ra, 41.8))).toEqual([0, 1, 2, 3]);
    expect([0, 90, 180, 270].map((ra) => basePixel(ra, 0))).toEqual([4, 5, 6, 7]);
    expect([45, 135, 225, 315].map((ra) => basePixel(ra, -41.8))).toEqual([8, 9, 10, 11]);
    for (const position of poles) {
      const { hpx, unitX, unitY, unitZ } = skyIndex(position);
      expect(separationDeg(pix2vec_nest(4096, hpx), [unitX, unitY, unitZ])).toBeLessThan((max_pixrad(4096) * 180) / Math.PI);
    }
  });
});

describe("skyRanges", () => {
  it("hold every position of the cone, around the poles and the meridian too, and few others", () => {
    const next = random(7);
    const anywhere = () => ({ raDeg: next() * 360, decDeg: (Math.asin(2 * next() - 1) * 180) / Math.PI });
    for (const centre of [...poles, ...Array.from({ length: 40 }, anywhere)]) {
      for (const radiusDeg of [0, 0.01, 0.7, 2.5, 5, 30, 100, 180]) {
        const ranges = skyRanges(centre, radiusDeg);
        const held = (hpx: number) => ranges.some(([from, to]) => from <= hpx && hpx <= to);
        for (let i = 0; i < 60; i++) {
          const position = around(centre, radiusDeg, next(), next());
          expect(held(skyIndex(position).hpx), JSON.stringify({ centre, radiusDeg, position })).toBe(true);
        }
        const covered = ranges.reduce((sum, [from, to]) => sum + (to - from + 1), 0) / (12 * 4 ** 12);
        const cone = (1 - Math.cos((radiusDeg * Math.PI) / 180)) / 2;
        expect(covered).toBeLessThan(Math.min(1.0001, 2.5 * cone + 1e-6));
        expect(ranges.length).toBeLessThan(80);
        expect(ranges.every(([from], i) => i === 0 || from > ranges[i - 1]![1] + 1)).toBe(true);
      }
    }
  });
});

describe("separationDeg", () => {
  it("is exact for arcseconds and for opposite positions", () => {
    const arcsecond = 1 / 3600;
    expect(separationDeg(unitVector({ raDeg: 10, decDeg: 40 }), unitVector({ raDeg: 10, decDeg: 40 + arcsecond }))).toBeCloseTo(arcsecond, 11);
    expect(separationDeg(unitVector({ raDeg: 359.5, decDeg: 0 }), unitVector({ raDeg: 0.5, decDeg: 0 }))).toBeCloseTo(1, 10);
    expect(separationDeg(unitVector({ raDeg: 10, decDeg: 90 }), unitVector({ raDeg: 200, decDeg: -90 }))).toBeCloseTo(180, 6);
    expect(squaredChord(180)).toBeCloseTo(4, 12);
    expect(squaredChord(60)).toBeCloseTo(1, 12);
  });
});

/** A position within the cone; u and v in [0, 1). */
function around(centre: { raDeg: number; decDeg: number }, radiusDeg: number, u: number, v: number): { raDeg: number; decDeg: number } {
  const r = (radiusDeg * Math.sqrt(u) * Math.PI) / 180;
  const angle = 2 * Math.PI * v;
  const [x, y, z] = unitVector(centre);
  const dec = Math.asin(z);
  const ra = Math.atan2(y, x);
  const newDec = Math.asin(Math.max(-1, Math.min(1, Math.sin(dec) * Math.cos(r) + Math.cos(dec) * Math.sin(r) * Math.cos(angle))));
  const newRa = ra + Math.atan2(Math.sin(angle) * Math.sin(r) * Math.cos(dec), Math.cos(r) - Math.sin(dec) * Math.sin(newDec));
  return { raDeg: (((newRa * 180) / Math.PI) % 360 + 360) % 360, decDeg: (newDec * 180) / Math.PI };
}
