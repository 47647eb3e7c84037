import { beforeEach, describe, expect, it } from "vitest";
import { knownUsername, rememberPerson } from "@/lib/auth/people";
import { pool } from "@/lib/db/pool";
import { testDatabase } from "@/lib/db/test-database.test-support";

testDatabase();
const now = Date.now();
const told = (groups: string[] | null, change: object = {}) => ({ sub: "sub-a", username: "a", name: null, email: null, groups, ...change });
const remember = async (groups: string[], atMs: number, unlessYoungerMs?: number) => (await rememberPerson(told(groups), new Date(atMs), unlessYoungerMs)).groups;
const row = async () => (await pool("web").query(`SELECT username, name, email, groups, groups_checked_at FROM "user" WHERE sub = 'sub-a'`)).rows[0];

beforeEach(async () => void (await pool("web").query(`DELETE FROM "user"`)));

describe("remembering what the identity service said of somebody", () => {
  it("keeps who is new, and tells the name", async () => {
    expect(await knownUsername("sub-a")).toBeNull();
    expect(await rememberPerson(told(["g"], { name: "A", email: "a@x" }), new Date(now))).toEqual({ sub: "sub-a", username: "a", name: "A", groups: ["g"] });
    expect(await row()).toEqual({ username: "a", name: "A", email: "a@x", groups: ["g"], groups_checked_at: new Date(now) });
    expect(await knownUsername("sub-a")).toBe("a");
  });

  it("keeps name and address when they are not told again, and takes groups that are not told away", async () => {
    await rememberPerson(told(["g"], { name: "A", email: "a@x" }), new Date(now - 1000));
    await rememberPerson(told(null, { username: "a2" }), new Date(now));
    expect(await row()).toMatchObject({ username: "a2", name: "A", email: "a@x", groups: [] });
  });

  it("takes groups told later, and leaves them against older ones, in whatever order these come", async () => {
    expect(await remember(["first"], now - 2000)).toEqual(["first"]);
    await Promise.all([5, 1, 3, 0, 4].map((secondsAgo) => remember([`${secondsAgo}`], now - secondsAgo * 1000)));
    expect(await row()).toMatchObject({ groups: ["0"], groups_checked_at: new Date(now) });
  });

  it("leaves groups that are younger than asked for against a token's own", async () => {
    await remember(["all"], now - 60_000);
    expect(await remember(["some"], now, 300_000)).toEqual(["all"]);
    expect(await remember(["some"], now, 30_000)).toEqual(["some"]);
  });

  it("takes groups of a clock that has jumped since for older than any", async () => {
    await remember(["of tomorrow"], now + 86_400_000);
    expect(await remember(["of today"], now, 300_000)).toEqual(["of today"]);
  });

  it("refuses a name that another account has, and keeps both as they were", async () => {
    await remember(["g"], now);
    await expect(rememberPerson({ ...told(["h"]), sub: "sub-b" }, new Date(now))).rejects.toMatchObject({ slug: "account-conflict" });
    expect(await knownUsername("sub-b")).toBeNull();
    expect(await row()).toMatchObject({ groups: ["g"] });
  });
});
