import { describe, expect, it } from "vitest";
import { ownPath } from "@/lib/auth/login";
import { unsealTokens } from "@/lib/auth/sessions";
import { sessionOf, setGroups, testIdentity } from "@/lib/auth/test-identity.test-support";
import { TestBrowser } from "@/lib/auth/test-portal.test-support";
import { prisma } from "@/lib/db/prisma";

const identity = testIdentity();
const problemIn = (location: string) => new URL(location).searchParams.get("error");

describe("signing in", () => {
  it("ends at the page where it began, as somebody with groups", async () => {
    const browser = new TestBrowser();
    expect(await browser.viewer()).toEqual({ kind: "anonymous" });
    expect(await browser.signIn("pi-crab", "/search?project=SIM-CRAB")).toBe(`${identity.portalUrl}/search?project=SIM-CRAB`);
    expect(await browser.viewer()).toEqual({
      kind: "user",
      sub: identity.accounts[0]?.sub,
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
    const answer = await fetch(`${identity.portalUrl}/api/auth/login`, { redirect: "manual" });
    const cookies = answer.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThanOrEqual(5);
    for (const cookie of cookies) expect(cookie).toMatch(new RegExp(`^airshower-${new URL(identity.portalUrl).port}\\.\\w+=.*; Path=/;.*HttpOnly; SameSite=Lax`));
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
    setGroups(identity, "pi-pks", ["cta/projects/other"]);
    await browser.signIn("pi-pks");
    expect((await sessionOf(browser)).id).not.toBe(first.id);
    expect(await browser.viewer()).toMatchObject({ groups: ["cta/projects/other"] });
  });
});

describe("signing in twice at once", () => {
  it("ends signed in, at the page of the later one, also for the answer that comes too late", async () => {
    const browser = new TestBrowser();
    const first = await browser.signInUpToCallback("pi-msh", "/projects");
    const second = await browser.signInUpToCallback("pi-msh", "/basket");
    expect((await browser.jar.fetch(second)).headers.get("location")).toBe(`${identity.portalUrl}/basket`);
    expect((await browser.jar.fetch(first)).headers.get("location")).toBe(`${identity.portalUrl}/basket`);
    expect(await browser.viewer()).toMatchObject({ username: "pi-msh" });
  });

  it("is not hindered by a way back that somebody spoilt", async () => {
    const browser = new TestBrowser();
    browser.jar.set(`airshower-${new URL(identity.portalUrl).port}.return`, "javascript:alert(1)");
    expect(await browser.signIn("pi-msh")).toBe(`${identity.portalUrl}/`);
  });
});

describe("signing in fails", () => {
  it("when the visitor cancels: login-refused, and the way back is kept", async () => {
    const browser = new TestBrowser();
    await browser.startSignIn("/basket");
    const location = (await browser.jar.fetch(`${identity.portalUrl}/api/auth/callback/iam?error=access_denied&state=x`)).headers.get("location") ?? "";
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
    expect((await browser.jar.fetch(callback)).headers.get("location")).toBe(`${identity.portalUrl}/launches`);
    expect((await browser.jar.fetch(callback)).headers.get("location")).toBe(`${identity.portalUrl}/launches`);
    expect(await browser.viewer()).toMatchObject({ username: "manager" });
  });

  it("while the identity service is down: iam-unreachable, at the start and at the end", async () => {
    const browser = new TestBrowser();
    const callback = await browser.signInUpToCallback("outsider", "/basket");
    await identity.iam.stop();
    const early = await new TestBrowser().startSignIn("/basket");
    const late = (await browser.jar.fetch(callback)).headers.get("location") ?? "";
    await identity.iam.start();
    for (const location of [early, late]) {
      expect(problemIn(location)).toBe("iam-unreachable");
      expect(new URL(location).searchParams.get("callbackUrl")).toBe("/basket");
    }
  });

  it("when the name belongs to another subject: account-conflict", async () => {
    await prisma().user.create({ data: { sub: "older-subject", username: "double" } });
    identity.accounts.push({ sub: "newer-subject", username: "double", name: "D", role: "", groups: [] });
    expect(problemIn(await new TestBrowser().signIn("double"))).toBe("account-conflict");
  });

  it("when the identity service gives no name that can be used: identity-incomplete", async () => {
    identity.accounts.push({ sub: "odd", username: "o/dd", name: "O", role: "", groups: [] });
    expect(problemIn(await new TestBrowser().signIn("o/dd"))).toBe("identity-incomplete");
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
