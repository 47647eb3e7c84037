import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withViewerSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { listDenials, listHolds } from "./placed";
import { listManagedProjects } from "./projects";

testDatabase();

const manager = viewer("manager", "cta/embargo-managers");
const otherManager = viewer("other-manager", "hess/embargo-managers");
const member = viewer("member", "cta/projects/crab");
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

beforeAll(async () => {
  for (const who of [manager, otherManager, member]) await insertPerson(who);
  const cta = await insertCollection("cta", { managers: ["cta/embargo-managers"] });
  const hess = await insertCollection("hess", { managers: ["hess/embargo-managers"] });
  const crab = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: day(5), dataReleaseAt: day(50) });
  const agn = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: null });
  const shared = await insertProject({ code: "SHARED", group: "g/shared", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  await insertObservation({ collectionId: cta, obsId: 1, projectId: crab });
  await insertObservation({ collectionId: cta, obsId: 2, projectId: crab, dataReleaseOverride: "infinity" });
  await insertObservation({ collectionId: cta, obsId: 3, projectId: agn });
  await insertObservation({ collectionId: cta, obsId: 4, projectId: shared });
  await insertObservation({ collectionId: hess, obsId: 5, projectId: shared });
  await withViewerSql(manager, async (sql) => {
    await sql.run("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, 'read', 'calibration', embargo.me())", [agn]);
    await sql.run("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ('sub-member', $1, 'left the project', embargo.me())", [crab]);
  });
});

const codes = async (who: Viewer, query: object = {}) => (await listManagedProjects(who, { limit: 50, ...query }, null)).items.map(({ code }) => code);

describe("the managers' lists", () => {
  it.each([["anonymous", anonymous], ["a member", member], ["an outsider", viewer("outsider", "cta/embargo-manager", "cta/embargo-managers/x")]])("are nowhere for %s", async (_name, who) => {
    await expect(listManagedProjects(who, { limit: 50 }, null)).rejects.toMatchObject({ status: 404 });
    await expect(listHolds(who, { lifted: "true" })).rejects.toMatchObject({ status: 404 });
    await expect(listDenials(who, { lifted: "true" })).rejects.toMatchObject({ status: 404 });
  });
  it("have the projects of one's collections, and say which of them are another's too", async () => {
    expect(await codes(manager)).toEqual(["AGN", "CRAB", "SHARED"]);
    expect(await codes(otherManager)).toEqual(["SHARED"]);
    const { items } = await listManagedProjects(manager, { limit: 50 }, null);
    expect(items.map(({ changeable }) => changeable)).toEqual([true, true, false]);
    expect(items[1]).toMatchObject({ observationCount: 2, hiddenCount: 2, closedCount: 0, publicCount: 0, overrideCount: 1, lastDataReleaseAt: null, metaClock: { from: "fixed" }, hold: "none" });
    expect(items[0]).toMatchObject({ observationCount: 1, hiddenCount: 0, closedCount: 1, hold: "read", dataClock: { from: "fixed", at: null } });
  });
  it("find by text, hold, collection and what opens soon, page by page", async () => {
    expect(await codes(manager, { q: "cra" })).toEqual(["CRAB"]);
    expect(await codes(manager, { hold: "any" })).toEqual(["AGN"]);
    expect(await codes(manager, { collection: "hess" })).toEqual([]);
    expect(await codes(manager, { opensWithinDays: 4 })).toEqual([]);
    expect(await codes(manager, { opensWithinDays: 6 })).toEqual(["CRAB"]);
    const first = await listManagedProjects(manager, { limit: 2 }, null);
    expect([first.more, first.items.length]).toEqual([true, 2]);
    expect((await listManagedProjects(manager, { limit: 2 }, "CRAB")).items.map(({ code }) => code)).toEqual(["SHARED"]);
  });
  it("show holds and denials to who manages what they lie on", async () => {
    expect(await listHolds(manager, { lifted: "false" })).toMatchObject({ items: [{ scope: { project: "AGN" }, closes: "read", reason: "calibration", placedBy: "manager", liftedAt: null }] });
    expect(await listDenials(manager, { lifted: "false" })).toMatchObject({ items: [{ scope: { project: "CRAB" }, username: "member" }] });
    expect(await listHolds(otherManager, { lifted: "true" })).toEqual({ items: [] });
    expect(await listDenials(otherManager, { lifted: "true" })).toEqual({ items: [] });
  });
});
