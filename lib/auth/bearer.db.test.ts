import { generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetBearers } from "@/lib/auth/bearer";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { viewerOf } from "@/lib/auth/viewer";
import { forgetEnvironment } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";

testDatabase();
const audience = "http://127.0.0.1:39000";
let iam: FakeIssuer;

beforeAll(async () => {
  iam = await fakeIssuer();
  process.env.OIDC_ISSUER = iam.issuer;
  forgetEnvironment();
});
afterAll(() => iam.close());
beforeEach(() => {
  forgetBearers();
  forgetDiscovery();
  iam.faults.clear();
  iam.people.clear();
  iam.asked.clear();
});

const now = () => Math.floor(Date.now() / 1000);
const claims = (change: Record<string, unknown> = {}) => ({
  sub: "sub-crab",
  aud: audience,
  iat: now(),
  exp: now() + 300,
  scope: "openid profile",
  preferred_username: "PI-Crab",
  name: "Petra",
  groups: ["cta/projects/sim-crab"],
  ...change,
});
const ask = (token: string) => viewerOf(new Request(audience, { headers: { authorization: `Bearer ${token}` } }), "search");
const slugOf = (token: string) => ask(token).then(() => "accepted", (error: { slug: string; message: string }) => `${error.slug}: ${error.message}`);

describe("a JWT access token", () => {
  it("speaks for its subject, with the groups inside and the name lower-cased", async () => {
    const token = await iam.sign(claims(), { typ: "at+jwt" });
    expect(await ask(token)).toEqual({ kind: "user", sub: "sub-crab", username: "pi-crab", name: "Petra", groups: ["cta/projects/sim-crab"] });
    expect(iam.asked.get("/userinfo")).toBeUndefined();
    expect(await prisma().user.findUnique({ where: { sub: "sub-crab" } })).toMatchObject({ username: "pi-crab", groups: ["cta/projects/sim-crab"] });
  });

  it("is asked about by userinfo when it carries no groups, once a minute however often it comes", async () => {
    const token = await iam.sign(claims({ groups: undefined }), { typ: "at+jwt" });
    iam.people.set(token, { sub: "sub-crab", preferred_username: "pi-crab", "wlcg.groups": ["/a/b"] });
    const viewers = await Promise.all(Array.from({ length: 20 }, () => ask(token)));
    expect(viewers[19]).toMatchObject({ groups: ["a/b"] });
    await ask(token);
    expect(iam.asked.get("/userinfo")).toBe(1);
  });

  it("with fewer groups speaks for those only, and does not narrow what the person's session sees", async () => {
    await prisma().user.update({ where: { sub: "sub-crab" }, data: { groups: ["a", "b"], groupsCheckedAt: new Date() } });
    expect(await ask(await iam.sign(claims({ groups: ["a"], jti: "few" }), { typ: "at+jwt" }))).toMatchObject({ groups: ["a"] });
    expect(await prisma().user.findUnique({ where: { sub: "sub-crab" } })).toMatchObject({ groups: ["a", "b"] });
  });

  it("needs no identity service once the keys are known", async () => {
    await ask(await iam.sign(claims(), { typ: "at+jwt" }));
    for (const path of ["/.well-known/openid-configuration", "/jwk", "/userinfo"]) iam.faults.set(path, 503);
    expect(await ask(await iam.sign(claims({ jti: "2" }), { typ: "at+jwt" }))).toMatchObject({ sub: "sub-crab" });
  });

  it.each([
    ["expired", { iat: -400, exp: -100 }, {}, "bearer-refused: The access token has expired"],
    ["for another audience", { aud: "https://other.example" }, {}, "bearer-refused: The access token is for another service"],
    ["without audience", { aud: undefined }, {}, "bearer-refused: The access token is for another service"],
    ["for every audience of WLCG", { aud: "https://wlcg.cern.ch/jwt/v1/any" }, {}, "bearer-refused: The access token is for another service"],
    ["of another issuer", { iss: "https://evil.example" }, {}, "bearer-refused: The access token comes from another identity service"],
    ["without expiry", { exp: undefined }, {}, "bearer-refused: The access token lacks what it needs (exp)"],
    ["without subject", { sub: undefined }, {}, "bearer-refused: The access token lacks what it needs (sub)"],
    ["from the future", { iat: 120, exp: 400 }, {}, "bearer-refused: The access token was issued in the future"],
    ["not valid yet", { nbf: 120 }, {}, "bearer-refused: The access token is not valid yet"],
    ["with groups that are too old", { iat: -450, exp: 3600 }, {}, "bearer-refused: The access token carries groups of 45"],
    ["a logout token", { events: {} }, { typ: "logout+jwt" }, "bearer-refused: The access token is a token of another kind"],
    ["an ID token for the same audience", { nonce: "n" }, { typ: "JWT" }, "bearer-refused: The access token is a token of another kind"],
    ["an ID token without a nonce", { scope: undefined }, { typ: undefined }, "bearer-refused: The access token is a token of another kind"],
    ["with an unusable name", { preferred_username: "../pi-crab", sub: "sub-other" }, {}, "bearer-refused: The access token is unknown to the identity service"],
  ])("%s is refused", async (_what, change: Record<string, unknown>, header, words) => {
    const times = Object.fromEntries(Object.entries(change).map(([name, value]) => [name, typeof value === "number" ? now() + value : value]));
    expect(await slugOf(await iam.sign(claims(times), { typ: "at+jwt", ...header }))).toContain(words);
  });

  it("signed by somebody else, by no key, or by the public key as a secret is refused", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const foreign = await new SignJWT({ ...claims(), iss: iam.issuer }).setProtectedHeader({ alg: "RS256", kid: "one", typ: "at+jwt" }).sign(privateKey);
    const unknownKey = await new SignJWT({ ...claims(), iss: iam.issuer }).setProtectedHeader({ alg: "RS256", kid: "two", typ: "at+jwt" }).sign(privateKey);
    const unsigned = new UnsecuredJWT({ ...claims(), iss: iam.issuer }).encode();
    const symmetric = await new SignJWT({ ...claims(), iss: iam.issuer }).setProtectedHeader({ alg: "HS256", kid: "one", typ: "at+jwt" }).sign(new Uint8Array(32));
    const good = await iam.sign(claims(), { typ: "at+jwt" });
    const [header, , signature] = good.split(".");
    const changed = `${header}.${Buffer.from(JSON.stringify({ ...claims(), iss: iam.issuer, groups: ["all"] })).toString("base64url")}.${signature}`;
    for (const token of [foreign, unknownKey, unsigned, symmetric, changed, "a.b.c", `${good}x`]) {
      expect(await slugOf(token)).toContain("bearer-refused");
    }
  });

  it("of a second subject with the same name is turned away", async () => {
    expect(await slugOf(await iam.sign(claims({ sub: "sub-thief", preferred_username: "pi-CRAB" }), { typ: "at+jwt" }))).toContain("account-conflict");
  });

  it("can not be judged without the identity service", async () => {
    iam.faults.set("/jwk", 503);
    expect(await slugOf(await iam.sign(claims(), { typ: "at+jwt" }))).toContain("iam-unreachable");
  });
});

describe("a plain access token", () => {
  it("speaks for whom userinfo names", async () => {
    iam.people.set("opaque-1", { sub: "sub-agn", preferred_username: "pi-agn", groups: ["g"] });
    expect(await ask("opaque-1")).toMatchObject({ username: "pi-agn", groups: ["g"] });
  });

  it("has no groups when userinfo tells none", async () => {
    iam.people.set("opaque-2", { sub: "sub-agn-2", preferred_username: "pi-agn-2" });
    expect(await ask("opaque-2")).toMatchObject({ groups: [] });
  });

  it("is refused when userinfo refuses it, and when it names nobody", async () => {
    expect(await slugOf("unknown")).toContain("bearer-refused");
    iam.people.set("nameless", { sub: "sub-nameless", groups: [] });
    expect(await slugOf("nameless")).toContain("identity-incomplete");
  });

  it("of the portal's own is never shown to the identity service", async () => {
    expect(await slugOf("airshower_secret")).toContain("bearer-refused");
    expect(iam.asked.size).toBe(0);
  });

  it.each([503, 429, 500])("can not be judged when userinfo answers %i", async (status) => {
    iam.faults.set("/userinfo", status);
    expect(await slugOf("unknown")).toContain("iam-unreachable");
  });

  it("can not be judged when userinfo talks nonsense, or hangs up", async () => {
    iam.faults.set("/userinfo", (_request, response) => void response.end("<html>"));
    expect(await slugOf("unknown")).toContain("iam-unreachable");
    iam.faults.set("/userinfo", (request) => void request.socket.destroy());
    expect(await slugOf("unknown")).toContain("iam-unreachable");
  });
});

describe("the Authorization header", () => {
  it.each(["Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "Bearer a b", "Bearer ä", `Bearer ${"x".repeat(9000)}`, "token"])("%s is refused, never taken for anonymous", async (value) => {
    const request = { headers: { get: (name: string) => (name === "authorization" ? value : null) } } as unknown as Request;
    await expect(viewerOf(request, "search")).rejects.toMatchObject({ slug: "bearer-refused" });
  });

  it("is not there: anonymous", async () => {
    expect(await viewerOf(new Request(audience), "search")).toEqual({ kind: "anonymous" });
  });
});
