import type { Server } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { forgetPause } from "@/lib/auth/groups-recheck";
import { ownPath } from "@/lib/auth/login";
import { freshTokens } from "@/lib/auth/refresh";
import { sealTokens, sessionTokenHash, unsealTokens } from "@/lib/auth/sessions";
import { TestBrowser, testPortal } from "@/lib/auth/test-portal.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { demoAccounts, type DemoAccount } from "@/scripts/iam/accounts";
import { freePort, type TestIam, testIam } from "@/scripts/iam/iam.test-support";

testDatabase();
let iam: TestIam;
let portal: Server;
let portalUrl: string;
const accounts: DemoAccount[] = [...demoAccounts];

/** The identity service moves somebody into other groups. */
function setGroups(username: string, groups: readonly string[]): void {
  const at = accounts.findIndex((account) => account.username === username);
  const account = accounts[at];
  if (account) accounts[at] = { ...account, groups };
}

beforeAll(async () => {
  const port = await freePort();
  portalUrl = `http://127.0.0.1:${port}`;
  iam = await testIam({ portalUrl }, accounts);
  Object.assign(process.env, { PORTAL_URL: portalUrl, OIDC_ISSUER: iam.issuer, OIDC_CLIENT_SECRET: iam.settings.portalClientSecret, GROUPS_RECHECK_SEC: "300", GROUPS_GRACE_SEC: "3600" });
  forgetEnvironment();
  portal = await testPortal(port);
});
afterAll(async () => {
  portal.close();
  await iam.dispose();
});
beforeEach(() => {
  forgetDiscovery();
  forgetPause();
});

const sessionOf = async (browser: TestBrowser) => {
  const [, value = ""] = /\.session=([^;]+)/.exec(browser.jar.header) ?? [];
  return prisma().session.findUniqueOrThrow({ where: { sessionToken: sessionTokenHash(value) }, include: { user: true } });
};
const problemIn = (location: string) => new URL(location, portalUrl).searchParams.get("error");
/** Makes the groups and tokens of a session look as old as these many seconds. */
async function age(browser: TestBrowser, sec: number): Promise<string> {
  const session = await sessionOf(browser);
  await prisma().user.update({ where: { id: session.userId }, data: { groupsCheckedAt: new Date(Date.now() - sec * 1000) } });
  const tokens = unsealTokens(session.sessionToken, session.iamTokens);
  if (tokens) await prisma().session.update({ where: { id: session.id }, data: { iamTokens: sealTokens(session.sessionToken, { ...tokens, issuedAt: Date.now() - sec * 1000 }) } });
  return session.id;
}

describe("signing in", () => {
  it("ends at the page where it began, as somebody with groups", async () => {
    const browser = new TestBrowser();
    expect(await browser.viewer()).toEqual({ kind: "anonymous" });
    expect(await browser.signIn("pi-crab", "/search?project=SIM-CRAB")).toBe(`${portalUrl}/search?project=SIM-CRAB`);
    expect(await browser.viewer()).toEqual({
      kind: "user",
      sub: accounts[0]?.sub,
      username: "pi-crab",
      name: "Petra Iversen",
      groups: ["cta/projects/hess-crab", "cta/projects/sim-crab"],
    });
  });

  it("keeps neither the cookie nor a token readable in the database", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-agn");
    const session = await sessionOf(browser);
    expect(browser.jar.header).not.toContain(session.sessionToken);
    expect(session.iamTokens).toMatch(/^v1\.[\w-]+$/);
    expect(unsealTokens(session.sessionToken, session.iamTokens)).toMatchObject({ accessToken: expect.any(String), refreshToken: expect.any(String) });
    expect(unsealTokens("another session", session.iamTokens)).toBeNull();
    expect(await prisma().account.findFirst({ where: { userId: session.userId } })).toMatchObject({ provider: "iam", access_token: null, refresh_token: null, id_token: null });
  });

  it("names its cookies by the port, closed to scripts and to other sites", async () => {
    const answer = await fetch(`${portalUrl}/api/auth/login`, { redirect: "manual" });
    const cookies = answer.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThanOrEqual(5);
    for (const cookie of cookies) expect(cookie).toMatch(new RegExp(`^airshower-${new URL(portalUrl).port}\\.\\w+=.*; Path=/;.*HttpOnly; SameSite=Lax`));
  });

  it("asks for PKCE, state and nonce", async () => {
    const url = new URL(await new TestBrowser().startSignIn());
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ code_challenge_method: "S256", state: expect.any(String), nonce: expect.any(String), scope: expect.stringContaining("wlcg.groups") });
  });

  it("as another person in the same browser leaves the first one, and links nothing", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-gps");
    const first = await sessionOf(browser);
    for (const name of browser.jar.names) if (name.startsWith("iam_")) browser.jar.delete(name);
    await browser.signIn("pi-msh");
    expect(await browser.viewer()).toMatchObject({ username: "pi-msh", groups: ["cta/projects/hess-msh"] });
    expect(await prisma().session.findUnique({ where: { id: first.id } })).toBeNull();
    expect(await prisma().account.count({ where: { userId: first.userId } })).toBe(1);
  });

  it("again changes the session, and takes groups that changed meanwhile", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-pks");
    const first = await sessionOf(browser);
    setGroups("pi-pks", ["cta/projects/other"]);
    await browser.signIn("pi-pks");
    expect((await sessionOf(browser)).id).not.toBe(first.id);
    expect(await browser.viewer()).toMatchObject({ groups: ["cta/projects/other"] });
  });
});

describe("signing in fails", () => {
  it("when the visitor cancels: login-refused, and the way back is kept", async () => {
    const browser = new TestBrowser();
    await browser.startSignIn("/basket");
    const location = (await browser.jar.fetch(`${portalUrl}/api/auth/callback/iam?error=access_denied&state=x`)).headers.get("location") ?? "";
    expect(problemIn(location)).toBe("login-refused");
    expect(new URL(location).searchParams.get("callbackUrl")).toBe("/basket");
  });

  it("when the cookies are lost: login-interrupted", async () => {
    const browser = new TestBrowser();
    const callback = await browser.signInUpToCallback("outsider");
    for (const name of browser.jar.names) if (/\.(state|pkce|nonce)$/.test(name)) browser.jar.delete(name);
    expect(problemIn((await browser.jar.fetch(callback)).headers.get("location") ?? "")).toBe("login-interrupted");
    expect(await browser.viewer()).toEqual({ kind: "anonymous" });
  });

  it("when the answer belongs to another login: login-interrupted", async () => {
    const victim = new TestBrowser();
    await victim.startSignIn();
    const callback = await new TestBrowser().signInUpToCallback("outsider");
    expect(problemIn((await victim.jar.fetch(callback)).headers.get("location") ?? "")).toBe("login-interrupted");
    expect(await victim.viewer()).toEqual({ kind: "anonymous" });
  });

  it("when a code is used twice; but somebody who is signed in stays so", async () => {
    const browser = new TestBrowser();
    const callback = await browser.signInUpToCallback("manager", "/launches");
    expect((await browser.jar.fetch(callback)).headers.get("location")).toBe(`${portalUrl}/launches`);
    expect((await browser.jar.fetch(callback)).headers.get("location")).toBe(`${portalUrl}/launches`);
    expect(await browser.viewer()).toMatchObject({ username: "manager" });
  });

  it("while the identity service is down: iam-unreachable, at the start and at the end", async () => {
    const browser = new TestBrowser();
    const callback = await browser.signInUpToCallback("outsider", "/basket");
    await iam.stop();
    const early = await new TestBrowser().startSignIn("/basket");
    const late = (await browser.jar.fetch(callback)).headers.get("location") ?? "";
    await iam.start();
    for (const location of [early, late]) {
      expect(problemIn(location)).toBe("iam-unreachable");
      expect(new URL(location).searchParams.get("callbackUrl")).toBe("/basket");
    }
  });

  it("when the name belongs to another subject: account-conflict", async () => {
    await prisma().user.create({ data: { sub: "older-subject", username: "double" } });
    accounts.push({ sub: "newer-subject", username: "double", name: "D", role: "", groups: [] });
    expect(problemIn(await new TestBrowser().signIn("double"))).toBe("account-conflict");
  });

  it("when the identity service gives no name that can be used: identity-incomplete", async () => {
    accounts.push({ sub: "odd", username: "o/dd", name: "O", role: "", groups: [] });
    expect(problemIn(await new TestBrowser().signIn("o/dd"))).toBe("identity-incomplete");
  });
});

describe("groups", () => {
  it("are asked again when they are old, and a change is seen", async () => {
    const browser = new TestBrowser();
    await browser.signIn("analyst");
    setGroups("analyst", ["cta/projects/sim-agn"]);
    expect(await browser.viewer()).toMatchObject({ groups: ["cta/projects/sim-agn", "cta/projects/sim-crab"] });
    await age(browser, 301);
    expect(await browser.viewer()).toMatchObject({ groups: ["cta/projects/sim-agn"] });
  });

  it("hold for a grace while the identity service is away, and then nobody guesses", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-gps");
    await age(browser, 301);
    await iam.stop();
    expect(await browser.viewer()).toMatchObject({ groups: ["cta/projects/cta-gps", "cta/projects/sim-gps"] });
    await age(browser, 300 + 3601);
    expect(await browser.viewer()).toEqual({ slug: "iam-unreachable" });
    await iam.start();
    forgetPause();
    expect(await browser.viewer()).toMatchObject({ username: "pi-gps" });
  });

  it("tokens rotate once however many requests come at once, from however many processes", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-agn");
    const id = await age(browser, 301);
    const all = await Promise.all(Array.from({ length: 5 }, () => freshTokens(id, 300_000)));
    expect(new Set(all.map((tokens) => tokens.accessToken)).size).toBe(1);
    expect(new Set(all.map((tokens) => tokens.refreshToken)).size).toBe(1);
    await age(browser, 301);
    const viewers = await Promise.all(Array.from({ length: 5 }, () => browser.viewer()));
    for (const viewer of viewers) expect(viewer).toMatchObject({ username: "pi-agn" });
  });

  it("of somebody whose login the identity service ended can not be had: the session is over", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-msh");
    const id = await age(browser, 301);
    const tokens = unsealTokens((await sessionOf(browser)).sessionToken, (await sessionOf(browser)).iamTokens);
    const basic = Buffer.from(`airshower:${iam.settings.portalClientSecret}`).toString("base64");
    await fetch(`${iam.issuer}/revoke`, { method: "POST", headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams({ token: tokens?.refreshToken ?? "" }) });
    expect(await browser.viewer()).toEqual({ slug: "session-expired" });
    expect(await prisma().session.findUnique({ where: { id } })).toBeNull();
  });
});

describe("a session", () => {
  it("that is too old is over, which is said and not hidden", async () => {
    const browser = new TestBrowser();
    await browser.signIn("outsider");
    const { id } = await sessionOf(browser);
    await prisma().session.update({ where: { id }, data: { expires: new Date(Date.now() - 1000) } });
    expect(await browser.viewer()).toEqual({ slug: "session-expired" });
    const left = await browser.jar.fetch(`${portalUrl}/api/auth/expired?callbackUrl=/basket`);
    expect(left.headers.get("location")).toBe(`${portalUrl}/signin?error=session-expired&callbackUrl=%2Fbasket`);
    expect(await browser.viewer()).toEqual({ kind: "anonymous" });
  });

  it("of an invented cookie is none", async () => {
    const answer = await fetch(`${portalUrl}/viewer`, { headers: { cookie: `airshower-${new URL(portalUrl).port}.session=invented` } });
    expect([answer.status, await answer.json()]).toEqual([401, { slug: "session-expired" }]);
  });
});

describe("signing out", () => {
  it("ends the session here and at the identity service, and comes back", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-crab");
    const answer = await browser.signOut();
    const url = new URL(answer.headers.get("location") ?? "");
    expect(url.origin).toBe(iam.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ post_logout_redirect_uri: `${portalUrl}/`, client_id: "airshower", id_token_hint: expect.any(String) });
    expect(await browser.viewer()).toEqual({ kind: "anonymous" });
    expect(await endAtIam(browser, url.href)).toBe(`${portalUrl}/`);
    await expect(browser.signInUpToCallback("pi-crab", "/", "wrong")).rejects.toThrow("no account");
  });

  it("at the identity service ends the portal's session too, and only that browser's", async () => {
    const [here, there] = [new TestBrowser(), new TestBrowser()];
    await here.signIn("pi-crab");
    await there.signIn("pi-crab");
    await endAtIam(here, `${iam.issuer}/session/end`);
    expect(await here.viewer()).toEqual({ slug: "session-expired" });
    expect(await there.viewer()).toMatchObject({ username: "pi-crab" });
    await age(there, 301);
    expect(await there.viewer()).toMatchObject({ username: "pi-crab" });
  });

  it.each(["https://evil.example", "null", "http://127.0.0.1:1"])("asked for by %s is refused", async (origin) => {
    const browser = new TestBrowser();
    await browser.signIn("outsider");
    expect((await browser.signOut(origin)).status).toBe(403);
    expect(await browser.viewer()).toMatchObject({ username: "outsider" });
  });

  it("works while the identity service is down, and says what is still open", async () => {
    const browser = new TestBrowser();
    await browser.signIn("outsider");
    await iam.stop();
    const answer = await browser.signOut();
    await iam.start();
    expect(problemIn(answer.headers.get("location") ?? "")).toBe("signed-out-here-only");
    expect(await browser.viewer()).toEqual({ kind: "anonymous" });
  });
});

describe("the way back after a login", () => {
  it.each([
    ["/search?q=a#b", "/search?q=a"],
    ["https://evil.example/x", "/"],
    ["//evil.example/x", "/"],
    ["/\\evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/api/auth/logout", "/"],
    ["/signin?error=x", "/"],
    ["http://[", "/"],
    [null, "/"],
  ])("of %j is %s", (url, path) => {
    expect(ownPath(url)).toBe(path);
  });
});

/** Confirms the logout page of the identity service, as its button or its script does. */
async function endAtIam(browser: TestBrowser, url: string): Promise<string> {
  const html = await (await browser.jar.fetch(url)).text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
  const ended = await browser.jar.fetch(`${iam.issuer}/session/end/confirm`, { method: "POST", body: new URLSearchParams({ xsrf, logout: "yes" }) });
  return ended.headers.get("location") ?? "";
}
