import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lakeBackend } from "@/lib/datalake/registry";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertProject } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { loadStore } from "./load-store";
import { tinyStore } from "./tiny-store.test-support";

const database = testDatabase();
const store = tinyStore();
let other: pg.Client;
beforeAll(async () => {
  const collectionId = await insertCollection("before");
  for (const [obsId, code] of ["ALONE", "JOINT", "PARTNER"].entries()) {
    const projectId = await insertProject({ code, group: "g", metaReleaseAt: "2018-01-01T00:00:00Z", dataReleaseAt: "2019-01-01T00:00:00Z" });
    // Something of each is public already, so that a load changes nothing of the project itself.
    await insertObservation({ collectionId, obsId: obsId + 1, projectId });
  }
  await withSystemSql("test", (sql) => sql.run("INSERT INTO joint_project (project_id, partner_id) SELECT p.id, q.id FROM project p, project q WHERE p.code = 'JOINT' AND q.code = 'PARTNER'"));
  other = new pg.Client({ connectionString: database.superUrl });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  store.remove();
});

function load(code: string) {
  const projectsFile = path.join(store.folder, "projects.json");
  const entry = { code, title: "Tiny", pi: "pi", group: "g", store: code, obsIds: store.obsIds, metaReleaseAt: "2018-01-01T00:00:00Z", dataReleaseAt: "2019-01-01T00:00:00Z" };
  fs.writeFileSync(projectsFile, JSON.stringify({ projects: [entry] }));
  return loadStore({ store: store.folder, collection: code, projectsFile, takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });
}
const waiting = async () => (await withSystemSql("test", (sql) => sql.rows<{ n: number }>("SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")))[0]!.n;
const dates = (code: string) =>
  withSystemSql("test", (sql) => sql.rows("SELECT DISTINCT p.data_release_at::date::text AS product, o.data_release_at::date::text AS observation FROM product p JOIN observation o ON o.id = p.observation_id JOIN collection c ON c.id = o.collection_id WHERE c.name = $1", [code]));

/** Loads, and changes something when the load has written its observations and nobody can see them yet. */
async function meanwhile(code: string, change: string): Promise<void> {
  await other.query("BEGIN; LOCK TABLE product_release IN SHARE MODE");
  const loading = load(code);
  while ((await waiting()) < 1) await sleep(20);
  let isDone = false;
  const changing = withSystemSql("test", (sql) => sql.run(change)).finally(() => (isDone = true));
  while (!isDone && (await waiting()) < 2) await sleep(20);
  await other.query("COMMIT");
  await Promise.all([loading, changing]);
}

describe("what a manager changes of a project while its observations are loaded", () => {
  it("holds for what the load brings", async () => {
    await meanwhile("ALONE", "UPDATE project SET data_clock_date = '2999-01-01' WHERE code = 'ALONE'");
    expect(await dates("ALONE")).toEqual([{ product: "2999-01-01", observation: "2999-01-01" }]);
  });
  it("holds for it also where a partner's is changed", async () => {
    await meanwhile("JOINT", "UPDATE project SET data_clock_date = '2998-01-01' WHERE code = 'PARTNER'");
    expect(await dates("JOINT")).toEqual([{ product: "2998-01-01", observation: "2998-01-01" }]);
  });
});
