import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { exportClocks } from "./csv-export";
import { importClocks } from "./csv-import";
import { undoChange } from "./decide";

testDatabase();

const manager = viewer("manager", "m");
const member = viewer("member", "g/one");
const elsewhere = viewer("elsewhere", "m2");
const dryRun = { dryRun: true } as const;
const apply = { dryRun: false, reason: "a reason" } as const;
const heading = "project,title,meta_from,meta_at,meta_months,data_from,data_at,data_months";
const one = 'ONE,"One, ""the first""",fixed,2020-01-01T00:00:00.000Z,,fixed,,';
const two = "TWO,TWO,fixed,2999-01-01T00:00:00.000Z,,fixed,2999-01-01T00:00:00.000Z,";
const file = (...lines: string[]) => [...lines, ""].join("\r\n");

beforeAll(async () => {
  for (const who of [manager, member, elsewhere]) await insertPerson(who);
  const [mine, other] = [await insertCollection("c", { managers: ["m"] }), await insertCollection("d", { managers: ["m2"] })];
  const first = await insertProject({ code: "ONE", group: "g/one", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: null });
  const second = await insertProject({ code: "TWO", group: "g/two", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  const third = await insertProject({ code: "THREE", group: "g/three", metaReleaseAt: null, dataReleaseAt: null });
  await withSystemSql("test", (sql) => sql.run(`UPDATE project SET title = 'One, "the first"' WHERE code = 'ONE'`));
  await insertObservation({ collectionId: mine, obsId: 1, projectId: first, dataReleaseOverride: "infinity" });
  await insertObservation({ collectionId: mine, obsId: 2, projectId: first, dataReleaseOverride: "2030-01-01T00:00:00Z" });
  await insertObservation({ collectionId: mine, obsId: 3, projectId: second });
  await insertObservation({ collectionId: other, obsId: 4, projectId: third });
});

describe("the file of clocks", () => {
  it("has a line for each project that the viewer manages, or each of a project's observations", async () => {
    expect(await exportClocks(manager, undefined, false)).toBe(file(heading, one, two));
    expect(await exportClocks(manager, "ONE", true)).toBe(file("observation,project,meta_release_at,data_release_at,meta_override,data_override", "c:1,ONE,2020-01-01T00:00:00.000Z,,,closed", "c:2,ONE,2020-01-01T00:00:00.000Z,2030-01-01T00:00:00.000Z,,2030-01-01T00:00:00.000Z"));
  });
  it("is nowhere for others, and has nothing of theirs", async () => {
    for (const who of [anonymous, member]) {
      await expect(exportClocks(who, undefined, false)).rejects.toMatchObject({ status: 404 });
      await expect(importClocks(who, file(heading, one), dryRun)).rejects.toMatchObject({ status: 404 });
    }
    for (const code of ["THREE", "NEVER-WAS"]) await expect(exportClocks(manager, code, true)).rejects.toMatchObject({ status: 404 });
    expect(await exportClocks(elsewhere, undefined, false)).toBe(file(heading, "THREE,THREE,fixed,,,fixed,,"));
  });
  it("changes nothing when it comes back as it was", async () => {
    for (const text of [await exportClocks(manager, undefined, false), await exportClocks(manager, "ONE", true)]) {
      expect(await importClocks(manager, text, apply)).toMatchObject({ lineCount: 2, changedCount: 0, faults: [], effect: null, change: null });
    }
  });
  it("is one change of all that is new in it, shown first, and undone as one", async () => {
    const before = await exportClocks(manager, undefined, false);
    const text = file(heading, one.replace("fixed,,", "last-observation,,1200"), two.replace("fixed,2999-01-01T00:00:00.000Z,,fixed", "fixed,2020-06-01,,fixed"));
    const looked = await importClocks(manager, text, dryRun);
    expect(looked).toMatchObject({ changedCount: 2, effect: { projects: ["ONE", "TWO"], parties: [{ kind: "public", discoverGained: 1, readGained: 0 }, { name: "g/two", discoverGained: 0 }] }, change: null });
    expect(await exportClocks(manager, undefined, false)).toBe(before);
    await expect(importClocks(manager, text, { ...apply, expect: "forged" })).rejects.toMatchObject({ slug: "embargo-effect-changed" });
    const made = await importClocks(manager, text, { ...apply, expect: looked.effect!.digest });
    expect(made.change).toMatchObject({ kind: "import", state: "applied", projects: ["ONE", "TWO"] });
    expect(await exportClocks(manager, undefined, false)).toBe(file(heading, one.replace("fixed,,", "last-observation,,1200"), two.replace("2999", "2020").replace("2020-01-01", "2020-06-01")));
    await expect(undoChange(manager, made.change!.id, "a reason")).rejects.toMatchObject({ details: { obstacle: "public-already" } });
    const dates = await importClocks(manager, file("observation,meta_override,data_override", "c:1,,2998-01-01", "c:2,closed,"), apply);
    expect(await exportClocks(manager, "ONE", true)).toContain("c:1,ONE,2020-01-01T00:00:00.000Z,2998-01-01T00:00:00.000Z,,2998-01-01T00:00:00.000Z\r\nc:2,ONE,,,closed,\r\n");
    await undoChange(manager, dates.change!.id, "a reason");
    expect(await exportClocks(manager, "ONE", true)).toContain("c:2,ONE,2020-01-01T00:00:00.000Z,2030-01-01T00:00:00.000Z,,2030-01-01T00:00:00.000Z");
  });
  it("is refused whole for any fault, each named by line and column", async () => {
    const before = await exportClocks(manager, undefined, false);
    const text = file(heading, two.replace("2999", "2998"), "ONE,x,fixed,2027-02-30,,fixed,,", "TWO,x,fixed,,,fixed,,", "THREE,x,fixed,,,fixed,,", "NEVER-WAS,x,fixed,,,fixed,,", "X,x,fixed,,3,fixed,,", "Y,x,soon,,,fixed,,", "Z,x,delivery,,2000,fixed,,", "short,line", "V,x,delivery,2020-01-01,1,fixed,,");
    const { faults } = await importClocks(manager, text, dryRun);
    expect(faults.map(({ line, column }) => [line, column])).toEqual([[3, "meta_at"], [4, "project"], [5, "project"], [6, "project"], [7, "meta_months"], [8, "meta_from"], [9, "meta_months"], [10, null], [11, "meta_at"]]);
    // What another manages, and what never was, are one.
    expect(faults[2]!.message.replace("THREE", "NEVER-WAS")).toBe(faults[3]!.message);
    await expect(importClocks(manager, text, apply)).rejects.toMatchObject({ status: 422, slug: "faulty-file" });
    expect(await exportClocks(manager, undefined, false)).toBe(before);
    const faultsOf = async (broken: string) => (await importClocks(manager, broken, dryRun)).faults.map(({ line, column }) => [line, column]);
    expect(await faultsOf("")).toEqual([[1, null]]);
    expect(await faultsOf(file("observation,meta_override"))).toEqual([[1, "data_override"]]);
    expect(await faultsOf(file(`${heading},colour`, one))).toEqual([[1, "colour"]]);
    expect(await faultsOf(file(heading, 'ONE,"open'))).toEqual([[expect.any(Number), null]]);
    expect(await faultsOf(file("observation,meta_override,data_override", "d:4,,closed", "c:99,,", "nonsense,,"))).toEqual([[2, "observation"], [3, "observation"], [4, "observation"]]);
  });
});
