import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lakeBackend } from "@/lib/datalake/registry";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { EmbargoChanging } from "./errors";
import { loadStore } from "./load-store";
import { type TinyStore, tinyStore } from "./tiny-store.test-support";

const database = testDatabase();
let store: TinyStore;
let collection: string;
let other: pg.Client;
beforeEach(async () => {
  store = tinyStore();
  collection = `tiny-${path.basename(store.folder).toLowerCase()}`;
  await load();
  await withSystemSql("test", (sql) => sql.run("UPDATE observation SET meta_release_override = '2019-01-01', data_release_override = '2020-01-01'"));
  fs.mkdirSync(path.join(store.folder, "logs"));
  for (const obsId of store.obsIds) fs.writeFileSync(path.join(store.folder, `logs/${obsId}.log`), "fine night\n");
  other = new pg.Client({ connectionString: database.superUrl });
  await other.connect();
});
afterEach(async () => {
  await other.end();
  store.remove();
});

function load() {
  const projectsFile = path.join(store.folder, "projects.json");
  fs.writeFileSync(projectsFile, JSON.stringify({ projects: [], products: [{ store: collection, role: "log", pattern: "logs/{obsId}.log" }] }));
  return loadStore({ store: store.folder, collection, projectsFile, takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });
}
/** Of the data alone: a change of when the first description opened is made to wait by its collection. */
const CHANGE = "UPDATE observation SET data_release_override = $1::timestamptz WHERE obs_id = 10001 AND collection_id = (SELECT id FROM collection WHERE name = $2)";
const change = (date: string) => withSystemSql("test", (sql) => sql.run(CHANGE, [date, collection]));
const opening = () =>
  withSystemSql("test", (sql) => sql.rows<{ opens: string }>("SELECT p.data_release_at::date::text AS opens FROM product p JOIN observation o ON o.id = p.observation_id JOIN collection c ON c.id = o.collection_id WHERE o.obs_id = 10001 AND c.name = $1 ORDER BY p.name", [collection]));
/** How many statements of this database wait for somebody's lock, or for time to pass. */
const waiting = async (event: string) =>
  (await withSystemSql("test", (sql) => sql.rows<{ n: number }>("SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND (wait_event_type = $1 OR wait_event = $1)", [event])))[0]!.n;
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

describe("a change of the embargo while files are loaded", () => {
  it("holds for the files that come", async () => {
    // The load waits where it writes releases: its products are inserted, and nobody sees them.
    await other.query("BEGIN; LOCK TABLE product_release IN SHARE MODE");
    const loading = load();
    await until(async () => (await waiting("Lock")) === 1);
    let isDone = false;
    const changing = change("2999-01-01T00:00:00Z").finally(() => (isDone = true));
    await until(async () => isDone || (await waiting("Lock")) === 2);
    await other.query("COMMIT");
    await Promise.all([loading, changing]);
    expect(await opening()).toEqual([{ opens: "2999-01-01" }, { opens: "2999-01-01" }]);
  });
  it("that is under way is waited for, and holds for them too", async () => {
    await other.query("BEGIN");
    await other.query(CHANGE, ["2999-01-01T00:00:00Z", collection]);
    const loading = load();
    await until(async () => (await waiting("PgSleep")) === 1);
    await other.query("COMMIT");
    expect((await loading).products.added).toBe(2);
    expect(await opening()).toEqual([{ opens: "2999-01-01" }, { opens: "2999-01-01" }]);
  });
  it("that does not end makes the load give way, with nothing loaded", async () => {
    await other.query("BEGIN");
    await other.query(CHANGE, ["2999-01-01T00:00:00Z", collection]);
    await expect(load()).rejects.toThrow(EmbargoChanging);
    await other.query("ROLLBACK");
    expect(await opening()).toEqual([{ opens: "2020-01-01" }]);
    // What needs no new file does not meet it.
    for (const obsId of store.obsIds) fs.rmSync(path.join(store.folder, `logs/${obsId}.log`));
    await other.query("BEGIN");
    await other.query(CHANGE, ["2999-01-01T00:00:00Z", collection]);
    expect((await load()).products).toMatchObject({ added: 0 });
    await other.query("ROLLBACK");
  });
});
