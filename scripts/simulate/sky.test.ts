import { describe, expect, it } from "vitest";
import type { SkyPosition } from "@/lib/units/angle";
import { fromGalactic, toGalactic } from "@/lib/units/galactic";
import { fromFieldOfView, offsetBy, separationDeg } from "@/scripts/simulate/sky";

// The numbers expected here are astropy's (5.2), for the same input.
const pointing: SkyPosition = { raDeg: 83.633, decDeg: 22.5145 };

function expectDirection(found: SkyPosition, raDeg: number, decDeg: number, digits = 8) {
  expect(found.raDeg).toBeCloseTo(raDeg, digits);
  expect(found.decDeg).toBeCloseTo(decDeg, digits);
}

describe("directions on the sky", () => {
  it("moves by a distance at a position angle, north through east", () => {
    const moved = offsetBy(pointing, 37, 1.2);
    expectDirection(moved, 84.42028627593204, 23.470937183860187);
    expect(separationDeg(pointing, moved)).toBeCloseTo(1.2, 12);
  });

  it.each([
    [1.5, -2, 85.23353150318079, 20.50647791130162],
    [-3, 3, 80.31394800976972, 25.481233736885763],
  ])("turns field-of-view coordinates (%d, %d) into RA and Dec", (lon, lat, raDeg, decDeg) => {
    expectDirection(fromFieldOfView(pointing, lon, lat), raDeg, decDeg);
  });

  it.each([
    [75, 0.5, 304.71466803004944, 36.88852857150175],
    [0, 0, 266.4049882865447, -28.93617776179147],
    [184.6, -5.8, 83.64326538954295, 21.970375441891814],
  ])("turns galactic (%d, %d) into RA and Dec and back", (lonDeg, latDeg, raDeg, decDeg) => {
    const direction = fromGalactic(lonDeg, latDeg);
    expectDirection(direction, raDeg, decDeg, 4);
    const back = toGalactic(direction);
    expect(((back.lonDeg - lonDeg + 540) % 360) - 180).toBeCloseTo(0, 9);
    expect(back.latDeg).toBeCloseTo(latDeg, 9);
  });

  it("measures angles across the 0/360 border", () => {
    expect(separationDeg({ raDeg: 359.9, decDeg: 0 }, { raDeg: 0.1, decDeg: 0 })).toBeCloseTo(0.2, 12);
  });
});
