import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { forgetRights, grantBody, insertWorld, noticesOf, people, system, type World } from "./fixture.test-support";
import { giveGrant } from "./give";
import { listNotices, readAllNotices, readNotice } from "./notice-list";
import { tell, tellLeaders } from "./notices";

testDatabase();
let world: World;
beforeAll(async () => void (world = await insertWorld()));
afterEach(forgetRights);

const { piCrab, deputy, member, piAgn, manager, outsider, friend } = people;
const notice = (text: string, about: object = {}) => ({ kind: "request-made", text, link: "/projects/AGN", about }) as const;
const telling = (who: SignedInViewer, subs: string[], text: string, about?: object) => withViewerSql(who, (sql) => tell(sql, subs, notice(text, about)));
const page = { limit: 100 };
const texts = async (who: SignedInViewer) => (await listNotices(who, page)).items.map(({ text }) => text);

describe("notices", () => {
  it("are one's own: others' are absent, by id too", async () => {
    await telling(piCrab, [friend.sub, friend.sub], "for friend");
    await telling(piCrab, [outsider.sub], "for outsider");
    expect(await texts(friend)).toEqual(["for friend"]);
    const { items } = await listNotices(outsider, page);
    await expect(readNotice(friend, items[0]!.id)).rejects.toMatchObject({ slug: "not-found" });
    await expect(readNotice(friend, "nonsense")).rejects.toMatchObject({ slug: "not-found" });
    await readAllNotices(friend);
    expect((await listNotices(outsider, page)).unreadCount).toBe(1);
    expect((await withViewerSql(friend, (sql) => sql.run("UPDATE notice SET read_at = NULL")))).toBe(1);
  });
  it("are read one by one, or all", async () => {
    for (const text of ["one", "two", "three"]) await telling(piCrab, [friend.sub], text);
    const { items, unreadCount, totalCount } = await listNotices(friend, page);
    expect([items.map(({ text }) => text), unreadCount, totalCount]).toEqual([["three", "two", "one"], 3, 3]);
    const read = await readNotice(friend, items[1]!.id);
    expect(Date.parse(read.readAt!)).toBeGreaterThan(0);
    expect((await readNotice(friend, items[1]!.id)).readAt).toBe(read.readAt);
    expect((await listNotices(friend, { ...page, unread: "true" })).items.map(({ text }) => text)).toEqual(["three", "one"]);
    expect(await readAllNotices(friend)).toEqual({ unreadCount: 0 });
    expect(await listNotices(friend, { ...page, unread: "true" })).toMatchObject({ items: [], unreadCount: 0 });
  });
  it("come in pages, by a cursor of one's own", async () => {
    for (const text of ["one", "two", "three"]) await telling(piCrab, [friend.sub], text);
    const first = await listNotices(friend, { limit: 2 });
    expect((await listNotices(friend, { limit: 2, cursor: first.nextCursor! })).items.map(({ text }) => text)).toEqual(["one"]);
    await expect(listNotices(outsider, { limit: 2, cursor: first.nextCursor! })).rejects.toMatchObject({ slug: "bad-cursor" });
  });
  it("are told while what they are about is visible, and neither shown nor counted while it is not", async () => {
    await telling(piCrab, [friend.sub, piCrab.sub], "about CRAB", { projectId: world.crab });
    await telling(manager, [friend.sub], "about the store", { collectionId: world.store });
    expect(await texts(friend)).toEqual(["about the store"]);
    expect(await listNotices(friend, page)).toMatchObject({ unreadCount: 1, totalCount: 1 });
    expect(await texts(piCrab)).toEqual(["about CRAB"]);
    const { id } = await giveGrant(piCrab, "project", "CRAB", grantBody());
    expect(await texts(friend)).toHaveLength(3);
    await system("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ($1, $2, 'test', 'test')", [friend.sub, world.crab]);
    expect(await texts(friend)).toEqual(["about the store"]);
    await system("UPDATE denial SET lifted_at = now()");
    await system("UPDATE access_grant SET revoked_at = now() WHERE id = $1", [id]);
    expect(await texts(friend)).toEqual(["about the store"]);
  });
  it("reach PI and deputies who are members still, not who acts, and say nothing of who they are", async () => {
    await withViewerSql(deputy, (sql) => tellLeaders(sql, world.crab, { kind: "emergency", text: "opened", link: null }));
    expect(await noticesOf(piCrab)).toEqual([{ kind: "emergency", text: "opened" }]);
    for (const who of [deputy, member, piAgn, manager]) expect(await noticesOf(who)).toEqual([]);
    await system(`UPDATE "user" SET groups = '{}' WHERE username = 'deputy'`);
    await withViewerSql(piCrab, (sql) => tellLeaders(sql, world.crab, { kind: "emergency", text: "again", link: null }));
    expect(await noticesOf(deputy)).toEqual([]);
    await system(`UPDATE "user" SET groups = '{cta/projects/crab}' WHERE username = 'deputy'`);
  });
  it("wait for a PI who has not signed in yet, hidden until the project is seen", async () => {
    await system("UPDATE project SET pi_username = 'new-pi' WHERE code = 'CRAB'");
    await withViewerSql(manager, (sql) => tellLeaders(sql, world.crab, { kind: "emergency", text: "opened before you came", link: null }));
    expect(await noticesOf(piCrab)).toEqual([]);
    const signIn = (username: string) => system(`INSERT INTO "user" (id, sub, username, groups, groups_checked_at) VALUES ($1, $1, $2, '{}', now())`, [`sub-${username}`, username]);
    await signIn("another");
    await signIn("new-pi");
    const known = (...groups: string[]): SignedInViewer => ({ kind: "user", sub: "sub-new-pi", username: "new-pi", name: "new-pi", groups });
    expect(await texts(known())).toEqual([]);
    expect(await texts(known("cta/projects/crab"))).toEqual(["opened before you came"]);
    await system(`DELETE FROM "user" WHERE username IN ('new-pi', 'another')`);
    await system("UPDATE project SET pi_username = 'pi-crab' WHERE code = 'CRAB'");
  });
  it("are told by somebody, never mailed nor read by who tells, and changed by nobody", async () => {
    await expect(withViewerSql({ kind: "anonymous" }, (sql) => tell(sql, [friend.sub], notice("x")))).rejects.toThrow(/row-level security/);
    const forged = withViewerSql(piCrab, (sql) => sql.run("INSERT INTO notice (sub, kind, text, mailed_at) VALUES ('sub-friend', 'x', 'x', now())"));
    await expect(forged).rejects.toThrow(/permission denied/);
    await telling(piCrab, [friend.sub], "for friend");
    await expect(withViewerSql(friend, (sql) => sql.run("UPDATE notice SET text = 'else'"))).rejects.toThrow(/permission denied/);
    await expect(withViewerSql(friend, (sql) => sql.run("DELETE FROM notice"))).rejects.toThrow(/permission denied/);
  });
});
