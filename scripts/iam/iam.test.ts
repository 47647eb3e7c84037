import { createServer } from "node:http";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { groupsFromClaims } from "@/lib/auth/claims";
import { demoAccounts } from "./accounts";
import { cliClientId, cliRedirectUri } from "./clients";
import { CookieJar } from "./cookie-jar";
import { freePort, type TestIam, testIam } from "./iam.test-support";
import { authorize, SignInFailed, signInOverHttp } from "./sign-in";

let iam: TestIam;
let logoutTokens: string[];
let portal: ReturnType<typeof createServer>;

beforeAll(async () => {
  const port = await freePort();
  logoutTokens = [];
  portal = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk));
    request.on("end", () => {
      logoutTokens.push(new URLSearchParams(body).get("logout_token") ?? "");
      response.end();
    });
  }).listen(port, "127.0.0.1");
  iam = await testIam({ portalUrl: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
  await iam.dispose();
  portal.close();
});

const post = (path: string, fields: Record<string, string>) =>
  fetch(`${iam.issuer}${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { authorization: `Basic ${Buffer.from(`airshower:${iam.settings.portalClientSecret}`).toString("base64")}` },
  });
const userinfo = (token: string) => fetch(`${iam.issuer}/userinfo`, { headers: { authorization: `Bearer ${token}` } });

describe("claim profiles", () => {
  it("tells INDIGO groups with profile, in the ID token and by userinfo", async () => {
    const tokens = await signInOverHttp(iam.login("pi-crab"));
    const expected = ["cta/projects/sim-crab", "cta/projects/hess-crab"];
    expect(decodeJwt(tokens.id_token ?? "")).toMatchObject({ groups: expected, preferred_username: "pi-crab", sid: expect.any(String) });
    expect(await (await userinfo(tokens.access_token)).json()).toMatchObject({ groups: expected, organisation_name: "airshower-demo" });
  });

  it("tells WLCG groups with a leading slash, and then no other", async () => {
    const tokens = await signInOverHttp(iam.login("pi-agn", { scope: "openid profile wlcg.groups" }));
    const claims = await (await userinfo(tokens.access_token)).json();
    expect(claims).toMatchObject({ "wlcg.groups": ["/cta/projects/sim-agn"], "wlcg.ver": "1.0" });
    expect(claims).not.toHaveProperty("groups");
  });

  it("tells AARC entitlements, which read as the same groups", async () => {
    const tokens = await signInOverHttp(iam.login("analyst", { scope: "openid entitlements eduperson_entitlement" }));
    const claims = (await (await userinfo(tokens.access_token)).json()) as Record<string, unknown>;
    expect(claims).not.toHaveProperty("groups");
    expect(groupsFromClaims(claims)).toEqual(["cta/projects/sim-agn", "cta/projects/sim-crab"]);
  });
});

describe("access tokens", () => {
  const cli = () => ({ clientId: cliClientId, clientSecret: undefined, redirectUri: cliRedirectUri(iam.issuer), resource: "https://portal.example" });

  it("are JWTs for an audience, with the groups inside and a short life", async () => {
    const { access_token } = await signInOverHttp(iam.login("pi-gps", cli() as never));
    expect(decodeProtectedHeader(access_token).typ).toBe("at+jwt");
    const { payload } = await jwtVerify(access_token, createRemoteJWKSet(new URL(`${iam.issuer}/jwk`)), { issuer: iam.issuer, audience: "https://portal.example" });
    expect(payload).toMatchObject({ preferred_username: "pi-gps", groups: ["cta/projects/sim-gps", "cta/projects/cta-gps"] });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect((await userinfo(access_token)).status).toBe(401);
  });

  it("carry WLCG groups when those are asked for", async () => {
    const { access_token } = await signInOverHttp(iam.login("pi-gps", { ...cli(), scope: "openid profile wlcg.groups" } as never));
    expect(decodeJwt(access_token)).toMatchObject({ "wlcg.groups": ["/cta/projects/sim-gps", "/cta/projects/cta-gps"] });
    expect(decodeJwt(access_token)).not.toHaveProperty("groups");
  });
});

describe("refresh tokens", () => {
  it("rotate, and a used one ends the grant", async () => {
    const first = await signInOverHttp(iam.login("manager"));
    const answer = await post("/token", { grant_type: "refresh_token", refresh_token: first.refresh_token ?? "" });
    const second = (await answer.json()) as { refresh_token: string; access_token: string };
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await post("/token", { grant_type: "refresh_token", refresh_token: first.refresh_token ?? "" })).status).toBe(400);
    expect((await post("/token", { grant_type: "refresh_token", refresh_token: second.refresh_token })).status).toBe(400);
  });

  it("and sessions outlive a restart", async () => {
    const jar = new CookieJar();
    const { refresh_token, access_token } = await signInOverHttp(iam.login("pi-msh"), jar);
    await iam.stop();
    await iam.start();
    expect((await userinfo(access_token)).status).toBe(200);
    expect((await post("/token", { grant_type: "refresh_token", refresh_token: refresh_token ?? "" })).status).toBe(200);
    // The wrong password is never asked for: the session at the IAM is still there.
    await expect(signInOverHttp(iam.login("pi-msh", { password: "wrong" }), jar)).resolves.toHaveProperty("access_token");
  });
});

describe("login page", () => {
  it("refuses a wrong password and an unknown account, and says so", async () => {
    await expect(signInOverHttp(iam.login("pi-crab", { password: "guess" }))).rejects.toThrow(SignInFailed);
    await expect(signInOverHttp(iam.login("nobody", { password: "nobody" }))).rejects.toThrow("nobody");
  });

  it("gives the hub the same session, without another password", async () => {
    const jar = new CookieJar();
    await signInOverHttp(iam.login("pi-agn"), jar);
    const hub = { clientId: "jupyterhub", clientSecret: iam.settings.hub?.clientSecret, redirectUri: "http://127.0.0.1:8/hub/oidc/callback", scope: "openid profile" };
    const tokens = await signInOverHttp(iam.login("pi-agn", { ...hub, password: "not needed" } as never), jar);
    expect(decodeJwt(tokens.id_token ?? "")).toMatchObject({ aud: "jupyterhub", preferred_username: "pi-agn" });
  });

  it("names every account, loads nothing from elsewhere, and escapes what was typed", async () => {
    const jar = new CookieJar();
    const started = await jar.fetch(authorizationUrl({ code_challenge: "x".repeat(43), code_challenge_method: "S256" }));
    const pageUrl = new URL(started.headers.get("location") ?? "", iam.issuer).href;
    const shown = await jar.fetch(pageUrl);
    const html = await shown.text();
    for (const account of demoAccounts) expect(html).toContain(`<b>${account.username}</b>`);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(shown.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    const refused = await jar.fetch(`${pageUrl}/login`, { method: "POST", body: new URLSearchParams({ username: '"><script>x</script>', password: "p" }) });
    expect(refused.status).toBe(401);
    expect(await refused.text()).not.toContain("<script>x");
    expect((await jar.fetch(`${iam.issuer}/interaction/other`)).status).toBe(404);
  });

  it("sends somebody who cancels back with access_denied", async () => {
    const jar = new CookieJar();
    const started = await jar.fetch(authorizationUrl({ code_challenge: "x".repeat(43), code_challenge_method: "S256" }));
    const aborted = await jar.fetch(`${new URL(started.headers.get("location") ?? "", iam.issuer).href}/abort`, { method: "POST" });
    const back = await authorize(jar, new URL(aborted.headers.get("location") ?? "", iam.issuer).href, iam.login("pi-crab"));
    expect(back.searchParams.get("error")).toBe("access_denied");
  });

  it("wants PKCE", async () => {
    const refused = await fetch(authorizationUrl({}), { redirect: "manual" });
    expect(new URL(refused.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_request");
  });
});

describe("logout", () => {
  it("ends the session everywhere: the portal gets a logout token, the refresh token is dead", async () => {
    const jar = new CookieJar();
    const tokens = await signInOverHttp(iam.login("pi-pks"), jar);
    const end = new URLSearchParams({ id_token_hint: tokens.id_token ?? "", post_logout_redirect_uri: `${iam.settings.portalUrl}/`, state: "s" });
    const asked = await jar.fetch(`${iam.issuer}/session/end?${end}`);
    const html = await asked.text();
    expect(html).toContain('data-submit="now"');
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? "";
    const ended = await jar.fetch(`${iam.issuer}/session/end/confirm`, { method: "POST", body: new URLSearchParams({ xsrf, logout: "yes" }) });
    expect(ended.headers.get("location")).toBe(`${iam.settings.portalUrl}/?state=s`);
    const logoutToken = decodeJwt(logoutTokens.at(-1) ?? "");
    expect(logoutToken).toMatchObject({ aud: "airshower", sid: decodeJwt(tokens.id_token ?? "").sid, events: { "http://schemas.openid.net/event/backchannel-logout": {} } });
    expect((await post("/token", { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" })).status).toBe(400);
    await expect(signInOverHttp(iam.login("pi-pks", { password: "wrong" }), jar)).rejects.toThrow(SignInFailed);
  });

  it("asks first when no client sent the visitor", async () => {
    const jar = new CookieJar();
    await signInOverHttp(iam.login("pi-pks"), jar);
    const html = await (await jar.fetch(`${iam.issuer}/session/end`)).text();
    expect(html).toContain("Stay signed in");
    expect(html).not.toContain("<script");
  });
});

describe("the server", () => {
  it("is healthy, and answers to its own name only", async () => {
    expect(await (await fetch(`${iam.issuer}/healthz`)).text()).toBe("ok\n");
    expect((await fetch(`http://localhost:${iam.settings.port}/healthz`).catch(() => ({ status: 421 }))).status).toBe(421);
  });
});

function authorizationUrl(more: Record<string, string>): string {
  const query = new URLSearchParams({ response_type: "code", client_id: "airshower", redirect_uri: `${iam.settings.portalUrl}/api/auth/callback/iam`, scope: "openid", ...more });
  return `${iam.issuer}/authorize?${query}`;
}
