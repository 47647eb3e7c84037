import { describe, expect, it } from "vitest";
import { horizontal, momentAtZenith, sunAltitudeDeg, type Site } from "@/scripts/simulate/horizon";

const site: Site = { name: "La Palma", lonDeg: -17.89, latDeg: 28.7619, heightM: 2200 };
const crab = { raDeg: 83.633083, decDeg: 22.0145 };

describe("the sky above the site", () => {
  // Expected: astropy 5.2, AltAz without refraction.
  it.each([
    [60288.1, 83.633083, 22.0145, 76.72929312588425, 242.4061458572101, -71.09272293667733],
    [59641.05, 166.113808, 38.208833, 79.60470822376674, 24.785275984720304, -67.96611014190451],
    [60168.1, 305.2, 40.8, 60.56375232441382, 303.1148729697928, -43.24261322065819],
  ])("agrees with astropy at MJD %d", (mjd, raDeg, decDeg, altDeg, azDeg, sunDeg) => {
    const found = horizontal({ raDeg, decDeg }, mjd, site);
    expect(Math.abs(found.altDeg - altDeg)).toBeLessThan(0.01);
    expect(Math.abs(found.azDeg - azDeg)).toBeLessThan(0.04);
    expect(Math.abs(sunAltitudeDeg(mjd, site) - sunDeg)).toBeLessThan(0.02);
  });

  it.each(["rising", "setting"] as const)("finds the moment at which a %s target has the zenith wished", (side) => {
    const moment = momentAtZenith(crab, 40, side, 60288, site);
    expect(Math.abs(moment - 60288)).toBeLessThan(0.5);
    expect(90 - horizontal(crab, moment, site).altDeg).toBeCloseTo(40, 3);
    const { azDeg } = horizontal(crab, moment, site);
    expect(azDeg < 180).toBe(side === "rising");
  });

  it("refuses a zenith angle that the target never has", () => {
    expect(() => momentAtZenith(crab, 2, "rising", 60288, site)).toThrow(/never stands at zenith 2 at La Palma/);
  });
});
