import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadStore } from "@/lib/catalogue/load/load-store";
import { copyWritable } from "@/lib/config/shared-data.test-support";
import { lakeBackend } from "@/lib/datalake/registry";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { matchIrfs } from "./match-irfs";

const shared = path.resolve("../shared/data");
testDatabase();
const everybody = viewer("analyst", "cta/projects/hess-crab", "cta/projects/hess-msh", "cta/projects/cta-gps");

const PYTHON = "/usr/bin/python3";
const SWAP = `
import sys
from astropy.io import fits
with fits.open(sys.argv[1], mode="update") as file:
    rows = file[1].data
    names = {int(r["OBS_ID"]): r["FILE_NAME"] for r in rows}
    for r in rows:
        other = {23523: 33791, 33791: 23523}.get(int(r["OBS_ID"]))
        if other and r["HDU_TYPE"].strip() not in ("events", "gti"): r["FILE_NAME"] = names[other]
`;

const load = (store: string, collection: string, projectsFile: string | null) => loadStore({ store, collection, projectsFile, takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });

describe.skipIf(!fs.existsSync(shared))("IRF matching on the real stores (shared data)", () => {
  beforeAll(async () => {
    for (const store of ["hess-dl3-dr1", "cta-1dc"]) await load(path.join(shared, store), store, path.join(shared, "projects.json"));
  });
  const all = [23523, 23526, 23559, 23592, 20282, 33787, 33791].map((id) => `hess-dl3-dr1:${id}`).concat("cta-1dc:110380", "cta-1dc:111140");
  const match = (who: Parameters<typeof matchIrfs>[0], ids: string[]) => matchIrfs(who, { observationIds: ids, analysis: "map" }).then(({ items }) => items);

  it("takes what the stores link, complete and without a disagreement", async () => {
    const items = await match(everybody, all);
    expect(items.map((item) => item.observationId)).toEqual(all);
    for (const item of items) {
      expect(item).toMatchObject({ containment: "full-enclosure", ambiguous: [], missing: [] });
      expect(item.components.map((c) => [c.kind, c.rule, c.disagreements])).toEqual(["aeff", "edisp", "psf", "bkg"].map((kind) => [kind, "linked", []]));
    }
  });
  it("tells anonymous visitors of the open observations alone", async () => {
    expect((await match(anonymous, all)).map((item) => item.observationId)).toEqual(["hess-dl3-dr1:20282", "hess-dl3-dr1:33787", "hess-dl3-dr1:33791"]);
  });
  it("finds by CALDB and IRF of the event header what the index does not link", async () => {
    await withSystemSql("test", (sql) => sql.run("DELETE FROM hdu WHERE irf IS NOT NULL AND observation_id = (SELECT id FROM observation WHERE obs_id = 111140)"));
    const [found] = await match(everybody, ["cta-1dc:111140"]);
    expect(found?.components.map((c) => [c.kind, c.rule, c.productId])).toEqual(["aeff", "edisp", "psf", "bkg"].map((kind) => [kind, "event-header", "cta-1dc:caldb/data/cta/1dc/bcf/South_z20_50h/irf_file.fits"]));
  });
  it("reports the IRFs of an observation at zenith 24 degrees linked to one at 47", async () => {
    const [crab] = await withSystemSql("test", (sql) => sql.rows<{ id: string; other: string }>("SELECT o.id, x.id AS other FROM observation o, observation x WHERE o.obs_id = 23523 AND x.obs_id = 33791"));
    await withSystemSql("test", async (sql) => {
      await sql.run("DELETE FROM hdu WHERE irf IS NOT NULL AND observation_id = $1", [crab!.id]);
      await sql.run("INSERT INTO hdu (observation_id, product_id, release, hdu_type, hdu_class, hdu_name, row, irf) SELECT $1, product_id, release, hdu_type, hdu_class, hdu_name, row, irf FROM hdu WHERE observation_id = $2 AND irf IS NOT NULL", [crab!.id, crab!.other]);
    });
    const [found] = await match(everybody, ["hess-dl3-dr1:23523"]);
    expect(found?.components.map((c) => c.disagreements)).toEqual([
      ["observation: the IRF's header says that it was made for 33791, this one is 23523", "zenith: the IRF's header says 24.2 deg, the observation was at 48.6 deg"],
      // H.E.S.S. says OBS_ID and ZENITH in the effective area only: of the others their file tells.
      ...["edisp", "psf", "bkg"].map(() => ["observation: the IRF lies in the event file of 33791, this one is 23523"]),
    ]);
  });
  it.skipIf(!fs.existsSync(PYTHON))("reports an index that gives two observations each other's IRFs", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-swapped-"));
    copyWritable(path.join(shared, "hess-dl3-dr1"), folder);
    execFileSync(PYTHON, ["-c", SWAP, path.join(folder, "hdu-index.fits.gz")]);
    await load(folder, "swapped", null);
    await withSystemSql("test", (sql) => sql.run("UPDATE collection SET iam_group = 'cta/projects/hess-crab' WHERE name = 'swapped'"));
    const found = await match(everybody, ["swapped:23523", "swapped:33791", "swapped:23526"]);
    const told = found.map((item) => item.components.map((c) => c.disagreements.length));
    expect(told).toEqual([[2, 1, 1, 1], [2, 1, 1, 1], [0, 0, 0, 0]]);
    fs.rmSync(folder, { recursive: true });
  });
});
