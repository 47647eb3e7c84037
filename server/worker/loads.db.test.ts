import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { askForLoad, listLoads } from "@/lib/catalogue/load-again/ask";
import { tinyStore } from "@/lib/catalogue/load/tiny-store.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertPerson, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { WorkerProcess } from "./process.test-support";

testDatabase();
const manager = viewer("manager", "g/managers");
const store = tinyStore();
const stores = path.join(os.tmpdir(), `airshower-stores-${process.pid}.yaml`);
let worker: WorkerProcess;

beforeAll(async () => {
  await insertPerson(manager);
  await insertCollection("tiny", { managers: ["g/managers"] });
  fs.writeFileSync(stores, `stores:\n  - collection: tiny\n    store: ${store.folder}\n`);
});
afterEach(() => worker.kill());
afterAll(() => {
  store.remove();
  fs.rmSync(stores);
});

async function ended(): Promise<unknown> {
  for (const giveUpAtMs = Date.now() + 40_000; Date.now() < giveUpAtMs; await sleep(100)) {
    const [load] = (await listLoads(manager, "tiny")).items;
    if (load!.endedAt !== null) return load;
  }
  throw new Error(`no load ended within 40 s. The worker said: ${worker.said}`);
}

describe("the worker", () => {
  it("does a load that a manager asks for, also one that a killed worker left", { timeout: 100_000 }, async () => {
    worker = new WorkerProcess({ STORES_FILE: stores });
    await askForLoad(manager, "tiny");
    expect(await ended()).toMatchObject({ state: "done", askedBy: "manager", report: { observations: { added: 2 } } });
    await worker.kill();
    await askForLoad(manager, "tiny");
    await withSystemSql("test", (sql) => sql.run("UPDATE collection_load SET state = 'running', begun_count = 1, beat_at = now() - interval '2 minutes' WHERE ended_at IS NULL"));
    worker = new WorkerProcess({ STORES_FILE: stores });
    expect(await ended()).toMatchObject({ state: "done", report: { observations: { unchanged: 2 } } });
  });
});
