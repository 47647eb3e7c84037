import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findGammapy, fitSpectrum, installGammapy } from "@/scripts/simulate/gammapy";
import { crab, crabSpectrum } from "@/scripts/simulate/project-crab";
import { simulate } from "@/scripts/simulate/simulate";

const python = findGammapy();

describe.skipIf(python === null)(`simulated data in gammapy${python === null ? ` (skipped: ${installGammapy})` : ""}`, () => {
  let folder: string;
  let out: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "airshower-gammapy-"));
    out = path.join(folder, "simulation");
    simulate({ out, seed: 42, only: "SIM-CRAB" });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("give back the spectrum that was put in", () => {
    const fitted = fitSpectrum(python!, path.join(out, "sim-crab"), crab);
    expect(fitted.observations).toBe(8);
    expect(fitted.converged).toBe(true);
    expect(Math.abs(fitted.index - crabSpectrum.index)).toBeLessThan(0.15);
    expect(Math.abs(fitted.amplitude / crabSpectrum.amplitude - 1)).toBeLessThan(0.15);
  }, 120_000);

  it("say why a store can not be fitted", () => {
    expect(() => fitSpectrum(python!, path.join(folder, "missing"), crab)).toThrow(/gammapy could not fit .*missing: .+/);
  }, 120_000);
});
