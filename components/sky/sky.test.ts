import { vec2pix_nest } from "@hscmap/healpix";
import { describe, expect, it } from "vitest";
import { beginCircle, faultOf, throughRim, withoutLastVertex, withVertex } from "@/components/sky/drawing";
import { levels, levelText } from "@/components/sky/levels";
import { skyProjection } from "@/components/sky/projection";
import { cellCentre, cellsByLevel, circle, polygon } from "@/components/sky/shapes";
import { readView, skyFrames, wholeSky, writeView } from "@/components/sky/view";
import { separationDeg, unitVector } from "@/lib/units/sphere";

const anywhere = Array.from({ length: 400 }, (_, i) => ({ raDeg: (i * 137.508) % 360, decDeg: (Math.asin(((i + 0.5) / 400) * 2 - 1) * 180) / Math.PI }));

describe("the map's projection", () => {
  it.each(skyFrames)("goes to the screen and back, on the whole sky and near by, %s", (frame) => {
    for (const view of [wholeSky(frame), { centre: { raDeg: 83.6, decDeg: 22 }, zoom: 1 }, { centre: { raDeg: 83.6, decDeg: 22 }, zoom: 6 }, { centre: { raDeg: 12, decDeg: 89 }, zoom: 20 }]) {
      const projection = skyProjection(frame, view, 800);
      let seen = 0;
      for (const position of anywhere) {
        const point = projection.toScreen(position);
        if (!point) continue;
        seen++;
        const back = projection.toSky(point);
        // On the map's rim a position lies on both sides.
        if (back) expect(separationDeg(unitVector(back), unitVector(position)), JSON.stringify([view, position])).toBeLessThan(1e-3);
        else expect(Math.hypot(point[0] / 400 - 1, point[1] / 200 - 1)).toBeGreaterThan(0.97);
      }
      expect(seen).toBeGreaterThan(view.zoom === 1 ? 399 : 0);
      const middle = projection.toSky([400, 200])!;
      if (view.zoom > 1) expect(separationDeg(unitVector(middle), unitVector(view.centre))).toBeLessThan(1e-6);
    }
  });
  it("has east at the left, north above, and nothing beside the sky", () => {
    const projection = skyProjection("icrs", wholeSky("icrs"), 800);
    const [x, y] = projection.toScreen({ raDeg: 30, decDeg: 40 })!;
    expect(x).toBeLessThan(400);
    expect(y).toBeLessThan(200);
    expect(projection.toSky([5, 5])).toBeNull();
    const galactic = skyProjection("galactic", wholeSky("galactic"), 800);
    expect(galactic.toScreen({ raDeg: 266.405, decDeg: -28.936 })!.map(Math.round)).toEqual([400, 200]);
    // Cygnus, at galactic longitude 80, is left of the centre; Vela, at 264, right.
    expect(galactic.toScreen({ raDeg: 308, decDeg: 41 })![0]).toBeLessThan(300);
    expect(galactic.toScreen({ raDeg: 128.8, decDeg: -45.2 })![0]).toBeGreaterThan(500);
  });
  it("draws what is on the sky, whichever way its corners go round", () => {
    const projection = skyProjection("icrs", wholeSky("icrs"), 800);
    const there = [{ raDeg: 80, decDeg: 20 }, { raDeg: 88, decDeg: 20 }, { raDeg: 84, decDeg: 26 }];
    for (const vertices of [there, there.toReversed()]) {
      const path = projection.path(polygon(projection, vertices));
      expect(path.match(/M/g)).toHaveLength(1);
      expect(Math.max(...[...path.matchAll(/-?\d+\.?\d*/g)].map(Number))).toBeLessThan(400);
    }
    expect(projection.path(circle(projection, { raDeg: 180, decDeg: 0 }, 3)).match(/M/g)).toHaveLength(2);
  });
  it("draws each cell of a map once, small", () => {
    const projection = skyProjection("galactic", wholeSky("galactic"), 800);
    const pixels = anywhere.map((position) => vec2pix_nest(32, unitVector(position)));
    for (const pixel of pixels) {
      const path = projection.path(cellsByLevel(projection, { order: 5, cells: [{ pixel, count: 1 }] }, () => 0, 1)[0]!, false);
      const xs = [...path.matchAll(/[ML](-?\d+\.?\d*)/g)].map(([, x]) => Number(x));
      const point = projection.toScreen(cellCentre(5, pixel))!;
      // A cell across the map's rim is drawn at both ends of it.
      if (Math.max(...xs) - Math.min(...xs) < 400) expect(Math.max(...xs.map((x) => Math.abs(x - point[0])))).toBeLessThan(12);
      else expect(path.match(/M/g)).toHaveLength(2);
    }
  });
});

describe("the map's place in the address", () => {
  it("is written and read; nonsense is the whole sky", () => {
    const view = { centre: { raDeg: 83.633, decDeg: 22.014 }, zoom: 8 };
    expect(writeView(view)).toBe("83.633 22.014 8");
    expect(readView(writeView(view), "icrs")).toEqual(view);
    for (const text of [undefined, "", "83 22", "83 22 0.5", "400 22 2", "83 22 4000", "a b c"]) expect(readView(text, "galactic")).toEqual(wholeSky("galactic"));
  });
});

describe("levels of counts", () => {
  it("begin at round numbers and tell every count apart from none", () => {
    expect(levels(1).from).toEqual([1]);
    expect(levels(7).from).toEqual([1, 2, 5]);
    expect(levels(300_000).from.length).toBeLessThanOrEqual(6);
    const { from, levelOf } = levels(5000);
    for (const count of [1, 3, 49, 5000]) expect(count).toBeGreaterThanOrEqual(from[levelOf(count)]!);
    expect([0, 1, 2].map((level) => levelText(levels(7), level, String))).toEqual(["1", "2–4", "5 or more"]);
    expect(levelText(levels(1), 0, String)).toBe("1");
  });
});

describe("drawing", () => {
  it("makes circles through their rim, and polygons by vertices that can be taken back", () => {
    const begun = beginCircle({ raDeg: 359, decDeg: 0 });
    expect(faultOf(begun)).toMatch(/radius/);
    expect(throughRim(begun, { raDeg: 1, decDeg: 0 })).toMatchObject({ radiusDeg: expect.closeTo(2, 9) });
    const two = withVertex(withVertex(null, { raDeg: 80, decDeg: 20 }), { raDeg: 90, decDeg: 20 });
    expect(faultOf(two)).toMatch(/three/);
    expect(faultOf(withVertex(two, { raDeg: 85, decDeg: 25 }))).toBeNull();
    expect(withoutLastVertex(two)).toMatchObject({ vertices: [{ raDeg: 80 }] });
    expect(withoutLastVertex(withoutLastVertex(two))).toBeNull();
  });
});
