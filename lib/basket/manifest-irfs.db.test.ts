import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { addToBasket } from "./basket";
import { insertFile, setIndexDefinitions, setIndexRow } from "./fixture.test-support";
import { draftManifest } from "./manifest";

testDatabase();

const member = viewer("pi-crab", "cta/projects/crab");
const events = [["events", "events", "EVENTS"], ["gti", "gti", "GTI"]] as const;
const irfs = [["aeff", "aeff_2d", "AEFF"], ["edisp", "edisp_2d", "EDISP"], ["psf", "psf_table", "PSF"], ["bkg", "bkg_3d", "BKG"]] as const;
const three = irfs.slice(0, 3);
const analysis = { caldb: "r1", irf: null as string | null, cuts: "std", arrayLayout: "1,2" };
const header = (zenithDeg: number, more: Record<string, unknown> = {}) => ({ containment: "full-enclosure", zenithDeg, analysis: { cuts: "std", arrayLayout: "1,2" }, ...more });

beforeAll(async () => {
  const collectionId = await insertCollection("sim");
  await setIndexDefinitions(collectionId);
  const projectId = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  const row = (obsId: number, zenithDeg: number, irf: string | null = null) => ({ collectionId, projectId, obsId, zenithDeg, instrument: "SIM-4", analysis: { ...analysis, irf } });
  const rows = [row(10001, 20, "std_z20"), row(10002, 47), row(10003, 46), row(10004, 22), row(10005, 20)];
  const ids = await insertRows(rows);
  // The fixture knows no facility, which the matching goes by.
  await withSystemSql("fixture", (sql) => sql.run("UPDATE observation SET facility = 'SIM', irf_kinds = CASE obs_id WHEN 10001 THEN '{}' WHEN 10003 THEN '{aeff,edisp,psf}' ELSE '{aeff,edisp,psf,bkg}' END::text[]"));
  const observations = rows.map(({ obsId }, i) => ({ id: ids[i]!, obsId }));
  for (const observation of observations) await setIndexRow(observation);
  const own = (index: number, hdus: readonly (readonly [string, string, string])[], irf: Record<string, unknown>) =>
    insertFile({ collectionId, name: `data/${observations[index]!.obsId}.fits`, observations: [observations[index]!], hdus: [...events, ...hdus], irf });
  await own(0, [], {});
  await own(1, irfs, header(47));
  await own(2, three, header(46));
  await own(3, [], {});
  await own(4, irfs, header(47));
  await insertFile({ collectionId, name: "caldb/data/sim/r1/bcf/std_z20/irf.fits", role: "irf", sharing: "shared-irf", observations: [observations[3]!], hdus: irfs, irf: header(20, { calibrationName: "std_z20" }) });
});
beforeEach(() => withSystemSql("test", (sql) => sql.run("DELETE FROM basket")));

const add = (ids: string[], withIrfs = true) => addToBasket(member, { ids, withIrfs }, null);
const rulesOf = (draft: Awaited<ReturnType<typeof draftManifest>>, id: string) => draft.observations.find((observation) => observation.id === id)!.irfs.map(({ kind, rule, path }) => `${kind} ${rule} ${path}`);

describe("IRFs that the store does not link", () => {
  it("come with the observation when its event header names them", async () => {
    await add(["sim:10001"]);
    const draft = await draftManifest(member, "map");
    expect(rulesOf(draft, "sim:10001")).toEqual(["aeff", "edisp", "psf", "bkg"].map((kind) => `${kind} event-header caldb/data/sim/r1/bcf/std_z20/irf.fits`));
    expect(draft.problems.filter(({ blocks }) => blocks)).toEqual([]);
    expect((await addToBasket(member, { ids: ["sim:10001"], withIrfs: true }, null)).changed).toBe(0);
  });
  it("stay out without 'with IRFs', and the manifest says what would bring them", async () => {
    await add(["sim:10001"], false);
    const draft = await draftManifest(member);
    expect(rulesOf(draft, "sim:10001")).toEqual([]);
    expect(draft.problems.filter(({ blocks }) => blocks).map(({ detail }) => detail)).toContain("sim:10001 has no aeff, which the spectrum needs. Add the observation with its IRFs to the basket, or leave it out.");
  });
  it("are used when only proposed once the user put them in by their own id, and never before", async () => {
    await add(["sim:10003"]);
    const before = await draftManifest(member, "map");
    expect(rulesOf(before, "sim:10003").some((rule) => rule.startsWith("bkg"))).toBe(false);
    expect(before.problems).toMatchObject([{ slug: "irf-missing", observationId: "sim:10003", blocks: true, detail: expect.stringContaining("sim:data/10002.fits") as string }]);
    await add(["sim:data/10002.fits"]);
    const after = await draftManifest(member, "map");
    expect(rulesOf(after, "sim:10003")).toContain("bkg nearest data/10002.fits");
    expect(after.observations.map(({ id }) => id)).toEqual(["sim:10003"]);
    expect(after.problems).toMatchObject([{ slug: "irf-proposed", observationId: "sim:10003", blocks: false }]);
  });
});

describe("IRFs that the store links", () => {
  it("are reported where their header disagrees with the observation", async () => {
    await add(["sim:10005"]);
    const { problems } = await draftManifest(member);
    expect(problems.map(({ slug, blocks }) => [slug, blocks])).toEqual(Array.from({ length: 4 }, () => ["irf-disagrees", false]));
    expect(problems[0]!.detail).toBe("sim:10005, aeff: zenith: the IRF's header says 47.0 deg, the observation was at 20.0 deg");
  });
  it("say by themselves what the analysis does without", async () => {
    await add(["sim:10003"]);
    expect((await draftManifest(member, "spectrum")).problems).toMatchObject([{ slug: "irf-missing", blocks: false, detail: "sim:10003 has no bkg: the spectrum does without, other analyses may not." }]);
    expect((await draftManifest(member, "light-curve")).problems).toMatchObject([{ slug: "irf-missing", blocks: false, detail: "sim:10003 has no bkg: the light curve does without, other analyses may not." }]);
  });
});
