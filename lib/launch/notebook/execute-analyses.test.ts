import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readHduIndex } from "@/lib/gadf/hdu-index";
import { ctaRoot, hasRealStores, hessFile, hessRoot, realStoresNote } from "@/lib/gadf/real-stores.test-support";
import { writeHduIndex } from "@/lib/gadf/write-index";
import { crabInput } from "@/lib/launch/notebook/crab.test-support";
import type { NotebookInput } from "@/lib/launch/notebook/input";
import { readTemplate, type NotebookTemplate } from "@/lib/launch/software/template";
import { gammapyNote, hasGammapy, runNotebook } from "@/lib/launch/notebook/run-notebook.test-support";
import { agnProject } from "@/scripts/simulate/project-agn";
import { crabProject, crabSpectrum } from "@/scripts/simulate/project-crab";
import { gpsProject, surveySources } from "@/scripts/simulate/project-gps";
import type { ProjectPlan } from "@/scripts/simulate/plan";
import { simulate } from "@/scripts/simulate/simulate";

const lightCurveSchema = z.object({
  n_observations: z.number(), n_bins: z.number(), energy_threshold_tev: z.number(), containment_correction: z.boolean(),
  flux: z.number(), flux_error: z.number(), p_constant: z.number(), p_constant_bins: z.number(), f_var: z.number(),
  flux_max: z.number(), flux_min: z.number(),
});
const mapSchema = z.object({
  n_observations: z.number(), off_mean: z.number(), off_width: z.number(), fraction_excluded: z.number(),
  peaks: z.array(z.object({ ra_deg: z.number(), dec_deg: z.number(), sqrt_ts: z.number() })),
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "analyses-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Pointing = readonly [obsId: number, raPntDeg: number, decPntDeg: number];

function inputFor(analysis: NotebookInput["analysis"], pointings: readonly Pointing[], change: Partial<NotebookInput>): NotebookInput {
  const [one] = crabInput().observations;
  const observations = pointings.map(([obsId, raPntDeg, decPntDeg]) => ({ ...one!, obsId, raPntDeg, decPntDeg }));
  return crabInput({ analysis, observations, ...change });
}

const stores = new Map<string, string>();

/** The store of a simulated project: made once, but for a test that changes it. */
async function storeOf({ code, store }: ProjectPlan, change?: (store: string) => Promise<void>): Promise<string> {
  const made = change ? undefined : stores.get(code);
  if (made) return made;
  const out = mkdtempSync(path.join(folder, `simulation-${code}-`));
  simulate({ out, seed: 42, only: code });
  const whole = path.join(out, store);
  await change?.(whole);
  if (!change) stores.set(code, whole);
  return whole;
}

interface Simulated {
  /** Another than the observations' own. */
  readonly target?: NonNullable<NotebookInput["target"]>;
  readonly change?: (store: string) => Promise<void>;
  readonly template?: NotebookTemplate | null;
}

/** A notebook run on some observations of a simulated project. */
async function simulated(analysis: NotebookInput["analysis"], project: ProjectPlan, obsIds: readonly number[], { target: other, change, template = null }: Simulated = {}) {
  const chosen = project.observations.filter(({ obsId }) => obsIds.includes(obsId));
  const { object, objectDirection } = chosen[0]!;
  const target = analysis === "map" ? null : (other ?? { name: object, ...objectDirection });
  const input = inputFor(analysis, chosen.map(({ obsId, pointing }) => [obsId, pointing.raDeg, pointing.decDeg] as const), { target, simulated: true, ...(template && { requiredIrfs: [] }) });
  const store = await storeOf(project, change);
  return runNotebook(path.join(folder, `${project.code}-${analysis}-${obsIds.join("-")}`), input, (data) => symlinkSync(store, data), template);
}

/** Integral of a power law over energies in TeV, cm-2 s-1. */
function integralFlux({ amplitude, index }: { amplitude: number; index: number }, fromTeV: number, toTeV: number): number {
  return (amplitude / (index - 1)) * (fromTeV ** (1 - index) - toTeV ** (1 - index));
}

/** Rows of a light curve's ECSV file: MJD, and fluxes in cm-2 s-1. */
function readLightCurve(file: string) {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const [head, ...rows] = lines.filter((line) => !line.startsWith("#"));
  const at = (name: string) => head!.split(" ").indexOf(name);
  const number = (text: string | undefined) => Number(text!.replace(/[[\]]/g, ""));
  const points = rows.map((row) => row.split(" ")).map((cells) => ({
    startMjd: number(cells[at("time_min")]), stopMjd: number(cells[at("time_max")]), flux: number(cells[at("flux")]), error: number(cells[at("flux_err")]),
  }));
  return { timeScale: /TIMESYS: (\w+)/.exec(lines.join("\n"))?.[1], points };
}

const expectFiles = (work: string, files: readonly string[]) => expect(files.filter((file) => !existsSync(path.join(work, file)))).toEqual([]);
const lightCurveFiles = ["per-observation", "10-min"].flatMap((name) => [`light-curve-${name}.ecsv`, `light-curve-${name}.fits`]);

describe.skipIf(!hasGammapy)(`analyses of simulated data, run from top to bottom${gammapyNote}`, () => {
  it("find a steady source constant, in whole observations and ten minutes, across gaps of the good time", { timeout: 300_000 }, async () => {
    const { work, warnings, pictures, result } = await simulated("light-curve", crabProject(), [50101, 50104]);
    const found = lightCurveSchema.parse(result);
    expect(found).toMatchObject({ n_observations: 2, n_bins: 6, containment_correction: true });
    expect(found.p_constant).toBeGreaterThan(0.001);
    expect(found.p_constant_bins).toBeGreaterThan(0.001);
    const put = integralFlux(crabSpectrum, found.energy_threshold_tev, 40);
    expect(Math.abs(found.flux - put)).toBeLessThan(3 * found.flux_error);
    expectFiles(work, [...lightCurveFiles, "light-curve.png", "light-curve-model.yaml"]);
    expect(pictures.at(-1)).toBe("plot");
    expect(warnings).toEqual([]);
  });

  it("find a flare as it was put in", { timeout: 300_000 }, async () => {
    const { work, result } = await simulated("light-curve", agnProject(), [50203, 50206, 50207]);
    const found = lightCurveSchema.parse(result);
    expect(found.p_constant).toBeLessThan(1e-6);
    expect(found.f_var).toBeGreaterThan(0.4);
    const { points, timeScale } = readLightCurve(path.join(work, "light-curve-per-observation.ecsv"));
    expect(timeScale).toBe("tt");
    // Flux at 1 TeV of the quiet source, and the factors of these three observations: docs/simulated-data.md.
    const put = [1.2, 3.6, 6].map((factor) => integralFlux({ amplitude: 9e-12 * factor, index: 2.4 }, found.energy_threshold_tev, 40));
    expect(points).toHaveLength(3);
    for (const [i, { flux, error }] of points.entries()) expect(Math.abs(flux - put[i]!), `observation ${i}`).toBeLessThan(3.5 * error);
  });

  it("make a light curve without a psf, and say that it is not corrected", { timeout: 300_000 }, async () => {
    const { result } = await simulated("light-curve", crabProject(), [50101], { change: async (store) => {
      const index = path.join(store, "hdu-index.fits.gz");
      const { definition, rows } = await readHduIndex(index);
      const kept = rows.filter(({ hduType }) => hduType !== "psf" && hduType !== "bkg").map((row) => ({ row: row.raw, path: `${row.fileDir}/${row.fileName}` }));
      writeFileSync(index, writeHduIndex([{ definition, rows: kept }]).bytes);
    } });
    const found = lightCurveSchema.extend({ p_constant: z.null(), f_var: z.null() }).parse(result);
    expect(found).toMatchObject({ n_observations: 1, n_bins: 3, containment_correction: false });
    // A part of the events lies outside the region: how large, only the psf would tell.
    const part = found.flux / integralFlux(crabSpectrum, found.energy_threshold_tev, 40);
    expect(part).toBeGreaterThan(0.4);
    expect(part).toBeLessThan(1);
  });

  it("make the light curve of a target, and leave out an observation whose field does not hold it", { timeout: 300_000 }, async () => {
    const { name, direction } = surveySources[1]!;
    const { result, printed } = await simulated("light-curve", gpsProject(), [50301, 50315, 50316], { target: { name, ...direction } });
    const found = z.object({ n_observations: z.number(), sqrt_ts: z.number(), energy_threshold_tev: z.number() }).parse(result);
    expect(found.n_observations).toBe(2);
    expect(found.energy_threshold_tev).toBeLessThan(2);
    expect(printed).toContain("Left out, since their field of view does not hold the target: [50301]");
  });

  it("go on with an operator's notebook behind the portal's cells", { timeout: 300_000 }, async () => {
    const { work, warnings, result } = await simulated("theta-squared", crabProject(), [50101, 50104], { template: readTemplate(JSON.parse(readFileSync("deploy/software/theta-squared/theta-squared.ipynb", "utf8"))) });
    const found = z.object({ n_observations: z.number(), n_on: z.number(), n_off: z.number() }).parse(result);
    expect(found.n_observations).toBe(2);
    expect(found.n_on).toBeGreaterThan(found.n_off + 5 * Math.sqrt(found.n_off));
    expectFiles(work, ["theta-squared.ecsv", "theta-squared.png"]);
    expect(warnings).toEqual([]);
  });

  it("find both sources of a survey on a map, and nothing else on it", { timeout: 300_000 }, async () => {
    const { work, warnings, pictures, result } = await simulated("map", gpsProject(), [50306, 50307, 50308, 50315, 50316, 50317]);
    const found = mapSchema.parse(result);
    expect(found.n_observations).toBe(6);
    expect(Math.abs(found.off_mean)).toBeLessThan(0.1);
    expect(Math.abs(found.off_width - 1)).toBeLessThan(0.1);
    expect(found.peaks).toHaveLength(surveySources.length);
    for (const { direction } of surveySources) {
      const near = found.peaks.some(({ ra_deg, dec_deg }) => Math.hypot((ra_deg - direction.raDeg) * Math.cos((dec_deg * Math.PI) / 180), dec_deg - direction.decDeg) < 0.08);
      expect(near, JSON.stringify(direction)).toBe(true);
    }
    expectFiles(work, ["significance-map.fits", "significance-map.png", "significance-distribution.png", "significance-distribution.ecsv", "significance-peaks.ecsv"]);
    expect(pictures.filter((id) => id === "plot")).toHaveLength(2);
    expect(warnings).toEqual([]);
  });
});

describe.skipIf(!hasGammapy || !hasRealStores)(`analyses of the real stores (shared data)${hasGammapy ? realStoresNote : gammapyNote}`, () => {
  it("follow PKS 2155-304 through a night of July 2006", { timeout: 300_000 }, () => {
    const obsIds = [33787, 33788, 33789, 33790, 33791];
    const target = { name: "PKS 2155-304", raDeg: 329.71694, decDeg: -30.22559 };
    const input = inputFor("light-curve", obsIds.map((obsId) => [obsId, 329.71694, -30.72559] as const), { target });
    const { work, result } = runNotebook(path.join(folder, "pks2155"), input, (data) => {
      mkdirSync(path.join(data, "data"), { recursive: true });
      for (const index of ["hdu-index.fits.gz", "obs-index.fits.gz"]) cpSync(path.join(hessRoot, index), path.join(data, index));
      for (const obsId of obsIds) cpSync(hessFile(obsId), path.join(data, "data", path.basename(hessFile(obsId))));
    });
    const found = lightCurveSchema.parse(result);
    expect(found).toMatchObject({ n_observations: 5, n_bins: 15 });
    expect(found.p_constant).toBeLessThan(1e-6);
    expect(found.flux_max / found.flux_min).toBeGreaterThan(2);
    const { points, timeScale } = readLightCurve(path.join(work, "light-curve-10-min.ecsv"));
    expect(timeScale).toBe("tt");
    // The header's DATE-OBS, TIME-OBS of the first: 2006-07-29 20:25:38.184 (TT).
    expect(points[0]!.startMjd).toBeCloseTo(53945 + (20 * 3600 + 25 * 60 + 38.184) / 86400, 5);
    for (const { startMjd, stopMjd } of points) expect((stopMjd - startMjd) * 1440).toBeLessThan(13.01);
  });

  it("find the Galactic centre in the survey of CTA's first data challenge", { timeout: 300_000 }, () => {
    const pointings = [[110380, 267.68121, -29.6075], [111140, 264.2316, -29.5214]] as const;
    const { result } = runNotebook(path.join(folder, "cta-gps"), inputFor("map", pointings, { target: null, simulated: true }), (data) => {
      symlinkSync(ctaRoot, path.join(path.dirname(data), "store"));
      symlinkSync("store/index/gps", data);
    });
    const found = mapSchema.parse(result);
    expect(found.n_observations).toBe(2);
    expect(Math.abs(found.off_mean)).toBeLessThan(0.15);
    expect(Math.abs(found.off_width - 1)).toBeLessThan(0.15);
    const brightest = found.peaks[0]!;
    expect(Math.hypot((brightest.ra_deg - 266.417) * Math.cos((29 * Math.PI) / 180), brightest.dec_deg + 29.008)).toBeLessThan(0.1);
  });
});
