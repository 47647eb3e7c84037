import { describe, expect, it } from "vitest";
import type { SkyPosition } from "@/lib/units/angle";
import { cross, type Direction, dot, positionOf, separationDeg, unitVector } from "@/lib/units/sphere";
import { distanceToRimDeg, isInside, MOST_VERTICES, parsePolygon, polygonOf, polygonText, type SkyPolygon } from "./polygon";
import { randomNumbers } from "./random.test-support";
import { polygonRanges, skyIndex } from "./sky";

function polygon(text: string): SkyPolygon {
  const parsed = parsePolygon(text);
  if ("fault" in parsed) throw new Error(parsed.fault);
  return parsed;
}
const faultOf = (text: string) => (parsePolygon(text) as { fault?: string }).fault;

/** How often the sides go round a direction: the sum of the angles under which it sees them. Knows no plane. */
function turns(vectors: readonly Direction[], seen: Direction): number {
  const angle = vectors.reduce((sum, a, i) => {
    const b = vectors[(i + 1) % vectors.length]!;
    const [toA, toB] = [cross(seen, a), cross(seen, b)];
    return sum + Math.atan2(dot(seen, cross(toA, toB)), dot(toA, toB));
  }, 0);
  return Math.round(angle / (2 * Math.PI));
}

/** A star around a middle, concave and in either sense, on any place of the sky. */
function star(next: () => number): SkyPosition[] {
  const middle = unitVector({ raDeg: next() * 360, decDeg: (Math.asin(2 * next() - 1) * 180) / Math.PI });
  const east = cross(Math.abs(middle[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0], middle);
  const north = cross(middle, east);
  const reach = 10 ** (next() * 3 - 1.3);
  const corners = 3 + Math.floor(next() * 12);
  const vertices = Array.from({ length: corners }, (_, i) => {
    const [angle, radius] = [(2 * Math.PI * (i + 0.6 * next())) / corners, (Math.min(reach, 38) * (0.3 + 0.7 * next()) * Math.PI) / 180];
    return positionOf([0, 1, 2].map((k) => middle[k]! * Math.cos(radius) + Math.sin(radius) * (east[k]! * Math.cos(angle) + north[k]! * Math.sin(angle))) as unknown as Direction);
  });
  return next() < 0.5 ? vertices : vertices.reverse();
}

describe("polygons", () => {
  it("are read from pairs of degrees, and say what is wrong with others", () => {
    expect(polygon("80 20 87 20, 83 25").vertices).toEqual([{ raDeg: 80, decDeg: 20 }, { raDeg: 87, decDeg: 20 }, { raDeg: 83, decDeg: 25 }]);
    for (const text of ["", "80 20 87 20", "80 20 87 20 83", "a b c d e f", "80 20 87 20 1e2 25", "NaN 0 1 1 2 2"]) expect(faultOf(text), text).toMatch(/three pairs/);
    for (const text of ["360 0 1 0 1 1", "-1 0 1 0 1 1", "0 90.1 1 0 1 1"]) expect(faultOf(text), text).toMatch(/right ascensions go/);
    expect(faultOf("80 20 80 20 83 25")).toMatch(/neighbouring vertices/);
    expect(faultOf("80 0 85 0 90 0")).toMatch(/encloses nothing/);
    expect(faultOf("80 0 84 4 84 0 80 3")).toMatch(/cross/);
    expect(faultOf("0 0 120 0 240 0")).toMatch(/within 80 degrees/);
    expect(faultOf("0 -40 120 5 240 5")).toMatch(/within 80 degrees/);
    expect(faultOf(Array.from({ length: MOST_VERTICES + 1 }, (_, i) => `${i} ${i % 2}`).join(" "))).toMatch(/at most 64/);
    expect(polygonText(polygon("80.00004 20 87 -0.5 83 25").vertices)).toBe("80 20 87 -0.5 83 25");
    expect(polygonText([{ raDeg: 359.99999, decDeg: 0 }])).toBe("0 0");
  });
  it("hold the poles and the meridian of RA 0", () => {
    expect(isInside(polygon("0 80 90 80 180 80 270 80"), unitVector({ raDeg: 12, decDeg: 90 }))).toBe(true);
    expect(isInside(polygon("355 -5 5 -5 5 5 355 5"), unitVector({ raDeg: 0, decDeg: 0 }))).toBe(true);
    expect(isInside(polygon("355 -5 5 -5 5 5 355 5"), unitVector({ raDeg: 180, decDeg: 0 }))).toBe(false);
    // A side is a great circle: at declination 60 it passes poleward of its ends' parallel.
    const long = polygon("0 60 60 60 30 0");
    expect(isInside(long, unitVector({ raDeg: 30, decDeg: 62 }))).toBe(true);
  });
  it("hold what the winding of their sides says, and their pixels hold all of it", () => {
    const next = randomNumbers(11);
    let inside = 0;
    for (let round = 0; round < 150; round++) {
      const made = polygonOf(star(next));
      if ("fault" in made) throw new Error(made.fault);
      const ranges = polygonRanges(made);
      expect(ranges.length).toBeLessThan(500);
      const extent = Math.max(...made.vectors.map((vector) => separationDeg(vector, made.middle)));
      for (let i = 0; i < 60; i++) {
        const radius = (extent * 1.2 * Math.sqrt(next()) * Math.PI) / 180;
        const angle = 2 * Math.PI * next();
        const [u, v] = made.axes;
        const direction = [0, 1, 2].map((k) => made.middle[k]! * Math.cos(radius) + Math.sin(radius) * (u[k]! * Math.cos(angle) + v[k]! * Math.sin(angle))) as unknown as Direction;
        if (distanceToRimDeg(made, direction) < 1e-5) continue;
        const expected = turns(made.vectors, direction) !== 0;
        expect(isInside(made, direction), JSON.stringify([made.vertices, positionOf(direction)])).toBe(expected);
        if (!expected) continue;
        inside++;
        const { hpx } = skyIndex(positionOf(direction));
        expect(ranges.some(([from, to]) => from <= hpx && hpx <= to)).toBe(true);
      }
    }
    expect(inside).toBeGreaterThan(1000);
  });
});
