import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { TestBrowser, testPortal } from "@/lib/auth/test-portal.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { freePort } from "@/scripts/iam/iam.test-support";

testDatabase();
let iam: FakeIssuer;
let portal: Server;
let portalUrl: string;

beforeAll(async () => {
  iam = await fakeIssuer();
  const port = await freePort();
  portalUrl = `http://127.0.0.1:${port}`;
  Object.assign(process.env, { PORTAL_URL: portalUrl, OIDC_ISSUER: iam.issuer, OIDC_CLIENT_SECRET: "x" });
  forgetEnvironment();
  portal = await testPortal(port);
});
afterAll(async () => {
  portal.close();
  await iam.close();
});
beforeEach(() => forgetDiscovery());
afterEach(() => iam.faults.clear());

const now = () => Math.floor(Date.now() / 1000);

/** A login in which the identity service answers with an ID token of these claims. */
async function signIn(change: Record<string, unknown>): Promise<string> {
  const browser = new TestBrowser();
  const started = new URL(await browser.startSignIn("/basket"));
  const nonce = started.searchParams.get("nonce");
  iam.token = async () => ({
    token_type: "Bearer",
    access_token: "at",
    id_token: await iam.sign({ aud: "airshower", sub: "s", iat: now(), exp: now() + 600, nonce, preferred_username: "anna", groups: [], ...change }),
  });
  const answer = await browser.jar.fetch(`${portalUrl}/api/auth/callback/iam?code=c&state=${started.searchParams.get("state")}`);
  const location = new URL(answer.headers.get("location") ?? "");
  return location.searchParams.get("error") ?? location.pathname;
}

describe("what the identity service answers at a login", () => {
  it("is accepted when all of it holds", async () => {
    expect(await signIn({})).toBe("/basket");
  });

  it.each([
    ["an ID token that has expired already", { exp: -60 }, "clock-skew"],
    ["an ID token from the future", { iat: 600, exp: 1200 }, "clock-skew"],
    ["an ID token that is not valid yet", { nbf: 600 }, "clock-skew"],
    ["another nonce", { nonce: "other" }, "login-interrupted"],
    ["another client", { aud: "other" }, "login-failed"],
    ["another issuer", { iss: "https://evil.example" }, "login-failed"],
  ])("with %s ends in %s", async (_what, change: Record<string, unknown>, code) => {
    const times = Object.fromEntries(Object.entries(change).map(([name, value]) => [name, typeof value === "number" ? now() + value : value]));
    expect(await signIn(times)).toBe(code);
  });

  it("is asked of userinfo when the ID token lacks groups or name", async () => {
    iam.people.set("at", { sub: "s", preferred_username: "anna", "wlcg.groups": ["/g"] });
    expect(await signIn({ groups: undefined })).toBe("/basket");
    iam.people.set("at", { sub: "somebody else", groups: ["all"] });
    expect(await signIn({ groups: undefined })).toBe("login-failed");
  });

  it.each([
    ["/token", 503, "iam-unreachable"],
    ["/token", 400, "login-failed"],
    ["/jwk", 503, "iam-unreachable"],
    ["/userinfo", 500, "iam-unreachable"],
  ])("fails at %s with %i: %s", async (path, status, code) => {
    iam.faults.set(path, status);
    expect(await signIn({ groups: undefined })).toBe(code);
  });

  it("never comes: a time limit ends the wait", async () => {
    iam.faults.set("/token", () => undefined);
    expect(await signIn({})).toBe("iam-unreachable");
  });

  it("can not be told from a discovery document of another issuer", async () => {
    iam.faults.set("/.well-known/openid-configuration", (_request, response) => {
      response.setHeader("connection", "close");
      response.end(JSON.stringify({ issuer: "https://evil.example", authorization_endpoint: "https://evil.example/a", token_endpoint: "https://evil.example/t", userinfo_endpoint: "https://evil.example/u", jwks_uri: "https://evil.example/j" }));
    });
    expect(new URL(await new TestBrowser().startSignIn()).searchParams.get("error")).toBe("iam-unreachable");
  });
});
