import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertPerson, insertObservation, insertProject, insertSharedProduct, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { explainAccess, getObservation, listProducts } from "./observation";
import { getProject, listProjects } from "./projects";
import { accessReportSchema, listSchema, observationSchema, productSchema, projectListSchema } from "./schemas";

testDatabase();

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const pi = viewer("pi", "cta/projects/crab");
const analyst = viewer("analyst", "cta/projects/crab", "cta/projects/agn");
const operator = viewer("operator", "cta/operators");
const outsider = viewer("outsider", "cta/other");

beforeAll(async () => {
  await insertPerson(pi);
  const store = await insertCollection("store", { iamGroup: "cta/operators" });
  const crab = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const agn = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future });
  await insertProject({ code: "EMPTY", group: "cta/projects/crab", metaReleaseAt: past, dataReleaseAt: past });
  const hidden = await insertObservation({ collectionId: store, obsId: 10001, projectId: crab });
  const closed = await insertObservation({ collectionId: store, obsId: 20001, projectId: agn });
  await insertObservation({ collectionId: store, obsId: 20002, projectId: agn, dataReleaseOverride: past });
  await insertObservation({ collectionId: store, obsId: 20003, projectId: agn, dataReleaseOverride: "infinity" });
  await insertObservation({ collectionId: store, obsId: 30001 });
  await insertSharedProduct(store, "irf/south.fits", "shared-irf", [hidden, closed]);
  await insertSharedProduct(store, "stacked/crab and agn.fits", "combined", [hidden, closed]);
  await withSystemSql("fixture", async (sql) => {
    const [terms] = await sql.rows<{ id: string }>("INSERT INTO product (collection_id, name, role, sharing, media_type, size_bytes) VALUES ($1, 'TERMS.txt', 'terms', 'store', 'text/plain', 5) RETURNING id", [store]);
    await sql.run("INSERT INTO product_release (product_id, release, size_bytes, sha256, location) VALUES ($1, 1, 5, repeat('1', 64), 'y')", [terms!.id]);
    // The event list was processed again: its second release is the current one.
    const [again] = await sql.rows<{ id: string }>("UPDATE product SET current_release = 2, size_bytes = 200 WHERE name = 'data/obs_20002.fits' RETURNING id");
    await sql.run("INSERT INTO product_release (product_id, release, size_bytes, sha256, location) VALUES ($1, 2, 200, repeat('2', 64), 'z')", [again!.id]);
    await sql.run("INSERT INTO hdu (observation_id, product_id, release, hdu_type, hdu_class, hdu_name, row) SELECT observation_id, product_id, 2, 'aeff', 'aeff_2d', 'AEFF', '{}' FROM hdu WHERE product_id = $1", [again!.id]);
  });
});

const malformed = ["", "store", "store:", ":1", "STORE:1", "store:1x", "store:10001:2", "store:99999999999999999999", "../store:1", "store:-1"];

describe("what is hidden and what is not there", () => {
  it.each([["anonymous", anonymous], ["outsider", outsider]] as const)("are one to %s", async (_name, who) => {
    for (const id of ["store:10001", "store:30001", "store:77777", "no-such:1", ...malformed]) {
      for (const ask of [getObservation, listProducts, explainAccess]) await expect(ask(who, id), id).rejects.toThrow(new NotFound());
    }
    for (const code of ["CRAB", "EMPTY", "NO-SUCH", ""]) await expect(getProject(who, code), code).rejects.toThrow(new NotFound());
  });
});

describe("getObservation", () => {
  it("shows a visible one, and says when its bytes open", async () => {
    const observation = observationSchema.parse(await getObservation(outsider, "store:20001"));
    expect(observation).toMatchObject({ id: "store:20001", projectCode: "AGN", targetName: "Crab Nebula", night: "2003-12-27", access: { readable: false, opensAt: "2999-01-01T00:00:00.000Z" } });
    expect((await getObservation(analyst, "store:20001")).access.readable).toBe(true);
    expect((await getObservation(outsider, "store:20003")).access).toEqual({ readable: false, onHold: false, opensAt: null });
    expect((await getObservation(operator, "store:30001")).projectCode).toBeNull();
  });
});

describe("listProducts", () => {
  const products = async (who: Viewer, id: string) => listSchema(productSchema).parse(await listProducts(who, id)).items;
  it("gives a member all of them, with their addresses", async () => {
    const found = await products(analyst, "store:10001");
    expect(found.map((p) => [p.role, p.name, p.shared])).toEqual([
      ["event-list", "data/obs_10001.fits", false],
      ["event-list", "stacked/crab and agn.fits", true],
      ["irf", "irf/south.fits", true],
      ["terms", "TERMS.txt", true],
    ]);
    expect(found[1]).toMatchObject({ id: "store:stacked/crab and agn.fits", did: "store:r1/stacked/crab and agn.fits", url: "http://127.0.0.1:39001/files/store/r1/stacked/crab%20and%20agn.fits" });
  });
  it("closes what was made of several while one of them is closed, and hides it while one is hidden", async () => {
    const stack = (await products(pi, "store:10001")).find((p) => p.name.startsWith("stacked"));
    expect(stack).toMatchObject({ did: null, access: { readable: false, opensAt: "2999-01-01T00:00:00.000Z" } });
    expect((await products(outsider, "store:20001")).map((p) => p.name)).toEqual(["data/obs_20001.fits", "irf/south.fits", "TERMS.txt"]);
  });
  it("describes closed ones, and says nothing of their bytes", async () => {
    const [events, irf, terms] = await products(outsider, "store:20001");
    expect(events).toMatchObject({ did: null, sha256: null, url: null, access: { readable: false, opensAt: "2999-01-01T00:00:00.000Z" } });
    expect(irf).toMatchObject({ name: "irf/south.fits", did: null, access: { readable: false, opensAt: null } });
    expect(terms).toMatchObject({ name: "TERMS.txt", did: "store:r1/TERMS.txt", access: { readable: true } });
  });
  it("gives the current release, with its own HDUs", async () => {
    const [events] = await products(anonymous, "store:20002");
    expect(events).toMatchObject({ release: 2, sizeBytes: 200, sha256: "2".repeat(64), did: "store:r2/data/obs_20002.fits", hdus: [{ name: "AEFF", type: "aeff", hduClass: "aeff_2d" }] });
  });
});

describe("explainAccess", () => {
  const rules = async (who: Viewer, id: string) => {
    const { discover, read } = accessReportSchema.parse(await explainAccess(who, id));
    return [discover.rule, discover.group, read.allowed, read.rule, read.group];
  };
  it("names the rule that decided each right", async () => {
    expect(await rules(outsider, "store:20001")).toEqual(["released", null, false, "embargoed", null]);
    expect(await rules(outsider, "store:20002")).toEqual(["released", null, true, "released", null]);
    expect(await rules(anonymous, "store:20003")).toEqual(["released", null, false, "no-date-set", null]);
    expect(await rules(analyst, "store:20003")).toEqual(["released", null, true, "project-group", "cta/projects/agn"]);
    expect(await rules(pi, "store:10001")).toEqual(["project-group", "cta/projects/crab", true, "project-group", "cta/projects/crab"]);
    expect(await rules(operator, "store:30001")).toEqual(["collection-group", "cta/operators", true, "collection-group", "cta/operators"]);
  });
});

describe("projects", () => {
  const list = async (who: Viewer) => projectListSchema.parse(await listProjects(who)).items.map((p) => [p.code, p.role, p.observationCount, p.dataReleaseAt]);
  it("are those of which the viewer sees something or is a member, counted as the viewer sees them", async () => {
    const closed = ["AGN", "none", 3, null];
    expect(await list(anonymous)).toEqual([closed]);
    expect(await list(outsider)).toEqual([closed]);
    // PI of all three by name, and a member of two: who left a project leads it no more.
    expect(await list(pi)).toEqual([["AGN", "none", 3, null], ["CRAB", "pi", 1, "2999-01-01T00:00:00.000Z"], ["EMPTY", "pi", 0, null]]);
    expect((await list(analyst)).map(([code, role]) => [code, role])).toEqual([["AGN", "member"], ["CRAB", "member"], ["EMPTY", "member"]]);
    expect(await getProject(analyst, "CRAB")).toMatchObject({ code: "CRAB", role: "member", observationCount: 1 });
  });
  it("come page by page", async () => {
    const first = await listProjects(analyst, { limit: 2 });
    expect(first).toMatchObject({ items: [{ code: "AGN" }, { code: "CRAB" }], totalCount: null });
    const second = await listProjects(analyst, { limit: 2, cursor: first.nextCursor! });
    expect(second).toMatchObject({ items: [{ code: "EMPTY" }], nextCursor: null, totalCount: null });
  });
});
