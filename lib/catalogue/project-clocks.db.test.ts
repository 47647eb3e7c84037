import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { getProjectClocks } from "./project-clocks";
import { projectClocksSchema } from "./schemas";

testDatabase();

const far = "2999-03-03T00:00:00.000Z";
const outsider = viewer("outsider");
const member = viewer("member", "cta/projects/crab");
const partner = viewer("partner", "cta/projects/twin");
const manager = viewer("manager", "cta/managers");
const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));

beforeAll(async () => {
  const collectionId = await insertCollection("store", { managers: ["cta/managers"] });
  const projectId = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: far });
  await insertObservation({ collectionId, obsId: 1, projectId });
  await insertObservation({ collectionId, obsId: 2, projectId, dataReleaseOverride: "2021-01-01T00:00:00Z" });
  await insertObservation({ collectionId, obsId: 3, projectId, dataReleaseOverride: "2999-03-03T23:00:00Z" });
  await insertObservation({ collectionId, obsId: 4, projectId, dataReleaseOverride: "2999-03-04T00:00:00Z", metaReleaseOverride: "2999-01-01T00:00:00Z" });
  await insertObservation({ collectionId, obsId: 5, projectId, dataReleaseOverride: "infinity" });
  const hidden = await insertProject({ code: "HIDDEN", group: "cta/projects/hidden" });
  await insertObservation({ collectionId, obsId: 6, projectId: hidden });
  const twin = await insertProject({ code: "TWIN", group: "cta/projects/twin", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  await system("UPDATE project SET data_clock = 'observation', data_clock_months = 12, data_clock_date = NULL WHERE id = $1", [twin]);
  await insertObservation({ collectionId, obsId: 7, projectId: twin });
});

describe("a project's clocks", () => {
  it("counts what a member sees: open, undated, next day, last", async () => {
    const clocks = projectClocksSchema.parse(await getProjectClocks(member, "CRAB"));
    expect(clocks).toMatchObject({ observationCount: 5, jointCodes: [], hold: "none", heldCount: 0 });
    expect(clocks.data).toEqual({ clock: { from: "fixed", months: null, date: far }, openCount: 1, undatedCount: 1, next: { at: far, observationCount: 2 }, lastAt: "2999-03-04T00:00:00.000Z" });
    expect(clocks.descriptions).toMatchObject({ openCount: 4, undatedCount: 0, next: { at: "2999-01-01T00:00:00.000Z", observationCount: 1 } });
  });

  it("counts nothing for others that they do not see", async () => {
    for (const who of [anonymous, outsider]) {
      const clocks = await getProjectClocks(who, "CRAB");
      expect(clocks.observationCount).toBe(4);
      expect(clocks.descriptions).toMatchObject({ openCount: 4, next: null, lastAt: null });
      expect(clocks.data.lastAt).toBe("2999-03-03T23:00:00.000Z");
    }
    expect((await getProjectClocks(manager, "CRAB")).observationCount).toBe(5);
  });

  it("is absent where the project is hidden", async () => {
    for (const who of [anonymous, outsider, member]) await expect(getProjectClocks(who, "HIDDEN")).rejects.toThrow(NotFound);
    await expect(getProjectClocks(member, "NEVER")).rejects.toThrow(NotFound);
    expect((await getProjectClocks(manager, "HIDDEN")).data).toMatchObject({ undatedCount: 1, next: null, lastAt: null });
  });

  it("names the codes of a joint project to whom it shows them, and says a period as one", async () => {
    expect((await getProjectClocks(partner, "TWIN")).data.clock).toEqual({ from: "observation", months: 12, date: null });
    await system("INSERT INTO joint_project SELECT p.id, q.id FROM project p, project q WHERE p.code = 'CRAB' AND q.code = 'TWIN'");
    expect(await getProjectClocks(partner, "TWIN")).toMatchObject({ jointCodes: ["CRAB"], observationCount: 6 });
    expect(await getProjectClocks(member, "CRAB")).toMatchObject({ jointCodes: ["TWIN"], observationCount: 6 });
    await system("DELETE FROM joint_project");
  });

  it("tells of a hold, and of what it leaves to see", async () => {
    await system("INSERT INTO hold (project_id, closes, reason, placed_by) SELECT id, 'read', 'test', 'test' FROM project WHERE code = 'CRAB'");
    expect(await getProjectClocks(member, "CRAB")).toMatchObject({ hold: "read", heldCount: 5, observationCount: 5 });
    await system("UPDATE hold SET closes = 'discover'");
    expect(await getProjectClocks(member, "CRAB")).toMatchObject({ hold: "discover", heldCount: 0, observationCount: 0, data: { openCount: 0, next: null } });
  });
});
