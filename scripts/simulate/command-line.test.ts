import path from "node:path";
import { describe, expect, it } from "vitest";
import { readArguments } from "@/scripts/simulate/command-line";

const codes = ["SIM-CRAB", "SIM-AGN"];

describe("the command line of simulate", () => {
  it("takes a folder, a seed and one project", () => {
    expect(readArguments(["--out", "data", "--seed", "7", "--only", "SIM-AGN"], codes)).toEqual({
      out: path.resolve("data"),
      seed: 7,
      only: "SIM-AGN",
    });
  });

  it("takes all projects without --only", () => {
    expect(readArguments(["--seed=0", "--out=data"], codes)?.only).toBeNull();
  });

  it("asks for nothing but the usage with --help", () => {
    expect(readArguments(["--help"], codes)).toBeNull();
  });

  it.each([
    [[], /--out is missing/],
    [["--out", "data"], /--seed is missing/],
    [["--out", "data", "--seed", "1.5"], /--seed 1.5 is no whole number/],
    [["--out", "data", "--seed", "99999999999999999"], /is no whole number/],
    [["--out", "data", "--seed=-3"], /--seed -3 is no whole number/],
    [["--out", "data", "--seed", "1", "--only", "SIM-X"], /--only SIM-X is no simulated project: choose one of SIM-CRAB, SIM-AGN/],
    [["--out", "data", "--seed", "1", "--sede", "2"], /--sede/],
    [["data"], /data/],
  ])("refuses %j by name", (args, message) => {
    expect(() => readArguments(args, codes)).toThrow(message);
  });
});
