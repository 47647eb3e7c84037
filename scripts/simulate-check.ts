import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findGammapy, fitSpectrum, installGammapy } from "@/scripts/simulate/gammapy";
import { crab, crabSpectrum } from "@/scripts/simulate/project-crab";
import { judgePulls } from "@/scripts/simulate/pulls";
import { simulate } from "@/scripts/simulate/simulate";

const seeds = 20;

/**
 * `npm run simulate:check`: simulates SIM-CRAB with 20 seeds, fits each with gammapy, and asks whether the fitted
 * indices scatter around the true one as their errors say. JSON lines; exit code 1 when they do not.
 */
function main(): number {
  const python = findGammapy();
  if (python === null) {
    console.error(`gammapy is missing, with which the spectra are fitted: ${installGammapy}`);
    return 1;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "airshower-simulate-check-"));
  try {
    const pulls = Array.from({ length: seeds }, (_, i) => pullOf(i + 1, folder, python));
    const verdict = judgePulls(pulls);
    console.log(JSON.stringify(verdict));
    return verdict.passed ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Deviation of the fitted index from the true one, in units of its error. */
function pullOf(seed: number, folder: string, python: string): number {
  const out = path.join(folder, "simulation");
  simulate({ out, seed, only: "SIM-CRAB" });
  const { index, indexError, amplitude, amplitudeError } = fitSpectrum(python, path.join(out, "sim-crab"), crab);
  const pull = (index - crabSpectrum.index) / indexError;
  console.log(JSON.stringify({ seed, index, indexError, amplitude, amplitudeError, pull }));
  return pull;
}

process.exitCode = main();
