import { describe, expect, it } from "vitest";
import { interpretBox } from "@/components/search/interpret";

describe("the search box", () => {
  const codes = ["SIM-CRAB", "SIM-AGN"];

  it("knows a visible project's code in any case", () => {
    expect(interpretBox(" sim-crab ", codes)).toEqual({ project: "SIM-CRAB", q: undefined });
  });

  it("treats a code that the viewer does not see like any other text", () => {
    expect(interpretBox("HESS-CRAB", codes)).toEqual({ q: "HESS-CRAB" });
  });

  it("knows a position in degrees and in hours", () => {
    expect(interpretBox("83.63 22.01", codes)).toEqual({ raDeg: "83.63", decDeg: "22.01", q: undefined });
    expect(interpretBox("05:34:31.9 +22:00:52", codes)).toEqual({ raDeg: "83.632917", decDeg: "22.014444", q: undefined });
  });

  it("takes the rest for a target or an observation id", () => {
    expect(interpretBox("Crab Nebula", codes)).toEqual({ q: "Crab Nebula" });
    expect(interpretBox("run 23523", codes)).toEqual({ q: "run 23523" });
    expect(interpretBox("", codes)).toEqual({ q: undefined });
  });
});
