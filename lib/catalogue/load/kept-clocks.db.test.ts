import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lakeBackend } from "@/lib/datalake/registry";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { makeChange } from "@/lib/embargo/changes/make";
import { insertPerson, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { loadStore } from "./load-store";
import { tinyStore } from "./tiny-store.test-support";

testDatabase();

const manager = viewer("manager", "m");
const store = tinyStore();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-projects-"));
afterAll(() => {
  store.remove();
  fs.rmSync(folder, { recursive: true, force: true });
});

function load(project: object) {
  const projectsFile = path.join(folder, "projects.json");
  const entry = { code: "TINY", title: "Tiny", pi: "pi", group: "g/tiny", store: "tiny", obsIds: store.obsIds, ...project };
  fs.writeFileSync(projectsFile, JSON.stringify({ projects: [entry], collections: [{ store: "tiny", managers: ["m"] }] }));
  return loadStore({ store: store.folder, collection: "tiny", projectsFile, takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });
}
const project = async () => (await withSystemSql("test", (sql) => sql.rows<{ title: string; meta: Date | null; data: string; months: number | null }>("SELECT title, meta_clock_date AS meta, data_clock AS data, data_clock_months AS months FROM project")))[0];
const released = async () => (await withSystemSql("test", (sql) => sql.rows<{ at: Date | null }>("SELECT data_release_at AS at FROM observation ORDER BY obs_id"))).map(({ at }) => at?.toISOString() ?? null);

describe("a store that is loaded again", () => {
  beforeAll(() => insertPerson(manager));
  const said = { metaReleaseAt: "2030-01-01T00:00:00Z", dataClock: { from: "observation", months: 1200 }, overrides: { "10001": { dataReleaseAt: null } } };
  it("keeps the clocks and dates that managers set, and says so", async () => {
    expect((await load(said)).kept).toEqual([]);
    expect(await released()).toEqual([null, "2120-01-01T01:30:00.000Z"]);
    await makeChange(manager, { kind: "project-clocks", codes: ["TINY"], meta: { from: "fixed", at: "2040-01-01T00:00:00Z" } }, "a reason");
    await makeChange(manager, { kind: "observation-dates", observations: ["tiny:10001", "tiny:10002"], dataReleaseAt: "2050-01-01T00:00:00Z" }, "a reason");
    // The same moment in other words is nothing new.
    const report = await load({ ...said, title: "Tiny again", metaReleaseAt: "2030-01-01T01:00:00+01:00" });
    expect(report.kept).toEqual([expect.stringMatching(/^TINY: the clock of its descriptions was kept/), expect.stringMatching(/^2 observations: dates were kept/)]);
    expect(report.observations).toEqual({ added: 0, changed: 0, unchanged: 2 });
    expect(await project()).toEqual({ title: "Tiny again", meta: new Date("2040-01-01T00:00:00Z"), data: "observation", months: 1200 });
    expect(await released()).toEqual(["2050-01-01T00:00:00.000Z", "2050-01-01T00:00:00.000Z"]);
  });
  it("takes what the file says anew, of that clock and that observation only", async () => {
    const report = await load({ ...said, dataClock: { from: "observation", months: 600 }, overrides: { "10001": { dataReleaseAt: "2060-01-01T00:00:00Z" } } });
    expect(report.kept).toHaveLength(2);
    expect(report.observations.changed).toBe(1);
    expect(await project()).toEqual({ title: "Tiny", meta: new Date("2040-01-01T00:00:00Z"), data: "observation", months: 600 });
    expect(await released()).toEqual(["2060-01-01T00:00:00.000Z", "2050-01-01T00:00:00.000Z"]);
    expect((await load({ ...said, metaReleaseAt: "2031-01-01T00:00:00Z", overrides: {} })).kept).toEqual([expect.stringMatching(/^1 observations/)]);
    expect(await project()).toEqual({ title: "Tiny", meta: new Date("2031-01-01T00:00:00Z"), data: "observation", months: 1200 });
  });
});
