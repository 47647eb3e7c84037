import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { tinyStore } from "@/lib/catalogue/load/tiny-store.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { lakeBackend } from "@/lib/datalake/registry";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertPerson, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { askForLoad, listLoads } from "./ask";
import { carryOutLoad } from "./carry-out";

testDatabase();

const manager = viewer("manager", "g/managers");
const other = viewer("other", "g/others");
const member = viewer("member", "g/members");
const store = tinyStore();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-stores-"));
const projects = path.join(folder, "projects.json");
const system = (text: string) => withSystemSql("test", (sql) => sql.run(text));
const never = new AbortController().signal;
const carryOut = (signal = never, takeIn = (file: string) => lakeBackend("local").put(file)) => carryOutLoad(takeIn, signal);
const last = async () => (await listLoads(manager, "tiny")).items[0]!;
const audited = async () => (await withViewerSql(manager, (sql) => sql.rows<{ action: string; outcome: string; state: string }>("SELECT action, outcome, subject ->> 'state' AS state FROM audit_entry WHERE action LIKE 'load.%' ORDER BY id"))).map((each) => Object.values(each).join(" "));

beforeAll(async () => {
  for (const who of [manager, other, member]) await insertPerson(who);
  await insertCollection("tiny", { iamGroup: "g/members", managers: ["g/managers"] });
  await insertCollection("elsewhere", { managers: ["g/others"] });
  fs.writeFileSync(projects, JSON.stringify({ projects: [], collections: [{ store: "tiny", managers: ["g/managers"], group: "g/members" }] }));
  configure([{ collection: "tiny", store: store.folder, projects }]);
});
afterEach(() => system("DELETE FROM collection_load"));
afterAll(() => {
  store.remove();
  fs.rmSync(folder, { recursive: true, force: true });
});

function configure(stores: readonly object[]): void {
  process.env.STORES_FILE = path.join(folder, "stores.yaml");
  fs.writeFileSync(process.env.STORES_FILE, JSON.stringify({ stores }));
  forgetEnvironment();
}

describe("a load that a manager asks for", () => {
  it("takes in what the operators configured, and says what it did", async () => {
    expect(await askForLoad(manager, "tiny")).toMatchObject({ state: "waiting", askedBy: "manager", endedAt: null, report: null });
    expect(await carryOut()).toBe(true);
    expect(await last()).toMatchObject({ state: "done", problem: null, report: { observations: { added: 2, changed: 0, unchanged: 0 }, products: { added: 2 } } });
    await askForLoad(manager, "tiny");
    await carryOut();
    expect(await last()).toMatchObject({ state: "done", report: { observations: { added: 0, changed: 0, unchanged: 2 } } });
    expect(await carryOut()).toBe(false);
  });
  it("is one at a time", async () => {
    await askForLoad(manager, "tiny");
    await expect(askForLoad(manager, "tiny")).rejects.toMatchObject({ status: 409, slug: "load-under-way" });
    await carryOut();
    expect((await askForLoad(manager, "tiny")).state).toBe("waiting");
  });
  it("tells a fault of the store by the file's name, not by where it lies", async () => {
    const index = path.join(store.folder, "obs-index.fits.gz");
    fs.renameSync(index, `${index}.away`);
    await askForLoad(manager, "tiny");
    await carryOut().finally(() => fs.renameSync(`${index}.away`, index));
    const { state, problem } = await last();
    expect(state).toBe("refused");
    expect(problem).toContain(path.basename(store.folder));
    expect(problem).not.toContain(os.tmpdir());
  });
  it("is refused where the operators have named no store", async () => {
    configure([]);
    await askForLoad(manager, "tiny");
    await carryOut().finally(() => configure([{ collection: "tiny", store: store.folder, projects }]));
    expect(await last()).toMatchObject({ state: "refused", problem: expect.stringContaining("ask them to name its store") });
  });
  it("fails without a word of what was not foreseen", async () => {
    await askForLoad(manager, "tiny");
    await carryOut(never, () => Promise.reject(new Error("secret of the machine")));
    const { state, problem } = await last();
    expect(state).toBe("failed");
    expect(problem).not.toContain("secret");
  });
  it("waits for another worker when its own ends, and is given up when each of them does", async () => {
    const { id } = await askForLoad(manager, "tiny");
    const ending = new AbortController();
    await carryOut(ending.signal, async () => {
      ending.abort();
      return new Promise(() => undefined);
    });
    expect(await last()).toMatchObject({ id, state: "waiting" });
    // Killed, a worker can not say so: it says nothing any more.
    await system("UPDATE collection_load SET state = 'running', begun_count = 1, beat_at = now()");
    expect(await carryOut()).toBe(false);
    await system("UPDATE collection_load SET beat_at = now() - interval '2 minutes'");
    await carryOut();
    expect(await last()).toMatchObject({ id, state: "done" });
    await askForLoad(manager, "tiny");
    await system("UPDATE collection_load SET state = 'running', begun_count = 3, beat_at = now() - interval '2 minutes' WHERE ended_at IS NULL");
    await carryOut();
    expect(await last()).toMatchObject({ state: "failed", problem: expect.stringContaining("begun 3 times") });
  });
  it("is written down for the collection's managers, with how it ended", async () => {
    const before = (await audited()).length;
    await askForLoad(manager, "tiny");
    await carryOut();
    configure([]);
    await askForLoad(manager, "tiny");
    await carryOut().finally(() => configure([{ collection: "tiny", store: store.folder, projects }]));
    expect((await audited()).slice(before)).toEqual(["load.asked ok waiting", "load.ended ok done", "load.asked ok waiting", "load.ended failed refused"]);
  });
});

describe("nobody else", () => {
  it.each([["a member", member], ["a manager of another collection", other]])("asks or reads: to %s there is no such thing", async (_who, who) => {
    await askForLoad(manager, "tiny");
    for (const name of ["tiny", "never-was", "t\0"]) {
      await expect(askForLoad(who, name)).rejects.toMatchObject({ status: 404 });
      await expect(listLoads(who, name)).rejects.toMatchObject({ status: 404 });
    }
    expect(await withViewerSql(who, (sql) => sql.rows("SELECT id FROM collection_load"))).toEqual([]);
    const past = "INSERT INTO collection_load (collection_id) SELECT id FROM generate_series(1, 100) AS id";
    await expect(withViewerSql(who, (sql) => sql.run(past))).rejects.toThrow(/row-level security/);
  });
  it("asks or reads while a denial closes the collection to its manager", async () => {
    await askForLoad(manager, "tiny");
    await system("INSERT INTO denial (sub, collection_id, reason, placed_by) SELECT 'sub-manager', id, 'test', 'test' FROM collection WHERE name = 'tiny'");
    try {
      await expect(askForLoad(manager, "tiny")).rejects.toMatchObject({ status: 404 });
      await expect(listLoads(manager, "tiny")).rejects.toMatchObject({ status: 404 });
    } finally {
      await system("DELETE FROM denial");
    }
  });
  it("writes what came of one, not even who asked for it", async () => {
    await askForLoad(manager, "tiny");
    for (const text of ["UPDATE collection_load SET report = '{}'", "DELETE FROM collection_load", "INSERT INTO collection_load (collection_id, asked_by) SELECT collection_id, 'sub-other' FROM collection_load"]) {
      await expect(withViewerSql(manager, (sql) => sql.run(text))).rejects.toThrow(/permission denied/);
    }
  });
});
