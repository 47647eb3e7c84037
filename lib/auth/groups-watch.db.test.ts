import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeApiToken, revokeApiToken } from "@/lib/auth/api-tokens/manage";
import { cookieChoices } from "@/lib/auth/cookies";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { forgetPause } from "@/lib/auth/groups-recheck";
import { checkGroups, GroupsWatch } from "@/lib/auth/groups-watch";
import { logOut } from "@/lib/auth/logout";
import { sealTokens, sessionTokenHash } from "@/lib/auth/sessions";
import { viewerOf } from "@/lib/auth/viewer";
import { forgetEnvironment } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewerOfSubject } from "@/lib/embargo/groups-age";
import { withSystemSql } from "@/lib/embargo/transaction";

testDatabase();
const RECHECK_SEC = 300;
const GRACE_SEC = 3600;
let iam: FakeIssuer;
/** The groups that the identity service knows. */
const groups = new Map<string, string[]>();
const used: string[] = [];
let refreshing = 0;
let mostRefreshing = 0;

beforeAll(async () => {
  iam = await fakeIssuer();
  Object.assign(process.env, { OIDC_ISSUER: iam.issuer, GROUPS_RECHECK_SEC: String(RECHECK_SEC), GROUPS_GRACE_SEC: String(GRACE_SEC) });
  forgetEnvironment();
});
afterAll(() => iam.close());
beforeEach(async () => {
  forgetDiscovery();
  forgetPause();
  iam.faults.clear();
  iam.people.clear();
  iam.asked.clear();
  groups.clear();
  used.length = 0;
  mostRefreshing = 0;
  iam.token = answerRefresh(0);
  await prisma().user.deleteMany();
  await withSystemSql("test", (sql) => sql.run("DELETE FROM api_token"));
});

/** Refresh tokens rotate and count once; userinfo says the groups that are frozen into the access token, as WLCG's does. */
function answerRefresh(tookMs: number) {
  return async (form: URLSearchParams) => {
    const token = form.get("refresh_token") ?? "";
    mostRefreshing = Math.max(mostRefreshing, ++refreshing);
    await sleep(tookMs);
    refreshing -= 1;
    const [name = "", turn = "0"] = token.split(" ");
    if (used.includes(token) || !groups.has(name)) return { error: "invalid_grant" };
    used.push(token);
    iam.people.set(`${name}-access-${turn}`, { sub: `sub-${name}`, preferred_username: name, "wlcg.groups": groups.get(name)!.map((group) => `/${group}`) });
    return { access_token: `${name}-access-${turn}`, refresh_token: `${name} ${Number(turn) + 1}`, token_type: "Bearer" };
  };
}

/** Somebody with an open session whose groups were asked for so long ago, seconds. */
async function signedIn(name: string, ageSec: number, their: string[] = ["cta/projects/crab"]): Promise<{ userId: string; cookie: string }> {
  groups.set(name, their);
  const then = new Date(Date.now() - ageSec * 1000);
  const user = await prisma().user.upsert({ where: { sub: `sub-${name}` }, create: { sub: `sub-${name}`, username: name, groups: their, groupsCheckedAt: then }, update: {} });
  return { userId: user.id, cookie: await session(user.id, name, then) };
}
async function session(userId: string, name: string, then: Date, refreshToken = `${name} 0`): Promise<string> {
  const value = `cookie-of-${name}-${refreshToken}`;
  const hash = sessionTokenHash(value);
  const tokens = sealTokens(hash, { accessToken: "old", refreshToken, idToken: null, issuedAt: then.getTime() });
  await prisma().session.create({ data: { sessionToken: hash, userId, expires: new Date(Date.now() + 3_600_000), iamTokens: tokens } });
  return `${cookieChoices().sessionToken.name}=${encodeURIComponent(value)}`;
}
const known = async (name: string) => (await prisma().user.findUniqueOrThrow({ where: { sub: `sub-${name}` } })).groups;
const inForce = async (name: string) => (await viewerOfSubject(`sub-${name}`))?.viewer.groups;
const age = (name: string, sec: number) => prisma().user.update({ where: { sub: `sub-${name}` }, data: { groupsCheckedAt: new Date(Date.now() - sec * 1000) } });

describe("the groups of open sessions", () => {
  it("are asked again before they are too old, without a request of theirs, and a removed member is no member", async () => {
    await signedIn("crab", 0.81 * RECHECK_SEC);
    await signedIn("young", 0.5 * RECHECK_SEC);
    groups.set("crab", ["cta/other"]);
    groups.set("young", []);
    await checkGroups();
    expect(await known("crab")).toEqual(["cta/other"]);
    expect(await known("young")).toEqual(["cta/projects/crab"]);
    expect(used).toEqual(["crab 0"]);
  });

  it("follow a removal within the time that is configured, for as long as the process runs", async () => {
    process.env.GROUPS_RECHECK_SEC = "3";
    forgetEnvironment();
    await signedIn("crab", 0);
    const watch = new GroupsWatch();
    watch.start();
    await sleep(500);
    const removedAtMs = performance.now();
    groups.set("crab", []);
    await expect.poll(() => known("crab"), { timeout: 5000, interval: 20 }).toEqual([]);
    const tookMs = performance.now() - removedAtMs;
    process.stdout.write(`\nA member removed in the identity service lost the right after ${(tookMs / 1000).toFixed(1)} s, without a request, at GROUPS_RECHECK_SEC=3\n`);
    expect(tookMs).toBeLessThan(3000);
    // And they go on being asked for: a return is seen too.
    groups.set("crab", ["cta/projects/crab"]);
    await expect.poll(() => known("crab"), { timeout: 5000, interval: 20 }).toEqual(["cta/projects/crab"]);
    await watch.stop();
    process.env.GROUPS_RECHECK_SEC = String(RECHECK_SEC);
    forgetEnvironment();
  });

  it("are never taken from a token that is older than they seem", async () => {
    // Tokens of 200 s ago, refreshed by nobody since: the groups frozen into them are not those of now.
    const { userId } = await signedIn("crab", 0.81 * RECHECK_SEC);
    await prisma().session.deleteMany({ where: { userId } });
    await session(userId, "crab", new Date(Date.now() - 200_000));
    groups.set("crab", []);
    await checkGroups();
    expect(await known("crab")).toEqual([]);
  });

  it("are asked for once, by however many workers", async () => {
    iam.token = answerRefresh(150);
    for (const name of ["one", "two", "three"]) await signedIn(name, 290);
    await Promise.all([checkGroups(), checkGroups(), checkGroups()]);
    expect([...used].sort()).toEqual(["one 0", "three 0", "two 0"]);
    expect(await prisma().session.count()).toBe(3);
  });

  it("are asked of another login of the person when one has ended", async () => {
    const { userId } = await signedIn("crab", 290);
    await prisma().session.updateMany({ data: { expires: new Date(Date.now() + 7_200_000) } });
    await session(userId, "crab", new Date(Date.now() - 290_000), "crab 7");
    used.push("crab 0");
    await checkGroups();
    expect(await known("crab")).toEqual(["cta/projects/crab"]);
    groups.set("crab", ["cta/other"]);
    await checkGroups();
    expect(await known("crab")).toEqual(["cta/other"]);
  });

  it("go when the identity service has ended the last login: nobody vouches for them any more", async () => {
    await signedIn("crab", 290);
    groups.delete("crab");
    await checkGroups();
    expect(await known("crab")).toEqual([]);
    expect(await prisma().session.count()).toBe(0);
  });

  it("of people who are not signed in are asked of nobody, and end by their time", async () => {
    const { userId } = await signedIn("crab", 290);
    await prisma().session.deleteMany({ where: { userId } });
    await checkGroups();
    expect(used).toEqual([]);
    expect(await inForce("crab")).toEqual(["cta/projects/crab"]);
    await age("crab", RECHECK_SEC + GRACE_SEC + 1);
    expect(await inForce("crab")).toEqual([]);
  });
});

describe("the groups of somebody who signed out", () => {
  const makeToken = (name: string, sec = 3600) => makeApiToken({ kind: "user", sub: `sub-${name}`, username: name, name: null, groups: [] }, { name: "t", scopes: ["search"], until: new Date(Date.now() + sec * 1000).toISOString() });
  const signOut = (cookie: string) => logOut(new Request("http://portal/api/auth/logout", { method: "POST", headers: { cookie, origin: process.env.PORTAL_URL! } }));
  const whoBy = (token: string) => viewerOf(new Request("http://portal/", { headers: { authorization: `Bearer ${token}` } }), "search");

  it("are asked for on while they have an API token, and a removal reaches the token", async () => {
    const { cookie } = await signedIn("crab", 100);
    const { token } = await makeToken("crab");
    await signOut(cookie);
    await expect(viewerOf(new Request("http://portal/", { headers: { cookie } }), "search")).rejects.toMatchObject({ slug: "session-expired" });
    expect(await whoBy(token)).toMatchObject({ username: "crab", groups: ["cta/projects/crab"] });
    await age("crab", 290);
    groups.set("crab", ["cta/other"]);
    await checkGroups();
    expect(await whoBy(token)).toMatchObject({ groups: ["cta/other"] });
    expect(used).toEqual(["crab 0"]);
  });
  it("are asked of nobody once the last token is revoked, and the login is gone", async () => {
    const { cookie } = await signedIn("crab", 100);
    const { id } = await makeToken("crab");
    await signOut(cookie);
    await revokeApiToken({ kind: "user", sub: "sub-crab", username: "crab", name: null, groups: [] }, id);
    await age("crab", 290);
    await checkGroups();
    expect(used).toEqual([]);
    expect(await prisma().session.count()).toBe(0);
  });
  it("leave the token useless when the identity service ends the login, until they sign in again", async () => {
    const { cookie } = await signedIn("crab", 100);
    const { token } = await makeToken("crab");
    await signOut(cookie);
    await age("crab", 290);
    groups.delete("crab");
    await checkGroups();
    await expect(whoBy(token)).rejects.toMatchObject({ slug: "api-token-refused", state: "unconfirmed" });
    await signedIn("crab", 0);
    await prisma().user.update({ where: { sub: "sub-crab" }, data: { groups: ["cta/projects/crab"], groupsCheckedAt: new Date() } });
    expect(await whoBy(token)).toMatchObject({ groups: ["cta/projects/crab"] });
  });
  it("hold for the grace while the identity service is away, then the token is refused and finds nothing less", async () => {
    const { cookie } = await signedIn("crab", 100);
    const { token } = await makeToken("crab");
    await signOut(cookie);
    await age("crab", RECHECK_SEC + GRACE_SEC - 5);
    iam.faults.set("/token", 503);
    await checkGroups();
    expect(await whoBy(token)).toMatchObject({ groups: ["cta/projects/crab"] });
    await age("crab", RECHECK_SEC + GRACE_SEC + 1);
    await expect(whoBy(token)).rejects.toMatchObject({ state: "unconfirmed" });
  });
});

describe("an identity service that", () => {
  it("is away costs nobody a right for the grace, then everybody, and gives it back when it is there again", async () => {
    const { cookie } = await signedIn("crab", 290);
    iam.faults.set("/token", 503);
    await checkGroups();
    expect(await inForce("crab")).toEqual(["cta/projects/crab"]);
    await age("crab", RECHECK_SEC + GRACE_SEC - 1);
    await checkGroups();
    expect(await inForce("crab")).toEqual(["cta/projects/crab"]);
    await age("crab", RECHECK_SEC + GRACE_SEC + 1);
    await checkGroups();
    expect(await inForce("crab")).toEqual([]);
    await expect(viewerOf(new Request("http://portal/", { headers: { cookie } }), "search")).rejects.toMatchObject({ slug: "iam-unreachable" });
    iam.faults.clear();
    forgetPause();
    await checkGroups();
    expect(await inForce("crab")).toEqual(["cta/projects/crab"]);
    expect(await viewerOf(new Request("http://portal/", { headers: { cookie } }), "search")).toMatchObject({ groups: ["cta/projects/crab"] });
  });

  it("hangs up is left alone for a while: one is tried, not everybody", async () => {
    for (let i = 0; i < 30; i++) await signedIn(`person-${i}`, 290);
    iam.faults.set("/token", (request) => void request.socket.destroy());
    await checkGroups();
    await checkGroups();
    expect(iam.asked.get("/token") ?? 0).toBeLessThanOrEqual(8);
  });

  it("is slow is asked by a few at a time, and all are asked for", async () => {
    iam.token = answerRefresh(120);
    for (let i = 0; i < 40; i++) await signedIn(`person-${i}`, 290);
    await checkGroups();
    expect(used).toHaveLength(40);
    expect(mostRefreshing).toBeLessThanOrEqual(8);
    expect(mostRefreshing).toBeGreaterThan(1);
  });
});

describe("a clock that jumps", () => {
  it("back leaves groups of the future: they open nothing, and are asked again at once", async () => {
    const { cookie } = await signedIn("crab", -7200);
    expect(await inForce("crab")).toEqual([]);
    groups.set("crab", ["cta/other"]);
    expect(await viewerOf(new Request("http://portal/", { headers: { cookie } }), "search")).toMatchObject({ groups: ["cta/other"] });
    expect(await inForce("crab")).toEqual(["cta/other"]);
    // And in the background too, without a request.
    await signedIn("agn", -7200, ["cta/projects/agn"]);
    await checkGroups();
    expect(await inForce("agn")).toEqual(["cta/projects/agn"]);
  });

  it("by a few seconds, as two machines' clocks differ, does no harm", async () => {
    await signedIn("crab", -10);
    expect(await inForce("crab")).toEqual(["cta/projects/crab"]);
    await checkGroups();
    expect(used).toEqual([]);
  });

  it("forward makes all groups old, which are asked for again", async () => {
    await signedIn("crab", 86_400);
    expect(await inForce("crab")).toEqual([]);
    await checkGroups();
    expect(await inForce("crab")).toEqual(["cta/projects/crab"]);
  });
});
