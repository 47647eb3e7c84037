import { describe, expect, it } from "vitest";
import { separationDeg, unitVector } from "@/lib/units/sphere";
import { knownTargets, targetsBeginning, targetsNamed } from "./known";

/** The direction that a name like `HESS J1825-137` or `1RXS J101015.9-311909` tells, to what its digits allow; null without one. */
function positionInName(name: string) {
  const parts = /J(\d\d)(\d\d)(?:(\.\d)|(\d\d(?:\.\d)?))?([+-])(\d\d)(\d\d|\d)?/.exec(name);
  if (!parts) return null;
  const [, hours, minutes, tenths, seconds, sign, degrees, rest = ""] = parts;
  const dec = Number(degrees) + (rest.length === 2 ? Number(rest) / 60 : Number(rest) / 10);
  return { raDeg: 15 * (Number(hours) + (Number(minutes) + Number(tenths ?? 0) + Number(seconds ?? 0) / 60) / 60), decDeg: sign === "-" ? -dec : dec };
}

const apartDeg = (name: string, position: { raDeg: number; decDeg: number }) => separationDeg(unitVector(targetsNamed(name)[0]!), unitVector(position));

describe("the list of TeV sources", () => {
  it("knows two hundred and more, each once, with a position, names and where it comes from", () => {
    expect(knownTargets.length).toBeGreaterThanOrEqual(200);
    expect(new Set(knownTargets.map(({ name }) => name)).size).toBe(knownTargets.length);
    for (const { name, raDeg, decDeg, source } of knownTargets) {
      expect([name, raDeg >= 0 && raDeg < 360, Math.abs(decDeg) <= 90]).toEqual([name, true, true]);
      expect(source.url).toMatch(/^https:/);
    }
  });
  it("puts each where its own name says, as far as its digits go", () => {
    const told = knownTargets.flatMap((target) => {
      const position = positionInName(target.name);
      return position ? [{ name: target.name, apart: separationDeg(unitVector(target), unitVector(position)) }] : [];
    });
    expect(told.length).toBeGreaterThan(120);
    expect(told.filter(({ apart }) => apart > 0.5)).toEqual([]);
  });
  it.each([
    // Fermi-LAT, 3FHL (Ajello et al. 2017, ApJS 232, 18).
    ["NGC 253", 11.914, -25.29, 0.05],
    ["1ES 0033+595", 8.978, 59.835, 0.05],
    ["KUV 00311-1938", 8.393, -19.357, 0.05],
    ["Tycho", 6.38, 64.13, 0.05],
    ["SHBL J001355.9-185406", 3.468, -18.917, 0.05],
    // HAWC, 3HWC (Albert et al. 2020, ApJ 905, 76): seen with a coarser eye.
    ["Crab", 83.628, 22.024, 0.1],
    ["Mrk 421", 166.113, 38.158, 0.1],
    ["Mrk 501", 253.521, 39.741, 0.1],
    ["SNR G054.1+00.3", 292.544, 18.839, 0.15],
    ["Gamma Cygni", 305.156, 40.375, 0.15],
    // H.E.S.S. Galactic plane survey (2018, A&A 612, A1): centres of extended emission.
    ["RX J1713.7-3946", 258.355, -39.771, 0.3],
    ["HESS J1825-137", 276.26, -13.966, 0.6],
  ])("agrees with another instrument on %s", (name, raDeg, decDeg, withinDeg) => {
    expect(apartDeg(name, { raDeg, decDeg })).toBeLessThan(withinDeg);
  });
});

describe("finding a source by name", () => {
  it("takes any spelling and any of its names", () => {
    for (const name of ["Crab Nebula", "crab", "M1", "m 1", "CRAB-NEBULA", "hess j0534+220"]) expect(targetsNamed(name)[0]?.name).toBe("Crab Nebula");
    expect(targetsNamed("Sgr A*")[0]?.name).toBe("Galactic Centre");
  });
  it("finds both of two that share a name, and none for an unknown one", () => {
    expect(targetsNamed("kookaburra").map(({ name }) => name)).toEqual(["HESS J1418-609", "HESS J1420-607"]);
    for (const name of ["", "  ", "?", "Nowhere"]) expect(targetsNamed(name)).toEqual([]);
  });
  it("proposes those whose names begin so, each once", () => {
    expect(targetsBeginning("westerl", 8).map(({ name }) => name)).toEqual(["Westerlund 1", "Westerlund 2"]);
    expect(targetsBeginning("hess", 5)).toHaveLength(5);
    expect(targetsBeginning("cra", 8).map(({ name }) => name)).toEqual(["Crab Nebula"]);
  });
});
