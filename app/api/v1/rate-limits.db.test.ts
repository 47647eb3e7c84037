import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GET as finishSignIn } from "@/app/api/auth/callback/iam/route";
import { tokenFor } from "@/lib/auth/api-tokens/api-token.test-support";
import { newApiToken } from "@/lib/auth/api-tokens/secret";
import { forgetBearers } from "@/lib/auth/bearer";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { forgetFailures, GUESSES_PER_WINDOW } from "@/lib/auth/rate-limit";
import { cookieOf } from "@/lib/auth/session-cookie.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { signPermit } from "@/lib/http/permit";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, request, useHub } from "@/lib/launch/fixture.test-support";
import { startLaunch } from "@/lib/launch/start";
import { issueTicket } from "@/lib/launch/ticket";
import { forgetLooks } from "@/lib/looks/limit";
import { handle } from "@/server/files/handler";
import { ask } from "./in-process.test-support";

testDatabase();
let issuer: FakeIssuer;
let files: Server;
let catalogue: LaunchCatalogue;

beforeAll(async () => {
  issuer = await fakeIssuer();
  issuer.people.set("token-of-the-member", { sub: member.sub, preferred_username: member.username, groups: [...member.groups] });
  Object.assign(process.env, { OIDC_ISSUER: issuer.issuer, TRUSTED_PROXY_HEADER: "x-real-ip" });
  forgetEnvironment();
  useHub({ url: "http://127.0.0.1:9", token: "no-hub-is-asked-here-0123456789-abcdef" });
  catalogue = await insertLaunchCatalogue();
  files = createServer((incoming, outgoing) => void handle(incoming, outgoing));
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  delete process.env.TRUSTED_PROXY_HEADER;
  await issuer.close();
  await new Promise((resolve) => files.close(resolve));
});
beforeEach(() => {
  forgetFailures();
  forgetBearers();
  forgetDiscovery();
});

const secret = () => randomBytes(32).toString("base64url");
/** As the operator's proxy passes it on. */
const from = (address: string, headers: Record<string, string> = {}) => ({ ...headers, "x-real-ip": address });
type Send = (address: string) => Promise<Response>;

const redeem = (body: object): Send => (address) => ask({ method: "POST", path: "/staging/tickets/redeem", body, headers: from(address) });
const bearer = (token: string): Send => (address) => ask({ path: "/me", headers: from(address, { authorization: `Bearer ${token}` }) });
const cookie = (value: string): Send => (address) => ask({ path: "/me", headers: from(address, { cookie: value }) });
const file = (query: string, headers: Record<string, string> = {}): Send => (address) => fetch(`http://127.0.0.1:${(files.address() as AddressInfo).port}/files/sim/r1/data/obs_30001.fits${query}`, { headers: from(address, headers) });
const signIn = (code: string): Send => (address) => finishSignIn(new Request(`http://127.0.0.1:39000/api/auth/callback/iam?state=x&code=${code}`, { headers: from(address) }), { params: Promise.resolve({}) });
const progress = (token: string): Send => (address) =>
  ask({ method: "POST", path: "/staging/progress", headers: from(address, { authorization: `Bearer ${token}` }), body: { launchId: "00000000-0000-4000-8000-000000000000", phase: "fetching", filesDone: 0, filesTotal: 1, bytesDone: 0, bytesTotal: 1 } });

async function newTicket(): Promise<string> {
  await withSystemSql("test", (sql) => sql.run("DELETE FROM launch"));
  await fillBasket(member, catalogue.hidden);
  const { id } = await startLaunch(member, request());
  return withSystemSql("test", (sql) => issueTicket(sql, id));
}

interface Guessing {
  readonly name: string;
  wrong(): Send;
  /** What is wrong answers before the limit. */
  readonly refusal: number;
  right(): Promise<Send> | Send;
  readonly success: number;
}

const guessings: readonly Guessing[] = [
  { name: "a launch's ticket", wrong: () => redeem({ ticket: secret(), key: secret() }), refusal: 403, right: async () => redeem({ ticket: await newTicket(), key: secret() }), success: 200 },
  { name: "an access token", wrong: () => bearer(secret()), refusal: 401, right: () => bearer("token-of-the-member"), success: 200 },
  { name: "an API token", wrong: () => bearer(newApiToken()), refusal: 401, right: async () => bearer((await tokenFor(member)).token), success: 200 },
  { name: "an API token that is none by its form", wrong: () => bearer(`airshower_pat_${secret()}`), refusal: 401, right: async () => bearer((await tokenFor(member)).token), success: 200 },
  { name: "an API token at the files process", wrong: () => file("", { authorization: `Bearer ${newApiToken()}` }), refusal: 401, right: async () => file("", { authorization: `Bearer ${(await tokenFor(member)).token}` }), success: 200 },
  { name: "a session's cookie", wrong: () => cookie(`airshower-39000.session=${secret()}`), refusal: 401, right: async () => cookie(await cookieOf(member)), success: 200 },
  { name: "a permit for a file", wrong: () => file(`?permit=${secret()}`), refusal: 401, right: () => file(`?permit=${encodeURIComponent(signPermit(null, "/files/sim/r1/data/obs_30001.fits"))}`), success: 200 },
  { name: "a token at the files process", wrong: () => file("", { authorization: `Bearer ${secret()}` }), refusal: 401, right: () => file("", { authorization: "Bearer token-of-the-member" }), success: 200 },
  { name: "a staging token that reports", wrong: () => progress(secret()), refusal: 401, right: () => progress(secret()), success: 401 },
  { name: "an identity service's code", wrong: () => signIn(secret()), refusal: 303, right: () => signIn(secret()), success: 303 },
];

describe("guessing", () => {
  for (const { name, wrong, refusal, right, success } of guessings) {
    it(`at ${name} is heard ${GUESSES_PER_WINDOW} times from one address, then answered 429, also were it right`, async () => {
      for (let i = 0; i < GUESSES_PER_WINDOW; i++) expect((await wrong()("192.0.2.1")).status).toBe(refusal);
      for (const send of [wrong(), await right()]) {
        const answer = await send("192.0.2.1");
        expect(answer.status).toBe(429);
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
        expect(await answer.json()).toMatchObject({ type: "urn:airshower:problem:too-many-attempts", status: 429, detail: expect.stringMatching(/Wait \d+ s/), retryAfterSec: expect.any(Number) });
      }
      // Elsewhere nobody is the worse for it, and other addresses that a caller writes are not believed.
      expect((await (await right())("192.0.2.2")).status).toBe(success);
    });
    it(`at ${name}: successes and one wrong value repeated are no guesses`, async () => {
      const [same, good] = [wrong(), await right()];
      for (let i = 0; i < GUESSES_PER_WINDOW + 5; i++) expect((await same("192.0.2.3")).status).toBe(refusal);
      expect((await good("192.0.2.3")).status).toBe(success);
    });
  }

  it("at the key of one ticket is counted for the ticket, from however many addresses", async () => {
    const ticket = await newTicket();
    expect((await redeem({ ticket, key: secret() })("192.0.2.1")).status).toBe(200);
    for (let i = 0; i < GUESSES_PER_WINDOW; i++) expect((await redeem({ ticket, key: secret() })(`198.51.100.${i}`)).status).toBe(403);
    expect((await redeem({ ticket, key: secret() })("203.0.113.9")).status).toBe(429);
  });
  it("does not end by writing other addresses into headers that the proxy does not write", async () => {
    const send = (i: number) => ask({ path: "/me", headers: { authorization: `Bearer ${secret()}`, "x-real-ip": "192.0.2.7", "x-forwarded-for": `203.0.113.${i}`, forwarded: `for=203.0.113.${i}` } });
    for (let i = 0; i < GUESSES_PER_WINDOW; i++) expect((await send(i)).status).toBe(401);
    expect((await send(99)).status).toBe(429);
  });
  it("leaves those alone who were let in before, behind the same address", async () => {
    const mine = cookie(await cookieOf(member));
    expect((await mine("192.0.2.8")).status).toBe(200);
    for (let i = 0; i < GUESSES_PER_WINDOW + 3; i++) await cookie(`airshower-39000.session=${secret()}`)("192.0.2.8");
    expect((await mine("192.0.2.8")).status).toBe(200);
  });
});

describe("quick looks that are still to be made", () => {
  const lookedAt = (at: number, headers: Record<string, string>) => ask({ path: `/observations/${encodeURIComponent(catalogue.open)}/looks/theta-squared?waitSec=0&raDeg=${at}&decDeg=22`, headers });
  const limited = async (headers: Record<string, string>, first: number) => {
    for (let i = 0; i < 3; i++) expect((await lookedAt(first + i, headers)).status).toBe(200);
    return lookedAt(first + 3, headers);
  };
  beforeAll(() => {
    process.env.LOOKS_PER_MINUTE = "3";
    forgetEnvironment();
  });
  afterAll(() => {
    delete process.env.LOOKS_PER_MINUTE;
    forgetEnvironment();
  });
  beforeEach(async () => {
    forgetLooks();
    await withSystemSql("test", (sql) => sql.run("DELETE FROM pgboss.job WHERE name = 'look-make'"));
  });

  it("are limited by address for whom nobody knows, and say when to come again", async () => {
    const answer = await limited(from("192.0.2.1"), 10);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ type: "urn:airshower:problem:too-many-looks", detail: expect.stringMatching(/Wait \d+ s/) });
    // What waits already is asked for again and again while it is made, and the refused one was not ordered.
    for (let i = 0; i < 5; i++) expect((await lookedAt(10 + (i % 3), from("192.0.2.1"))).status).toBe(200);
    expect(await withSystemSql("test", (sql) => sql.rows("SELECT 1 FROM pgboss.job WHERE name = 'look-make'"))).toHaveLength(3);
    expect((await lookedAt(20, from("192.0.2.2"))).status).toBe(200);
  });
  it("are limited for a person from wherever they ask, and for nobody else at their address", async () => {
    const cookies = from("192.0.2.1", { cookie: await cookieOf(member) });
    expect((await limited(cookies, 30)).status).toBe(429);
    expect((await lookedAt(40, { ...cookies, "x-real-ip": "192.0.2.9" })).status).toBe(429);
    expect((await lookedAt(41, from("192.0.2.1"))).status).toBe(200);
  });
  it("cost nothing where there is nothing to look at for the viewer", async () => {
    for (let i = 0; i < 10; i++) expect((await ask({ path: `/observations/${encodeURIComponent(catalogue.hidden[0]!)}/looks/events?waitSec=0`, headers: from("192.0.2.1") })).status).toBe(404);
    expect((await lookedAt(50, from("192.0.2.1"))).status).toBe(200);
  });
});
