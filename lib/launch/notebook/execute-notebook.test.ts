import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { hasRealStores, hessFile, hessRoot, realStoresNote } from "@/lib/gadf/real-stores.test-support";
import { crabInput } from "@/lib/launch/notebook/crab.test-support";
import type { NotebookInput } from "@/lib/launch/notebook/input";
import { gammapyNote, hasGammapy, python, runNotebook } from "@/lib/launch/notebook/run-notebook.test-support";

const note = hasGammapy ? realStoresNote : gammapyNote;

const resultSchema = z.object({
  n_observations: z.number(),
  index: z.number(),
  index_error: z.number(),
  amplitude: z.number(),
  sqrt_ts: z.number(),
  counts: z.number(),
});

describe.skipIf(!hasRealStores || !hasGammapy)(`a notebook run from top to bottom${note}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "notebook-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(name: string, input: NotebookInput, makeStore: (data: string) => void) {
    const ran = runNotebook(path.join(folder, name), input, makeStore);
    return { ...ran, result: resultSchema.parse(ran.result) };
  }

  it("finds the spectrum of the Crab Nebula in full-enclosure files, as the reference analysis does", { timeout: 300_000 }, () => {
    const { work, warnings, result } = run("full", crabInput(), (data) => {
      mkdirSync(path.join(data, "data"), { recursive: true });
      for (const index of ["hdu-index.fits.gz", "obs-index.fits.gz"]) cpSync(path.join(hessRoot, index), path.join(data, index));
      for (const { obsId } of crabInput().observations) {
        cpSync(hessFile(Number(obsId)), path.join(data, "data", path.basename(hessFile(Number(obsId)))));
      }
    });
    expect(result).toMatchObject({ n_observations: 4, counts: 550 });
    expect(result.index).toBeCloseTo(2.631, 2);
    expect(result.index_error).toBeCloseTo(0.064, 2);
    expect(result.amplitude * 1e11).toBeCloseTo(4.27, 1);
    expect(existsSync(path.join(work, "sed.png")) && existsSync(path.join(work, "counts.png"))).toBe(true);
    for (const file of ["spectrum-model.yaml", "flux-points.ecsv", "flux-points.fits"]) expect(existsSync(path.join(work, file)), file).toBe(true);
    expect(refittedIndex(work)).toBeCloseTo(result.index, 2);
    expect(warnings).toEqual([]);
  });

  it.each(["fixed", "energy"])("finds it in point-like files too, RAD_MAX %s", { timeout: 300_000 }, (kind) => {
    const { result } = run(kind, crabInput({ containment: "point-like" }), (data) => {
      const script = path.resolve("lib/launch/notebook/point-like-store.test-support.py");
      const made = spawnSync(python, [script, hessRoot, data, kind], { encoding: "utf8" });
      expect(made.status, made.stderr).toBe(0);
    });
    expect(result.n_observations).toBe(4);
    expect(result.index).toBeGreaterThan(2.63 - 0.1);
    expect(result.index).toBeLessThan(2.63 + 0.1);
  });
});

/** The index of a power law fitted to the OGIP files alone, as somebody would who got only these. */
function refittedIndex(work: string): number {
  const script = `
import glob
from gammapy.datasets import Datasets, SpectrumDatasetOnOff
from gammapy.modeling import Fit
from gammapy.modeling.models import Models
datasets = Datasets([SpectrumDatasetOnOff.read(path) for path in sorted(glob.glob("ogip/pha_obs?????.fits"))])
assert len(datasets) == 4, len(datasets)
datasets.models = Models.read("spectrum-model.yaml")
datasets.models[0].spectral_model.index.value = 2
Fit().run(datasets)
print(datasets.models[0].spectral_model.index.value)
`;
  const ran = spawnSync(python, ["-W", "ignore", "-c", script], { cwd: work, encoding: "utf8" });
  expect(ran.status, ran.stderr).toBe(0);
  return Number(ran.stdout);
}
