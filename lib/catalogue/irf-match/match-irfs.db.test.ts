import { beforeAll, describe, expect, it } from "vitest";
import { type FixtureFile, insertFile, insertRows } from "@/lib/catalogue/fixture.test-support";
import { type IrfMatch, irfMatchResponseSchema } from "@/lib/catalogue/schemas";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { type Sql, withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { matchIrfs, matchIrfsSql } from "./match-irfs";

testDatabase();

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const member = viewer("pi-crab", "cta/projects/crab");
const outsider = viewer("outsider", "cta/other");

const analysis = { caldb: "r1", irf: null as string | null, chain: "sim", chainVersion: "1.0", cuts: "std", eventType: null, arrayLayout: "1,2,3,4", site: "SIM" };
const four = ["aeff", "edisp", "psf", "bkg"] as const;
const header = (zenithDeg: number | null, more: Record<string, unknown> = {}) => ({ containment: "full-enclosure", zenithDeg, azDeg: 180, telescope: "SIM", instrument: "SIM-4", analysis: { arrayLayout: "1,2,3,4", cuts: "std" }, ...more });
const set = (observation: string, kinds: readonly string[], irf: Record<string, unknown>): FixtureFile["hdus"] => kinds.map((type) => ({ observation, type, name: type.toUpperCase(), irf: { ...irf, kind: type, hduClass: `${type}_2d` } }));

beforeAll(async () => {
  const sim = await insertCollection("sim");
  const hess = await insertCollection("hess");
  const crab = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const open = await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: past, dataReleaseAt: past });
  const row = (obsId: number, zenithDeg: number, more: Record<string, unknown> = {}) => ({
    collectionId: sim, projectId: crab, obsId, zenithDeg, azDeg: 180, instrument: "SIM-4", facility: "SIM", simulated: true, analysis, irfKinds: four, startMjd: 60000 + obsId / 1e5, muonEfficiency: 0.9, nsbLevel: 1, ...more,
  });
  const hessRow = (obsId: number, more: Record<string, unknown> = {}) => ({ ...row(obsId, 20, { collectionId: hess, projectId: open, instrument: "H.E.S.S.", facility: "H.E.S.S.", simulated: false, analysis: {} }), ...more });
  const observations = [
    row(10020, 20), row(10047, 47), row(10030, 30), row(10031, 30.4, { azDeg: 10 }),
    row(10050, 50, { irfKinds: ["aeff", "edisp", "psf"] }), row(10060, 25, { irfKinds: [], analysis: { ...analysis, irf: "std_z20" } }),
    row(10070, 40, { irfKinds: [], analysis: { ...analysis, cuts: "loose" } }), row(10080, 22), row(10090, 48, { projectId: open }),
    hessRow(20001), hessRow(20002), hessRow(20003), hessRow(20004), hessRow(20005), hessRow(20006), hessRow(20007),
  ];
  const keys = new Map<number, string>();
  for (const [i, key] of (await insertRows(observations)).entries()) keys.set(observations[i]!.obsId, key);
  const key = (obsId: number) => keys.get(obsId)!;
  const own = (obsId: number, hdus: FixtureFile["hdus"], collectionId = sim) => insertFile({ collectionId, name: `data/obs_${obsId}.fits`, sharing: "single", observation: key(obsId), hdus: [{ observation: key(obsId), type: "events", name: "EVENTS" }, ...hdus] });
  for (const [obsId, zenithDeg, azDeg] of [[10020, 20, 180], [10047, 47, 180], [10030, 30, 180], [10031, 30.4, 10]] as const) {
    await own(obsId, set(key(obsId), four, header(zenithDeg, { obsId: String(obsId), azDeg })));
  }
  await own(10050, set(key(10050), ["aeff", "edisp", "psf"], header(50)));
  await own(10090, set(key(10090), ["aeff", "edisp", "psf"], header(48)));
  await own(10070, []);
  await own(10060, []);
  await insertFile({ collectionId: sim, name: "caldb/data/sim/r1/bcf/std_z20/irf_file.fits", sharing: "shared-irf", hdus: set(key(10080), four, header(20, { calibrationName: "std_z20" })) });
  await insertFile({ collectionId: sim, name: "caldb/data/sim/r0/bcf/std_z20/irf_file.fits", sharing: "shared-irf", hdus: set(key(10080), four, header(20, { calibrationName: "std_z20", analysis: { caldb: "r0" } })) });
  const point = { containment: "point-like", telescope: "HESS", instrument: "HESS Phase I" };
  await own(20001, set(key(20001), ["aeff", "edisp"], { ...point, radMaxDeg: 0.11 }), hess);
  await own(20002, set(key(20002), ["aeff", "edisp"], point), hess);
  await own(20003, [...set(key(20003), ["aeff", "edisp"], point), ...set(key(20003), ["rad_max"], point)], hess);
  await own(20004, [...set(key(20004), ["aeff"], point), ...set(key(20004), ["edisp"], { containment: "full-enclosure", telescope: "MAGIC", validToMjd: 53000, analysis: { arrayLayout: "1,2" } })], hess);
  // One HDU that three observations link, one of them as of another class.
  const shared = (obsId: number, hduClass: string) => ({ observation: key(obsId), type: "aeff", name: "AEFF", hduClass, irf: { ...point, kind: "aeff" } });
  await insertFile({ collectionId: hess, name: "irfs/shared.fits", sharing: "shared-irf", hdus: [shared(20005, "aeff_2d"), shared(20006, "aeff_2d"), shared(20007, "aeff_1d")] });
});

async function match(who: Viewer, ids: string[], what: "spectrum" | "map" = "spectrum"): Promise<IrfMatch[]> {
  return irfMatchResponseSchema.parse(await matchIrfs(who, { observationIds: ids, analysis: what })).items;
}
const one = async (id: string, what: "spectrum" | "map" = "spectrum", who: Viewer = member) => (await match(who, [id], what))[0]!;
const rules = (found: IrfMatch) => found.components.map((c) => `${c.kind} ${c.rule} ${c.productId.split(":")[1]}`);

describe("IRFs that the store links", () => {
  it("are taken, and agree with their own observation", async () => {
    const found = await one("sim:10020");
    expect(found).toMatchObject({ containment: "full-enclosure", ambiguous: [], missing: [] });
    expect(rules(found)).toEqual(four.map((kind) => `${kind} linked data/obs_10020.fits`));
    expect(found.components.every((c) => !c.proposed && c.distance === null && c.disagreements.length === 0)).toBe(true);
  });
  it("are each observation's own, also where it names the class of a shared one otherwise", async () => {
    const found = await match(member, ["hess:20005", "hess:20006", "hess:20007"]);
    expect(found.map(({ observationId, components }) => [observationId, components.filter(({ rule }) => rule === "linked").map(({ productId, hduClass }) => [productId, hduClass])])).toEqual([
      ["hess:20005", [["hess:irfs/shared.fits", "aeff_2d"]]],
      ["hess:20006", [["hess:irfs/shared.fits", "aeff_2d"]]],
      ["hess:20007", [["hess:irfs/shared.fits", "aeff_1d"]]],
    ]);
  });
  it("are ambiguous when two of one kind are linked", async () => {
    const found = await one("sim:10080");
    expect(found.components).toEqual([]);
    expect(found.ambiguous.map((a) => [a.kind, a.candidates.length])).toEqual(four.map((kind) => [kind, 2]));
  });
  it("are reported when two observations have each other's, with both values", async () => {
    const swap = (a: number, b: number) =>
      withSystemSql("test", (sql) =>
        sql.run("UPDATE hdu h SET observation_id = CASE o.obs_id WHEN $1 THEN (SELECT id FROM observation WHERE obs_id = $2) ELSE (SELECT id FROM observation WHERE obs_id = $1) END FROM observation o WHERE o.id = h.observation_id AND o.obs_id IN ($1, $2) AND h.irf IS NOT NULL", [a, b]));
    await swap(10020, 10047);
    for (const [id, wrong, right, made] of [["10020", "47.0", "20.0", "10047"], ["10047", "20.0", "47.0", "10020"]] as const) {
      const found = await one(`sim:${id}`);
      expect(found.components).toHaveLength(4);
      for (const component of found.components) {
        expect(component.rule).toBe("linked");
        expect(component.disagreements).toEqual([
          `observation: the IRF's header says that it was made for ${made}, this one is ${id}`,
          `zenith: the IRF's header says ${wrong} deg, the observation was at ${right} deg`,
        ]);
      }
    }
    await swap(10020, 10047);
    expect((await one("sim:10020")).components.flatMap((c) => c.disagreements)).toEqual([]);
  });
  it("are reported when site, array, containment or period do not fit", async () => {
    const [aeff, edisp] = (await one("hess:20004")).components;
    expect(aeff?.disagreements).toEqual([]);
    expect(edisp?.disagreements).toEqual([
      "site: the IRF's header says MAGIC, the observation H.E.S.S.",
      "containment: the IRF is full-enclosure, the observation's effective area point-like",
      "validity: the IRF's header says to 2003-12-27, the observation is of 2023-02-25",
    ]);
  });
});

describe("IRFs that an event header names", () => {
  it("are taken from the database that it names", async () => {
    const found = await one("sim:10060");
    expect(rules(found)).toEqual(["aeff", "edisp", "psf", "bkg"].map((kind) => `${kind} event-header caldb/data/sim/r1/bcf/std_z20/irf_file.fits`));
    expect(found.components.every((c) => !c.proposed && c.distance === null && c.disagreements.length === 0)).toBe(true);
  });
});

describe("the nearest IRFs", () => {
  it("are proposed for what the analysis needs, with their distance", async () => {
    const found = await one("sim:10050", "map");
    const bkg = found.components.find((c) => c.kind === "bkg")!;
    expect(bkg).toMatchObject({ rule: "nearest", proposed: true, productId: "sim:data/obs_10047.fits", disagreements: [] });
    expect(bkg.distance).toMatchObject({ azimuthDeg: 0, muonEfficiency: 0, nsb: 0 });
    expect(bkg.distance?.cosZenith).toBeCloseTo(Math.abs(Math.cos((50 * Math.PI) / 180) - Math.cos((47 * Math.PI) / 180)), 10);
    expect(found.missing).toEqual([]);
  });
  it("are not proposed for what the analysis does without", async () => {
    const found = await one("sim:10050", "spectrum");
    expect(found.components.map((c) => c.kind)).toEqual(["aeff", "edisp", "psf"]);
    expect(found.missing).toEqual([{ kind: "bkg", blocks: false }]);
  });
  it("are never of other cuts, nor of what the viewer may not see", async () => {
    expect(await one("sim:10070", "map")).toMatchObject({ components: [], missing: four.map((kind) => ({ kind, blocks: true })) });
    const seen = await one("sim:10090", "map", outsider);
    expect(seen.missing).toEqual([{ kind: "bkg", blocks: true }]);
    expect((await one("sim:10090", "map", member)).components.find((c) => c.kind === "bkg")).toMatchObject({ productId: "sim:data/obs_10047.fits", proposed: true });
  });
});

describe("point-like stores", () => {
  it("need aeff and edisp, take the radius from the header or a table, and make no maps", async () => {
    expect(await one("hess:20001")).toMatchObject({ containment: "point-like", missing: [] });
    expect((await one("hess:20002")).missing).toEqual([{ kind: "rad_max", blocks: false }]);
    expect((await one("hess:20003")).missing).toEqual([]);
    expect((await one("hess:20001", "map")).missing).toEqual([{ kind: "psf", blocks: true }, { kind: "bkg", blocks: true }]);
  });
});

describe("many observations", () => {
  it("answer in the order asked, once each, without those that the viewer can not see", async () => {
    const ids = ["sim:10090", "sim:10020", "no-such:1", "hess:20001", "sim:10090", "sim:99999"];
    expect((await match(member, ids)).map((m) => m.observationId)).toEqual(["sim:10090", "sim:10020", "hess:20001"]);
    for (const who of [anonymous, outsider]) expect((await match(who, ids)).map((m) => m.observationId)).toEqual(["sim:10090", "hess:20001"]);
  });
  it("cost four statements, however many they are", async () => {
    const all = [10020, 10047, 10030, 10031, 10050, 10060, 10070, 10080].map((id) => `sim:${id}`);
    const statements = (ids: string[]) =>
      withViewerSql(member, async (sql) => {
        let count = 0;
        const counting: Sql = { ...sql, rows: (text, values) => (count++, sql.rows(text, values)) };
        await matchIrfsSql(counting, ids, "map");
        return count;
      });
    expect(await statements(["sim:10020"])).toBe(2);
    expect(await statements(all)).toBe(4);
    expect(await statements([...all, ...Array.from({ length: 9000 }, (_, i) => `sim:${500000 + i}`)])).toBe(4);
  });
});
