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

const project = (code: string, obsIds: number[], jointWith?: string[]) => ({ code, title: code, pi: "pi", group: `cta/${code}`, store: "tiny", obsIds, metaReleaseAt: null, dataReleaseAt: null, jointWith });
function load(projects: object[], managers?: string[], said?: string[]) {
  const projectsFile = path.join(store.folder, "projects.json");
  fs.writeFileSync(projectsFile, JSON.stringify({ projects, collections: [{ store: "tiny", managers: said }] }));
  return loadStore({ store: store.folder, collection: "tiny", projectsFile, managers, takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });
}
const names = (text: string) => withSystemSql("test", (sql) => sql.rows<{ name: string }>(text)).then((rows) => rows.map((row) => row.name));
const managers = () => names("SELECT iam_group AS name FROM collection_manager ORDER BY 1");
const joint = () => names("SELECT p.code || ' ' || q.code AS name FROM joint_project j JOIN project p ON p.id = j.project_id JOIN project q ON q.id = j.partner_id ORDER BY 1");

describe("managers of a collection", () => {
  it("are those that the projects file names, or the command, and stay when neither says anything", async () => {
    await load([], undefined, ["/cta/managers", "cta/others"]);
    expect(await managers()).toEqual(["cta/managers", "cta/others"]);
    await load([], undefined, ["cta/managers"]);
    expect(await managers()).toEqual(["cta/managers"]);
    await load([]);
    expect(await managers()).toEqual(["cta/managers"]);
    await load([], ["hess/managers"], ["cta/managers"]);
    expect(await managers()).toEqual(["hess/managers"]);
  });
});

describe("joint projects", () => {
  it("are tied both ways, whichever of them says so, and untied again", async () => {
    await load([project("A", [10001], ["B"]), project("B", [10002])]);
    expect(await joint()).toEqual(["A B", "B A"]);
    await load([project("A", [10001]), project("B", [10002])]);
    expect(await joint()).toEqual(["A B", "B A"]);
    await load([project("A", [10001], []), project("B", [10002])]);
    expect(await joint()).toEqual([]);
  });
  it("with a code that nobody knows are refused, and nothing is changed", async () => {
    await expect(load([project("NEW", [10001], ["C"])])).rejects.toThrow(/project NEW is said to be joint with C/);
    expect(await names("SELECT code AS name FROM project ORDER BY 1")).toEqual(["A", "B"]);
  });
});
