import { describe, expect, it } from "vitest";
import { fromGalactic, toGalactic } from "@/lib/units/galactic";
import { positionOf, separationDeg, unitVector } from "@/lib/units/sphere";

describe("galactic coordinates", () => {
  it("are where astropy has them", () => {
    // SkyCoord(83.63308, 22.0145, unit="deg").galactic, astropy 5.2
    const crab = toGalactic({ raDeg: 83.63308, decDeg: 22.0145 });
    expect(crab.lonDeg).toBeCloseTo(184.55745, 4);
    expect(crab.latDeg).toBeCloseTo(-5.784369, 4);
  });
  it("go there and back", () => {
    for (let i = 0; i < 500; i++) {
      const position = { raDeg: (i * 137.5) % 360, decDeg: ((i * 53.3) % 179) - 89.5 };
      const { lonDeg, latDeg } = toGalactic(position);
      expect(separationDeg(unitVector(fromGalactic(lonDeg, latDeg)), unitVector(position))).toBeLessThan(1e-9);
      expect(separationDeg(unitVector(positionOf(unitVector(position))), unitVector(position))).toBeLessThan(1e-12);
    }
  });
});
