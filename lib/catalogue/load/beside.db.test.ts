import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lakeBackend } from "@/lib/datalake/registry";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { loadStore } from "./load-store";
import { type TinyStore, tinyStore } from "./tiny-store.test-support";

testDatabase();
let store: TinyStore;
beforeEach(() => {
  store = tinyStore();
});
afterEach(() => store.remove());

function load(products: object[]) {
  const projectsFile = path.join(store.folder, "projects.json");
  fs.writeFileSync(projectsFile, JSON.stringify({ projects: [], products: products.map((each) => ({ store: "tiny", ...each })) }));
  return loadStore({ store: store.folder, collection: "tiny", projectsFile, takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });
}
const beside = () =>
  withSystemSql("test", (sql) => sql.rows("SELECT p.name, p.role, p.sharing, o.obs_id::int AS obs_id, p.media_type FROM product p LEFT JOIN observation o ON o.id = p.observation_id WHERE p.role <> 'event-list' ORDER BY p.name"));

describe("files beside the FITS files", () => {
  it("belong to their observation or to the store, by the patterns of the projects file", async () => {
    fs.mkdirSync(path.join(store.folder, "logs"));
    fs.writeFileSync(path.join(store.folder, "logs/run_0010001.log"), "fine night\n");
    fs.writeFileSync(path.join(store.folder, "provenance.json"), "{}");
    fs.writeFileSync(path.join(store.folder, "TERMS.txt"), "Cite us.\n");
    await load([{ role: "log", pattern: "logs/run_{obsId:7}.log" }, { role: "provenance", pattern: "provenance.json" }]);
    // TERMS.txt is found by its name, since no pattern says where terms lie; a log that is not there is nothing odd.
    expect(await beside()).toEqual([
      { name: "TERMS.txt", role: "terms", sharing: "store", obs_id: null, media_type: "text/plain" },
      { name: "logs/run_0010001.log", role: "log", sharing: "single", obs_id: 10001, media_type: "text/plain" },
      { name: "provenance.json", role: "provenance", sharing: "store", obs_id: null, media_type: "application/json" },
    ]);
  });
  it("never lie outside the store", async () => {
    await expect(load([{ role: "terms", pattern: "../../etc/passwd" }])).rejects.toThrow(/'..\/..\/etc\/passwd' leads out of the store/);
    fs.symlinkSync("/etc/hostname", path.join(store.folder, "LICENSE"));
    await expect(load([])).rejects.toThrow(/'LICENSE' is a symbolic link that leads out/);
  });
});
