import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertWorld, people, system } from "@/lib/embargo/grants/fixture.test-support";
import { listNotices } from "@/lib/embargo/grants/notice-list";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { changeSearch, forgetSearch, KEPT_LIMIT, listSearches, RECENT_LIMIT, saveSearch } from "./searches";
import { lookForNews } from "./watch";

testDatabase();
beforeAll(async () => {
  await insertWorld();
  await system(`UPDATE "user" SET groups_checked_at = now()`);
});
afterEach(async () => {
  await system("DELETE FROM saved_search");
  await system("DELETE FROM notice");
});

const { piCrab, member, friend } = people;
const keep = (who: SignedInViewer, name: string, query: object = { project: "CRAB" }, isWatched = false) => saveSearch(who, { name, query, isWatched });
const told = async (who: SignedInViewer) => (await listNotices(who, { limit: 50 })).items.map(({ kind, text, link }) => ({ kind, text, link }));
/** The worker's round, when all are due. */
const look = async () => {
  await system("UPDATE saved_search SET checked_at = now() - interval '1 day'");
  return lookForNews(new AbortController().signal);
};

describe("saved searches", () => {
  it("are kept by name, and the last ones without; one that asks the same takes the place of the earlier", async () => {
    await keep(piCrab, "b");
    await keep(piCrab, "a", { q: "vela", zenithMaxDeg: 40 });
    for (const q of ["1", "2", "1"]) await saveSearch(piCrab, { query: { q }, isWatched: false });
    expect((await listSearches(piCrab)).items.map(({ name, query }) => [name, query])).toEqual([["a", { q: "vela", zenithMaxDeg: 40 }], ["b", { project: "CRAB" }], [null, { q: "1" }], [null, { q: "2" }]]);
    for (let i = 0; i < RECENT_LIMIT + 3; i++) await saveSearch(piCrab, { query: { q: `r${i}` }, isWatched: false });
    const recent = (await listSearches(piCrab)).items.filter(({ name }) => name === null);
    expect(recent.map(({ query }) => query.q)).toEqual(Array.from({ length: RECENT_LIMIT }, (_, i) => `r${RECENT_LIMIT + 2 - i}`));
  });
  it("are renamed, opened, watched and forgotten", async () => {
    const { id } = await keep(piCrab, "one");
    const before = (await listSearches(piCrab)).items[0]!;
    expect(await changeSearch(piCrab, id, { name: "two", isUsed: true })).toMatchObject({ name: "two", isWatched: false });
    expect((await listSearches(piCrab)).items[0]!.usedAt > before.usedAt).toBe(true);
    expect(await changeSearch(piCrab, id, { isWatched: true })).toMatchObject({ isWatched: true });
    expect(await changeSearch(piCrab, id, { isWatched: false })).toMatchObject({ isWatched: false });
    await forgetSearch(piCrab, id);
    expect((await listSearches(piCrab)).items).toEqual([]);
  });
  it("are their owner's alone: another's is as one that does not exist, and names do not collide", async () => {
    const { id } = await keep(piCrab, "same");
    await keep(member, "same");
    for (const who of [member, friend]) {
      await expect(changeSearch(who, id, { name: "stolen" })).rejects.toMatchObject({ slug: "not-found" });
      await expect(forgetSearch(who, id)).rejects.toMatchObject({ slug: "not-found" });
    }
    expect((await listSearches(friend)).items).toEqual([]);
    for (const bad of ["nonsense", "00000000-0000-4000-8000-000000000000"]) await expect(forgetSearch(piCrab, bad)).rejects.toMatchObject({ slug: "not-found" });
  });
  it("have one name each, a limit, and a name when they are watched", async () => {
    await keep(piCrab, "taken");
    await expect(keep(piCrab, "taken", { q: "x" })).rejects.toMatchObject({ slug: "search-name-taken" });
    const recent = await saveSearch(piCrab, { query: { q: "y" }, isWatched: false });
    await expect(changeSearch(piCrab, recent.id, { isWatched: true })).rejects.toMatchObject({ slug: "search-needs-name" });
    await expect(changeSearch(piCrab, recent.id, { name: "taken" })).rejects.toMatchObject({ slug: "search-name-taken" });
    expect(await changeSearch(piCrab, recent.id, { name: "named", isWatched: true })).toMatchObject({ name: "named", isWatched: true });
    await withViewerSql(piCrab, (sql) => sql.run("INSERT INTO saved_search (owner_sub, name, query) SELECT embargo.me(), 'n' || n, '{}' FROM generate_series(3, $1::int) n", [KEPT_LIMIT]));
    await expect(keep(piCrab, "one more")).rejects.toMatchObject({ slug: "too-many-searches" });
  });
});

describe("a watched search", () => {
  it("tells its owner of new observations, once, and of nothing that was there before", async () => {
    await system("UPDATE observation SET livetime_sec = 1 WHERE obs_id = 3");
    await keep(piCrab, "long ones", { project: "CRAB", livetimeMinSec: 100 }, true);
    expect(await look()).toBe(1);
    expect(await told(piCrab)).toEqual([]);
    await system("UPDATE observation SET livetime_sec = 1600 WHERE obs_id = 3");
    await look();
    await look();
    expect(await told(piCrab)).toEqual([{ kind: "search-news", text: "Your saved search “long ones” finds new observations of CRAB", link: "/search?project=CRAB&livetimeMinSec=100" }]);
  });
  it("tells nobody of what they may not see, and is looked at under the rights that hold then", async () => {
    await keep(friend, "all crab", { q: "crab" }, true);
    const before = await told(friend);
    await system("UPDATE observation SET livetime_sec = 1500 WHERE project_id = (SELECT id FROM project WHERE code = 'CRAB')");
    await look();
    expect(await told(friend)).toEqual(before);
    // Released: new to the friend.
    await system("UPDATE observation SET meta_release_override = '2020-01-01' WHERE obs_id = 1");
    await keep(friend, "crab", { project: "CRAB" }, true);
    await system("UPDATE observation SET meta_release_override = '2020-01-01' WHERE obs_id = 2");
    await look();
    expect((await told(friend)).map(({ text }) => text)).toContain("Your saved search “crab” finds new observations of CRAB");
    // Closed again: what was told is hidden with what it was about.
    await system("UPDATE observation SET meta_release_override = NULL WHERE obs_id IN (1, 2)");
    expect(await told(friend)).toEqual([]);
  });
  it("waits while nobody vouches for its owner's groups, and then tells of nothing old", async () => {
    await keep(piCrab, "mine", { project: "CRAB" }, true);
    await system(`UPDATE "user" SET groups_checked_at = now() - interval '10 days' WHERE sub = $1`, [piCrab.sub]);
    await look();
    await system(`UPDATE "user" SET groups_checked_at = now() WHERE sub = $1`, [piCrab.sub]);
    await look();
    expect(await told(piCrab)).toEqual([]);
    expect((await listSearches(piCrab)).items[0]).toMatchObject({ isWatched: true, problem: null });
  });
  it("is not looked at before it is due, nor twice at once", async () => {
    await keep(piCrab, "mine", { project: "CRAB" }, true);
    expect(await lookForNews(new AbortController().signal)).toBe(0);
    await system("UPDATE saved_search SET checked_at = now() - interval '1 day'");
    const looked = await Promise.all([lookForNews(new AbortController().signal), lookForNews(new AbortController().signal)]);
    expect(looked.reduce((sum, each) => sum + each, 0)).toBe(1);
  });
});
