import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { forgetRights, insertWorld, people, system } from "./fixture.test-support";
import { changeSelection, discardSelection, getSelection, listSelections, saveSelection, SELECTIONS_LIMIT } from "./selections";

testDatabase();
beforeAll(insertWorld);
afterEach(forgetRights);

const { piCrab, member, piAgn, friend } = people;

describe("saved selections", () => {
  it("hold chosen observations, or all results of a search, under a name", async () => {
    expect(await saveSelection(piCrab, { name: "b", ids: ["store:3", "store:1", "store:1"] })).toMatchObject({ name: "b", observationCount: 2, ids: ["store:1", "store:3"], liveGrantCount: 0 });
    expect((await saveSelection(piCrab, { name: "a", query: { project: "CRAB" } })).ids).toEqual(["store:1", "store:2", "store:3"]);
    expect((await saveSelection(piCrab, { name: "none", query: { project: "NEVER" } })).ids).toEqual([]);
    expect((await listSelections(piCrab)).items.map(({ name, observationCount }) => [name, observationCount])).toEqual([["a", 3], ["b", 2], ["none", 0]]);
  });
  it("take in what their maker sees, and nothing that is hidden or absent", async () => {
    for (const ids of [["store:11", "store:1"], ["store:11", "store:99"]]) await expect(saveSelection(friend, { name: "x", ids })).rejects.toMatchObject({ slug: "not-found" });
    expect((await saveSelection(friend, { name: "x", query: {} })).ids).toEqual(["other:31", "other:32", "other:41", "store:11", "store:12", "store:13"]);
    await expect(changeSelection(friend, (await listSelections(friend)).items[0]!.id, { add: { ids: ["store:1"] } })).rejects.toMatchObject({ slug: "not-found" });
  });
  it("are renamed, grow, shrink and go", async () => {
    const { id } = await saveSelection(piCrab, { name: "one", ids: ["store:1"] });
    expect(await changeSelection(piCrab, id, { name: "two", add: { ids: ["store:2", "store:3"] }, remove: ["store:1", "store:99"] })).toMatchObject({ name: "two", ids: ["store:2", "store:3"] });
    await discardSelection(piCrab, id);
    await expect(getSelection(piCrab, id)).rejects.toMatchObject({ slug: "not-found" });
  });
  it("are their maker's alone, members of the same project included; names too", async () => {
    const { id } = await saveSelection(piCrab, { name: "same", ids: ["store:1"] });
    expect((await saveSelection(member, { name: "same", ids: ["store:1"] })).id).not.toBe(id);
    for (const who of [member, piAgn, friend]) {
      await expect(getSelection(who, id)).rejects.toMatchObject({ slug: "not-found" });
      await expect(changeSelection(who, id, { name: "stolen" })).rejects.toMatchObject({ slug: "not-found" });
      await expect(discardSelection(who, id)).rejects.toMatchObject({ slug: "not-found" });
    }
    await expect(saveSelection(piCrab, { name: "same", ids: ["store:2"] })).rejects.toMatchObject({ slug: "name-taken" });
    const other = await saveSelection(piCrab, { name: "other", ids: ["store:2"] });
    await expect(changeSelection(piCrab, other.id, { name: "same", add: { ids: ["store:3"] } })).rejects.toMatchObject({ slug: "name-taken" });
    expect((await getSelection(piCrab, other.id)).ids).toEqual(["store:2"]);
  });
  it("neither show nor count what is hidden from their maker meanwhile", async () => {
    const { id } = await saveSelection(piAgn, { name: "mine", ids: ["store:11", "store:12"] });
    expect((await getSelection({ ...piAgn, groups: [] }, id)).ids).toEqual(["store:11", "store:12"]);
    await system("UPDATE observation SET meta_release_override = 'infinity' WHERE obs_id = 12");
    expect(await getSelection({ ...piAgn, groups: [] }, id)).toMatchObject({ observationCount: 1, ids: ["store:11"] });
    expect((await getSelection(piAgn, id)).ids).toEqual(["store:11", "store:12"]);
    await system("UPDATE observation SET meta_release_override = NULL WHERE obs_id = 12");
  });
  it("have a limit", async () => {
    await system("INSERT INTO selection (name, made_by) SELECT 'number ' || n, $1 FROM generate_series(1, $2::int) n", [friend.sub, SELECTIONS_LIMIT]);
    await expect(saveSelection(friend, { name: "one more", ids: ["store:11"] })).rejects.toMatchObject({ slug: "too-many-selections" });
    expect((await listSelections(friend)).items).toHaveLength(SELECTIONS_LIMIT);
  });
});
