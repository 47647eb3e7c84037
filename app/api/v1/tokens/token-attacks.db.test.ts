import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask } from "@/app/api/v1/in-process.test-support";
import { flushAttempts } from "@/lib/audit/attempts";
import { loginOf, tokenFor } from "@/lib/auth/api-tokens/api-token.test-support";
import { TOKENS_LIMIT } from "@/lib/auth/api-tokens/manage";
import type { ApiTokenList, ApiTokenMade } from "@/lib/auth/api-tokens/schemas";
import { scopes } from "@/lib/auth/api-tokens/scopes";
import { newApiToken } from "@/lib/auth/api-tokens/secret";
import { QUESTIONS_PER_WINDOW } from "@/lib/auth/api-tokens/use-limit";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { logOut } from "@/lib/auth/logout";
import { forgetFailures } from "@/lib/auth/rate-limit";
import { cookieOf } from "@/lib/auth/session-cookie.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { pool } from "@/lib/db/pool";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { operations } from "@/lib/http/operations";
import { scopesNeeded } from "@/lib/http/scopes";
import { insertLaunchCatalogue, type LaunchCatalogue, member, outsider, useHub } from "@/lib/launch/fixture.test-support";
import { handle } from "@/server/files/handler";
import { probes } from "../probes.test-support";

const database = testDatabase();
let issuer: FakeIssuer;
let files: Server;
let catalogue: LaunchCatalogue;

beforeAll(async () => {
  issuer = await fakeIssuer();
  process.env.OIDC_ISSUER = issuer.issuer;
  forgetEnvironment();
  useHub({ url: "http://127.0.0.1:9", token: "no-hub-is-asked-here-0123456789-abcdef" });
  catalogue = await insertLaunchCatalogue();
  files = createServer((incoming, outgoing) => void handle(incoming, outgoing));
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await issuer.close();
  await new Promise((resolve) => files.close(resolve));
});
beforeEach(async () => {
  forgetFailures();
  forgetDiscovery();
  issuer.people.set("iam-token", { sub: member.sub, preferred_username: member.username, groups: [...member.groups] });
  await system("DELETE FROM api_token");
  await withOwner("DELETE FROM session");
});

const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
/** Sessions and people are the web role's own tables. */
const withOwner = (text: string, values: unknown[] = []) => pool("web").query(text, values);
async function asSuper(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: database.superUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}
const by = (token: string) => ({ authorization: `Bearer ${token}` });
const inBrowser = (cookie: string) => ({ cookie, origin: process.env.PORTAL_URL! });
const search = (token: string) => ask({ path: "/observations?project=CRAB", headers: by(token) });
const hidden = "/files/sim/r1/data/obs_10001.fits";
const file = (path: string, headers: Record<string, string> = {}) => fetch(`http://127.0.0.1:${(files.address() as AddressInfo).port}${path}`, { headers });
const problem = async (answer: Response) => (await answer.json()) as { type: string; detail: string; state?: string };
const asked = { name: "nightly", scopes: ["read", "search"], until: new Date(Date.now() + 86_400_000).toISOString() };

describe("a token of one's own", () => {
  it("is made in the browser, told once, and lets a script do what its owner may", async () => {
    const cookie = await loginOf(member);
    const answer = await ask({ method: "POST", path: "/tokens", headers: inBrowser(cookie), body: asked });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([201, "private, no-store"]);
    const made = (await answer.json()) as ApiTokenMade;
    expect(made).toMatchObject({ name: "nightly", scopes: ["search", "read"], state: "live", hint: made.token.slice(-4), lastUsedAt: null });
    expect(((await (await search(made.token)).json()) as { totalCount: number }).totalCount).toBe(2);
    expect(await (await file(hidden, by(made.token))).text()).toBe("events of 10001");
    const list = await ask({ path: "/tokens", headers: inBrowser(cookie) });
    const text = await list.text();
    expect(text).not.toContain(made.token.slice(0, 30));
    expect((JSON.parse(text) as ApiTokenList).items).toMatchObject([{ id: made.id, lastUsedAt: expect.any(String) }]);
    expect(text).not.toMatch(/[0-9a-f]{64}/);
  });
  it("loses a right with its owner, at once", async () => {
    const { token } = await tokenFor(member);
    await withOwner(`UPDATE "user" SET groups = '{}', groups_checked_at = now() WHERE sub = $1`, [member.sub]);
    expect(await (await search(token)).json()).toMatchObject({ items: [] });
    expect((await file(hidden, by(token))).status).toBe(404);
  });
});

describe("somebody with a token can not", () => {
  it.each<[string, () => Promise<string>, string]>([
    ["guess one", async () => newApiToken(), "unknown"],
    ["use one that is cut off", async () => (await tokenFor(member)).token.slice(0, -1), "unknown"],
    ["use one that has ended", async () => {
      const { token, id } = await tokenFor(member);
      await asSuper("UPDATE api_token SET expires_at = now() - interval '1 second' WHERE id = $1", [id]);
      return token;
    }, "ended"],
    ["use one that is revoked", async () => {
      const { token, id } = await tokenFor(member);
      expect((await ask({ method: "DELETE", path: `/tokens/${id}`, headers: inBrowser(await cookieOf(member)) })).status).toBe(204);
      return token;
    }, "revoked"],
    ["use one whose owner nobody vouches for any more", async () => {
      const { token } = await tokenFor(member);
      await withOwner(`UPDATE "user" SET groups_checked_at = now() - interval '1 day' WHERE sub = $1`, [member.sub]);
      return token;
    }, "unconfirmed"],
    ["use one whose owner's last login the identity service has refused", async () => {
      const { token } = await tokenFor(member);
      await withOwner("DELETE FROM session");
      return token;
    }, "unconfirmed"],
  ])("%s: refused everywhere, and never taken for anonymous", async (_what, make, state) => {
    const token = await make();
    for (const answer of [await search(token), await ask({ path: "/me", headers: by(token) }), await file(hidden, by(token)), await file("/files/sim/r1/data/obs_30001.fits", by(token))]) {
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      expect(await problem(answer)).toMatchObject({ type: "urn:airshower:problem:api-token-refused", state });
    }
  });
  it("reach beyond its scopes: 403 that names the scope, before anything is done, hidden and absent alike", async () => {
    const { token } = await tokenFor(member, ["search"]);
    for (const [method, path, body, scope] of [["GET", hidden, undefined, "read"], ["GET", "/files/sim/r1/no-such", undefined, "read"], ["POST", "/basket/items", { ids: [catalogue.hidden[0]] }, "stage"], ["POST", "/basket/items", { ids: ["sim:1"] }, "stage"], ["GET", "/basket/manifest", undefined, "stage"], ["POST", "/launches", { service: "jupyterhub" }, "stage"]] as const) {
      const answer = await ask({ method, path, body, headers: by(token) });
      expect(answer.status, path).toBe(403);
      expect(await problem(answer)).toMatchObject({ type: "urn:airshower:problem:scope-missing", neededScope: scope, scopes: ["search"], detail: expect.stringContaining(`'${scope}'`) });
    }
    for (const path of [hidden, "/files/sim/r1/no-such", "/files/sim/r1/data/obs_30001.fits"]) expect([(await file(path, by(token))).status, path]).toEqual([403, path]);
    expect((await search(token)).status).toBe(200);
    const reader = await tokenFor(member, ["read"]);
    expect((await search(reader.token)).status).toBe(403);
  });
  it("do at any route what the table of scopes does not say", { timeout: 60_000 }, async () => {
    // Each scope opens some route, and of the others' none.
    expect(new Set(Object.values(scopesNeeded))).toEqual(new Set([...scopes, "any", "none"]));
    const { token } = await tokenFor(member, ["read"]);
    for (const operation of Object.keys(operations).filter((each) => scopesNeeded[each] !== "read")) {
      const [probe] = probes[operation]!;
      const { path, body } = typeof probe === "function" ? probe({ launchId: "00000000-0000-4000-8000-000000000000", observationId: "sim:10001" }) : probe!;
      const answer = await ask({ method: operation.split(" ")[0], path, body, headers: by(token) });
      const isOpen = scopesNeeded[operation] === "any";
      const byOtherMeans = operations[operation]!.caller === "ticket" || operations[operation]!.caller === "staging-token";
      expect([operation, answer.status], operation).toEqual([operation, isOpen ? 200 : byOtherMeans ? answer.status : 403]);
      if (!isOpen && !byOtherMeans) expect((await problem(answer)).type).toBe("urn:airshower:problem:scope-missing");
      if (byOtherMeans) expect(answer.status).toBeGreaterThanOrEqual(401);
    }
    await flushAttempts();
  });
  it("make tokens, see them, or end them, with whatever scopes", async () => {
    const { token, id } = await tokenFor(member);
    for (const [method, path, body] of [["POST", "/tokens", asked], ["GET", "/tokens", undefined], ["DELETE", `/tokens/${id}`, undefined]] as const) {
      const answer = await ask({ method, path, body, headers: by(token) });
      expect([answer.status, (await problem(answer)).type]).toEqual([403, "urn:airshower:problem:scope-missing"]);
    }
    // Nor by sending a cookie along: what is presented as a bearer counts.
    expect((await ask({ method: "POST", path: "/tokens", body: asked, headers: { ...by(token), ...inBrowser(await cookieOf(member)) } })).status).toBe(403);
    expect((await search(token)).status).toBe(200);
  });
  it("make tokens by an access token of the identity service either", async () => {
    const answer = await ask({ method: "POST", path: "/tokens", body: asked, headers: by("iam-token") });
    expect([answer.status, (await problem(answer)).type]).toEqual([403, "urn:airshower:problem:browser-needed"]);
    expect((await ask({ method: "POST", path: "/tokens", body: asked, headers: { ...by("iam-token"), ...inBrowser(await cookieOf(member)) } })).status).toBe(403);
  });
  it("make tokens from another site, or as nobody", async () => {
    const cookie = await loginOf(member);
    for (const headers of [{ cookie }, { cookie, origin: "https://evil.example" }, { cookie, origin: "null" }] as Record<string, string>[]) expect((await ask({ method: "POST", path: "/tokens", body: asked, headers })).status).toBe(403);
    expect((await ask({ method: "POST", path: "/tokens", body: asked })).status).toBe(401);
  });
  it("make one for longer than a year, without scopes, without a name, or with a scope of their own", async () => {
    const headers = inBrowser(await loginOf(member));
    const longer = new Date(Date.now() + 400 * 86_400_000).toISOString();
    for (const body of [{ ...asked, until: longer }, { ...asked, until: "2020-01-01T00:00:00Z" }, { name: "x", scopes: ["read"] }, { ...asked, scopes: [] }, { ...asked, scopes: ["admin"] }, { ...asked, name: " " }, { ...asked, owner: outsider.sub }]) {
      expect((await ask({ method: "POST", path: "/tokens", headers, body })).status, JSON.stringify(body)).toBe(400);
    }
  });
  it("see or end another's: as if it had never been", async () => {
    const mine = await tokenFor(member);
    const headers = inBrowser(await loginOf(outsider));
    const [other, absent] = [await ask({ method: "DELETE", path: `/tokens/${mine.id}`, headers }), await ask({ method: "DELETE", path: "/tokens/00000000-0000-4000-8000-000000000000", headers })];
    expect([other.status, absent.status]).toEqual([404, 404]);
    const bodies = [await other.json(), await absent.json()].map((body) => ({ ...(body as object), requestId: "" }));
    expect(bodies[0]).toEqual(bodies[1]);
    expect(((await (await ask({ path: "/tokens", headers })).json()) as ApiTokenList).items).toEqual([]);
    expect((await search(mine.token)).status).toBe(200);
    expect((await ask({ method: "DELETE", path: "/tokens/no-id", headers })).status).toBe(404);
  });
  it(`hold more than ${TOKENS_LIMIT}, also when many are made at once`, async () => {
    const headers = inBrowser(await loginOf(member));
    await system("DELETE FROM api_token");
    for (let i = 0; i < TOKENS_LIMIT - 1; i++) await withViewerSql(member, (sql) => sql.run("INSERT INTO api_token (owner_sub, name, hash, hint, scopes, expires_at) VALUES (embargo.me(), 'x', lpad($1, 64, '0'), 'xxxx', '{read}', now() + interval '1 day')", [i.toString(16)]));
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask({ method: "POST", path: "/tokens", headers, body: asked })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });
  it("go on by a permit that the portal gave to it", async () => {
    const { token, id } = await tokenFor(member);
    const answer = await ask({ path: hidden, headers: by(token) });
    const address = new URL(answer.headers.get("location")!);
    expect(address.search).not.toContain("airshower_pat_");
    expect((await file(address.pathname + address.search)).status).toBe(200);
    await withViewerSql(member, (sql) => sql.run("UPDATE api_token SET revoked_at = now() WHERE id = $1", [id]));
    const after = await file(address.pathname + address.search);
    expect([after.status, (await problem(after)).type]).toEqual([401, "urn:airshower:problem:api-token-refused"]);
  });
});

describe("the database by itself", () => {
  it("shows the web role no hash, and nobody another's token", async () => {
    const { id } = await tokenFor(member);
    await expect(withViewerSql(member, (sql) => sql.rows("SELECT hash FROM api_token"))).rejects.toThrow(/permission denied/);
    for (const who of [outsider, { kind: "anonymous" } as const]) expect(await withViewerSql(who, (sql) => sql.rows("SELECT id FROM api_token"))).toEqual([]);
    expect(await withViewerSql(outsider, (sql) => sql.run("UPDATE api_token SET revoked_at = now() WHERE id = $1", [id]))).toBe(0);
  });
  it("lets nobody make one for another, bring one back, or change what it may", async () => {
    const { id } = await tokenFor(member);
    const insert = (owner: string) => withViewerSql(outsider, (sql) => sql.run("INSERT INTO api_token (owner_sub, name, hash, hint, scopes, expires_at) VALUES ($1, 'x', repeat('a', 64), 'xxxx', '{read}', now() + interval '1 day')", [owner]));
    await expect(insert(member.sub)).rejects.toThrow(/row-level security/);
    for (const set of ["scopes = '{search,read,stage,load}'", "expires_at = now() + interval '9 years'", `owner_sub = '${outsider.sub}'`, "hash = repeat('b', 64)"]) {
      await expect(withViewerSql(member, (sql) => sql.run(`UPDATE api_token SET ${set} WHERE id = $1`, [id])), set).rejects.toThrow(/permission denied/);
    }
    expect(await withViewerSql(member, (sql) => sql.run("UPDATE api_token SET revoked_at = now() WHERE id = $1", [id]))).toBe(1);
    expect(await withViewerSql(member, (sql) => sql.run("UPDATE api_token SET revoked_at = NULL WHERE id = $1", [id]))).toBe(0);
  });
  it("writes into the portal's audit who made and who revoked one, and neither its name nor its secret", async () => {
    const { id, token } = await tokenFor(member);
    await withViewerSql(member, (sql) => sql.run("UPDATE api_token SET revoked_at = now() WHERE id = $1", [id]));
    const entries = await asSuper("SELECT action, chain, subject::text FROM audit_entry WHERE subject ->> 'token' = $1 ORDER BY id", [id]);
    expect(entries).toMatchObject([{ action: "token.made", chain: "portal" }, { action: "token.revoked", chain: "portal" }]);
    expect(JSON.stringify(entries)).not.toMatch(new RegExp(`of a test|${token}`));
  });
});

describe("signing out", () => {
  const signOut = (cookie: string) => logOut(new Request(`${process.env.PORTAL_URL}/api/auth/logout`, { method: "POST", headers: inBrowser(cookie) }));
  it("ends the cookie and leaves the token, whose owner's login stands unseen until the last token is gone", async () => {
    const cookie = await loginOf(member);
    const { token, id } = await tokenFor(member);
    await signOut(cookie);
    expect((await ask({ path: "/me", headers: { cookie } })).status).toBe(401);
    expect((await search(token)).status).toBe(200);
    expect((await withOwner("SELECT 1 FROM session WHERE expires < now()")).rowCount).toBe(1);
    await withViewerSql(member, (sql) => sql.run("UPDATE api_token SET revoked_at = now() WHERE id = $1", [id]));
    const { tidySessions } = await import("@/lib/auth/standing-logins");
    await tidySessions();
    expect((await withOwner("SELECT 1 FROM session WHERE expires < now()")).rowCount).toBe(0);
  });
  it("leaves nothing where there is no token, and nothing can be signed out by one", async () => {
    const cookie = await loginOf(outsider);
    await signOut(cookie);
    expect((await withOwner("SELECT 1 FROM session")).rowCount).toBe(0);
    const { token } = await tokenFor(member);
    await logOut(new Request(`${process.env.PORTAL_URL}/api/auth/logout`, { method: "POST", headers: { ...by(token), origin: process.env.PORTAL_URL! } }));
    expect((await search(token)).status).toBe(200);
  });
});

describe("one token", () => {
  it(`asks ${QUESTIONS_PER_WINDOW} times a minute, then is told to wait; others go on`, { timeout: 60_000 }, async () => {
    const [busy, other] = [await tokenFor(member), await tokenFor(member)];
    const { countUse } = await import("@/lib/auth/api-tokens/use-limit");
    for (let i = 0; i < QUESTIONS_PER_WINDOW; i++) await countUse(busy.id, "question");
    const answer = await search(busy.token);
    expect([answer.status, Number(answer.headers.get("retry-after")) > 0]).toEqual([429, true]);
    expect((await problem(answer)).type).toBe("urn:airshower:problem:too-many-requests");
    expect((await search(other.token)).status).toBe(200);
  });
});
