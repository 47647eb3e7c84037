import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { hasRealStores, hessFile, hessRoot, realStoresNote } from "@/lib/gadf/real-stores.test-support";
import { buildNotebook } from "@/lib/launch/notebook/build-notebook";
import { crabInput } from "@/lib/launch/notebook/crab.test-support";
import type { NotebookInput } from "@/lib/launch/notebook/input";

const jupyter = "/usr/bin/jupyter";
const python = "/usr/bin/python3";
const hasGammapy = existsSync(jupyter) && spawnSync(python, ["-c", "import gammapy, nbconvert, ipykernel"]).status === 0;
const note = hasGammapy ? realStoresNote : " (skipped: apt install python3-gammapy python3-ipykernel jupyter-nbconvert)";

const cellSchema = z.object({
  id: z.string(),
  outputs: z.array(z.object({ output_type: z.string(), name: z.string().optional(), text: z.array(z.string()).optional() })).default([]),
});
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

  /** Runs it in a work folder of its own, without network proxies, display or package, and reads its result line. */
  function run(name: string, input: NotebookInput, makeStore: (data: string) => void) {
    const work = path.join(folder, name);
    mkdirSync(work);
    makeStore(path.join(work, "data"));
    writeFileSync(path.join(work, "analysis.ipynb"), JSON.stringify(buildNotebook(input)));
    const command = ["nbconvert", "--to", "notebook", "--execute", "--inplace", "analysis.ipynb"];
    const env = { HOME: folder, PATH: "/usr/bin:/bin", OMP_NUM_THREADS: "1", NODE_ENV: "test" as const };
    const ran = spawnSync(jupyter, command, { cwd: work, env, encoding: "utf8" });
    expect(ran.status, ran.stderr).toBe(0);
    const { cells } = z.object({ cells: z.array(cellSchema) }).parse(JSON.parse(readFileSync(path.join(work, "analysis.ipynb"), "utf8")));
    const warnings = cells.flatMap((cell) => cell.outputs.filter((output) => output.name === "stderr").map(() => cell.id));
    const lines = cells.flatMap((cell) => cell.outputs.flatMap((output) => output.text?.join("").split("\n") ?? []));
    const line = lines.find((text) => text.startsWith("AIRSHOWER_RESULT "));
    return { work, warnings, result: resultSchema.parse(JSON.parse(line!.slice("AIRSHOWER_RESULT ".length))) };
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
