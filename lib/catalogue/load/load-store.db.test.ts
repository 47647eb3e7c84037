import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyWritable } from "@/lib/config/shared-data.test-support";
import { lakeBackend } from "@/lib/datalake/registry";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { loadStore } from "./load-store";

const shared = path.resolve("../shared/data");
testDatabase();

const load = (store: string, collection: string, projectsFile: string | null = path.join(shared, "projects.json")) =>
  loadStore({ store, collection, projectsFile, takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });
const rows = <Row extends object>(text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.rows<Row>(text, values));

describe.skipIf(!fs.existsSync(shared))("the real stores (shared data)", () => {
  it("load completely, and say what is missing", async () => {
    const report = await load(path.join(shared, "hess-dl3-dr1"), "hess-dl3-dr1");
    expect(report.observations).toEqual({ added: 14, changed: 0, unchanged: 0 });
    expect(report.products).toEqual({ added: 15, changed: 0, unchanged: 0 });
    expect(report.findings.join("\n")).toMatch(/91 of 105 observations/);
    const [crab] = await rows<Record<string, unknown>>(
      `SELECT o.*, p.code FROM observation o JOIN project p ON p.id = o.project_id WHERE obs_id = 23523`,
    );
    expect(crab).toMatchObject({ code: "HESS-CRAB", target_name: "Crab", target_key: "crab", facility: "H.E.S.S.", irf_kinds: ["aeff", "edisp", "psf", "bkg"], simulated: false });
    // 2004-12-04 22:07:06 UTC; DATE-OBS and TIME-OBS of that file are TT.
    expect(crab!.start_mjd).toBeCloseTo(53343.921597, 5);
    expect(crab!.livetime_sec).toBeCloseTo(1581.7, 0);
    const [links] = await rows<{ n: number }>("SELECT count(*)::int AS n FROM hdu h JOIN observation o ON o.id = h.observation_id WHERE o.obs_id = 23523");
    expect(links!.n).toBe(6);
    const terms = await rows<{ name: string; sharing: string }>("SELECT name, sharing FROM product WHERE role = 'terms'");
    expect(terms).toEqual([{ name: "README.txt", sharing: "store" }]);
  });
  it("change nothing when loaded again", async () => {
    const before = await rows("SELECT id, xmin::text FROM observation UNION ALL SELECT id, xmin::text FROM product UNION ALL SELECT id, xmin::text FROM hdu ORDER BY 1, 2");
    const report = await load(path.join(shared, "hess-dl3-dr1"), "hess-dl3-dr1");
    expect(report.observations).toEqual({ added: 0, changed: 0, unchanged: 14 });
    expect(report.products).toEqual({ added: 0, changed: 0, unchanged: 15 });
    expect(await rows("SELECT id, xmin::text FROM observation UNION ALL SELECT id, xmin::text FROM product UNION ALL SELECT id, xmin::text FROM hdu ORDER BY 1, 2")).toEqual(before);
  });
  it("load with paths that climb and an IRF file that two observations share", async () => {
    const report = await load(path.join(shared, "cta-1dc"), "cta-1dc");
    expect(report.observations.added).toBe(2);
    expect(await rows("SELECT p.name, sharing, observation_count FROM product p JOIN collection c ON c.id = p.collection_id WHERE c.name = 'cta-1dc' ORDER BY sharing")).toEqual([
      { name: "caldb/data/cta/1dc/bcf/South_z20_50h/irf_file.fits", sharing: "shared-irf", observation_count: 2 },
      { name: "data/baseline/gps/gps_baseline_110380.fits", sharing: "single", observation_count: 1 },
      { name: "data/baseline/gps/gps_baseline_111140.fits", sharing: "single", observation_count: 1 },
    ]);
    const [observation] = await rows<{ telescope_count: number | null; zenith_deg: number | null; warnings: string[] }>("SELECT telescope_count, zenith_deg, warnings FROM observation WHERE obs_id = 110380");
    expect(observation).toMatchObject({ telescope_count: null, zenith_deg: null });
  });
});

describe.skipIf(!fs.existsSync(shared))("a store that changes (shared data)", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-store-"));
  beforeAll(() => copyWritable(path.join(shared, "hess-dl3-dr1"), folder));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it("gets a new release for a file whose bytes changed, and keeps the old one", async () => {
    await load(folder, "changing", null);
    const file = path.join(folder, "README.txt");
    fs.appendFileSync(file, "One more line.\n");
    const report = await load(folder, "changing", null);
    expect(report.products).toMatchObject({ added: 0, changed: 1 });
    const releases = await rows<{ release: number; location: string }>("SELECT release, location FROM product_release r JOIN product p ON p.id = r.product_id JOIN collection c ON c.id = p.collection_id WHERE c.name = 'changing' AND p.name = 'README.txt' ORDER BY 1");
    expect(releases.map(({ release }) => release)).toEqual([1, 2]);
    for (const { location } of releases) expect(await lakeBackend("local").exists(location)).toBe(true);
  });
  it("is refused whole when a file is cut off, naming file and cause", async () => {
    const file = path.join(folder, "data/hess_dl3_dr1_obs_id_020303.fits.gz");
    fs.truncateSync(file, 200_000);
    await expect(load(folder, "cut-off", null)).rejects.toThrow(/data\/hess_dl3_dr1_obs_id_020303\.fits\.gz.*gzip/i);
    expect(await rows("SELECT 1 FROM collection WHERE name = 'cut-off'")).toEqual([]);
  });
  it("is refused when the projects file names an observation that it has not", async () => {
    const projects = path.join(folder, "projects.json");
    fs.writeFileSync(projects, JSON.stringify({ projects: [{ code: "X", title: "x", pi: "p", group: "g", store: "unknown-obs", obsIds: [23523, 999], metaReleaseAt: null, dataReleaseAt: null }] }));
    await expect(load(path.join(shared, "hess-dl3-dr1"), "unknown-obs", projects)).rejects.toThrow(/project X names observation 999/);
    expect(await rows("SELECT 1 FROM project WHERE code = 'X'")).toEqual([]);
  });
  it("is refused when a file of it is a link that leads out", async () => {
    const file = path.join(folder, "data/hess_dl3_dr1_obs_id_020303.fits.gz");
    fs.rmSync(file);
    fs.symlinkSync("/etc/passwd", file);
    await expect(load(folder, "linked-out", null)).rejects.toThrow(/020303.*leads out of the store/);
  });
});
