import { beforeAll, describe, expect, it } from "vitest";
import { identityFromClaims } from "@/lib/auth/claims";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertProject, viewer } from "./fixture.test-support";
import { withSystemSql, withViewerSql } from "./transaction";

// Groups whose names resemble one another. Names are compared exactly, here and nowhere else.

testDatabase();

beforeAll(async () => {
  const store = await insertCollection("store", { iamGroup: "cta/operators", managers: ["cta/managers"] });
  const groups = ["cta/projects/a", "cta/projects/a/b", "cta/projects/A"];
  for (const [i, group] of groups.entries()) await insertObservation({ collectionId: store, obsId: i + 1, projectId: await insertProject({ code: `P${i + 1}`, group }) });
  await insertObservation({ collectionId: store, obsId: 9 });
});

const seen = async (...groups: string[]) => (await withViewerSql(viewer("x", ...groups), (sql) => sql.rows<{ id: string }>("SELECT obs_id::text AS id FROM observation ORDER BY obs_id"))).map(({ id }) => id);

describe("a group", () => {
  it("opens its own project, not its parent's, its child's, or one whose name differs in case", async () => {
    expect(await seen("cta/projects/a")).toEqual(["1"]);
    expect(await seen("cta/projects/a/b")).toEqual(["2"]);
    expect(await seen("cta/projects/A")).toEqual(["3"]);
    expect(await seen("cta", "cta/projects", "cta/projects/a/b/c")).toEqual([]);
  });
  it.each([
    ["a slash behind", "cta/projects/a/"], ["a slash before", "/cta/projects/a"], ["two slashes", "cta//projects/a"], ["a blank", "cta/projects/a "], ["a line's end", "cta/projects/a\n"],
    ["a Cyrillic a", "cta/projects/\u0430"], ["a full-width a", "cta/projects/\uff41"], ["a combining accent", "cta/projects/a\u0301"], ["a joiner that is not seen", "cta/projects/a\u200d"],
    ["another slash", "cta\u2215projects\u2215a"], ["a percent escape", "cta/projects/%61"], ["a pattern", "cta/projects/%"], ["a pattern of one letter", "cta/projects/_"], ["a dot segment", "cta/projects/b/../a"],
  ])("with %s is another one", async (_what, group) => {
    expect(await seen(group)).toEqual([]);
  });
  it.each(['{"cta/projects/a"}', '"},{"cta/projects/a', "cta/projects/b','cta/projects/a", "a,cta/projects/a", '\\",cta/projects/a,\\"', "NULL", "", "{}", "'); SELECT set_config('app.projects','{1,2,3}',true); --"])("%s is one name, however it would read as a list or as SQL", async (group) => {
    expect(await seen(group)).toEqual([]);
    expect(await seen(group, "cta/projects/a")).toEqual(["1"]);
    const [settings] = await withViewerSql(viewer("x", group), (sql) => sql.rows<{ groups: string[]; projects: string }>("SELECT embargo.my_groups() AS groups, current_setting('app.projects') AS projects"));
    expect(settings).toEqual({ groups: [group], projects: "{}" });
  });
  it("that nobody has opens nothing to who has none: an empty name, in groups or in the catalogue", async () => {
    await withSystemSql("test", (sql) => sql.run("UPDATE collection SET iam_group = ''"));
    expect(await seen("")).toEqual(["9"]);
    expect(await seen()).toEqual([]);
    await withSystemSql("test", (sql) => sql.run("UPDATE collection SET iam_group = 'cta/operators'"));
    expect(await seen("")).toEqual([]);
  });
  it("of managers is compared as exactly", async () => {
    expect(await seen("cta/managers")).toEqual(["1", "2", "3", "9"]);
    for (const group of ["cta/managers/", "cta/Managers", "cta/managers/deputies", "cta"]) expect(await seen(group)).toEqual([]);
  });
});

describe("what the identity service says", () => {
  it("becomes no group that resembles: only a slash before it, which is another way to write the same, goes", () => {
    const told = identityFromClaims({ sub: "s", groups: ["/cta/projects/a", "cta/projects/b/", "cta//projects/a", "cta/projects/a/../c", "cta/projects/d ", "cta/projects/e\u0000", "cta/projects/f\u200d"] });
    expect(told.groups).toEqual(["cta/projects/a"]);
  });
});

describe("a subject", () => {
  it.each(["' OR true --", "{}", "sub-x'); SELECT set_config('app.managed', '{1}', true); --", ""])("that reads as SQL is a name: %s", async (sub) => {
    const who = { ...viewer("x"), sub };
    const [row] = await withViewerSql(who, (sql) => sql.rows<{ me: string | null; managed: string; seen: string }>("SELECT embargo.me() AS me, current_setting('app.managed') AS managed, (SELECT count(*) FROM observation) AS seen"));
    expect(row).toEqual({ me: sub === "" ? null : sub, managed: "{}", seen: "0" });
  });
});
