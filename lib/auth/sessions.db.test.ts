import { describe, expect, it } from "vitest";
import { forgetPause } from "@/lib/auth/groups-recheck";
import { unsealTokens } from "@/lib/auth/sessions";
import { age, sessionOf, setGroups, testIdentity } from "@/lib/auth/test-identity.test-support";
import { TestBrowser } from "@/lib/auth/test-portal.test-support";
import { prisma } from "@/lib/db/prisma";

const identity = testIdentity();

describe("groups", () => {
  it("are asked again when they are old, and a change is seen", async () => {
    const browser = new TestBrowser();
    await browser.signIn("analyst");
    setGroups(identity, "analyst", ["cta/projects/sim-agn"]);
    expect(await browser.viewer()).toMatchObject({ groups: ["cta/projects/sim-agn", "cta/projects/sim-crab"] });
    await age(browser, 301);
    expect(await browser.viewer()).toMatchObject({ groups: ["cta/projects/sim-agn"] });
  });

  it("hold for a grace while the identity service is away, and then nobody guesses", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-gps");
    await age(browser, 301);
    await identity.iam.stop();
    expect(await browser.viewer()).toMatchObject({ groups: ["cta/projects/cta-gps", "cta/projects/sim-gps"] });
    await age(browser, 300 + 3601);
    expect(await browser.viewer()).toEqual({ slug: "iam-unreachable" });
    await identity.iam.start();
    forgetPause();
    expect(await browser.viewer()).toMatchObject({ username: "pi-gps" });
  });

  it("are had by all of a browser’s requests at once, and its tokens rotate", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-agn");
    const id = await age(browser, 301);
    const before = (await sessionOf(browser)).iamTokens;
    const viewers = await Promise.all(Array.from({ length: 5 }, () => browser.viewer()));
    for (const viewer of viewers) expect(viewer).toMatchObject({ username: "pi-agn" });
    expect((await sessionOf(browser)).iamTokens).not.toBe(before);
    expect((await sessionOf(browser)).id).toBe(id);
  });

  it("of somebody whose login the identity service ended can not be had: the session is over", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-msh");
    const id = await age(browser, 301);
    const tokens = unsealTokens((await sessionOf(browser)).sessionToken, (await sessionOf(browser)).iamTokens);
    const basic = Buffer.from(`airshower:${identity.iam.settings.portalClientSecret}`).toString("base64");
    await fetch(`${identity.iam.issuer}/revoke`, { method: "POST", headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams({ token: tokens?.refreshToken ?? "" }) });
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
    const left = await browser.jar.fetch(`${identity.portalUrl}/api/auth/expired?callbackUrl=/basket`);
    expect(left.headers.get("location")).toBe(`${identity.portalUrl}/signin?error=session-expired&callbackUrl=%2Fbasket`);
    expect(await browser.viewer()).toEqual({ kind: "anonymous" });
  });

  it("of an invented cookie is none", async () => {
    const answer = await fetch(`${identity.portalUrl}/viewer`, { headers: { cookie: `airshower-${new URL(identity.portalUrl).port}.session=invented` } });
    expect([answer.status, await answer.json()]).toEqual([401, { slug: "session-expired" }]);
  });
});

describe("signing out", () => {
  it("ends the session here and at the identity service, and comes back", async () => {
    const browser = new TestBrowser();
    await browser.signIn("pi-crab");
    const answer = await browser.signOut();
    const url = new URL(answer.headers.get("location") ?? "");
    expect(url.origin).toBe(identity.iam.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ post_logout_redirect_uri: `${identity.portalUrl}/`, client_id: "airshower", id_token_hint: expect.any(String) });
    expect(await browser.viewer()).toEqual({ kind: "anonymous" });
    expect(await endAtIam(browser, url.href)).toBe(`${identity.portalUrl}/`);
    await expect(browser.signInUpToCallback("pi-crab", "/", "wrong")).rejects.toThrow("no account");
  });

  it("at the identity service ends the portal's session too, and only that browser's", async () => {
    const [here, there] = [new TestBrowser(), new TestBrowser()];
    await here.signIn("pi-crab");
    await there.signIn("pi-crab");
    await endAtIam(here, `${identity.iam.issuer}/session/end`);
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
    await identity.iam.stop();
    const answer = await browser.signOut();
    await identity.iam.start();
    expect(answer.headers.get("location")).toContain("/signin?error=signed-out-here-only");
    expect(await browser.viewer()).toEqual({ kind: "anonymous" });
  });
});

/** Confirms the logout page of the identity service, as its button or its script does. */
async function endAtIam(browser: TestBrowser, url: string): Promise<string> {
  const html = await (await browser.jar.fetch(url)).text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
  const ended = await browser.jar.fetch(`${identity.iam.issuer}/session/end/confirm`, { method: "POST", body: new URLSearchParams({ xsrf, logout: "yes" }) });
  return ended.headers.get("location") ?? "";
}
