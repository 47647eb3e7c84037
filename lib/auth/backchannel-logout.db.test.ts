import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeApiToken } from "@/lib/auth/api-tokens/manage";
import { backchannelLogout } from "@/lib/auth/backchannel-logout";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";

testDatabase();
let iam: FakeIssuer;
const event = "http://schemas.openid.net/event/backchannel-logout";

beforeAll(async () => {
  iam = await fakeIssuer();
  process.env.OIDC_ISSUER = iam.issuer;
  forgetEnvironment();
});
afterAll(() => iam.close());
beforeEach(async () => {
  forgetDiscovery();
  iam.faults.clear();
  await prisma().user.deleteMany();
  for (const [sub, sids] of [["sub-1", ["a", "b"]], ["sub-2", ["c"]]] as const) {
    const expires = new Date(Date.now() + 60_000);
    await prisma().user.create({
      data: { sub, username: sub, sessions: { create: sids.map((sid) => ({ sessionToken: `hash-${sid}`, expires, iamSessionId: sid })) } },
    });
  }
});

let serial = 0;
const now = () => Math.floor(Date.now() / 1000);
const claims = (change: object = {}) => ({ aud: "airshower", iat: now(), exp: now() + 120, jti: `jti-${(serial += 1)}`, events: { [event]: {} }, sid: "a", sub: "sub-1", ...change });
const open = async () => (await prisma().session.findMany({ orderBy: { iamSessionId: "asc" } })).map((session) => session.iamSessionId);
const send = (token: string) =>
  backchannelLogout(new Request("http://portal/api/auth/backchannel-logout", { method: "POST", body: new URLSearchParams({ logout_token: token }) }));

describe("back-channel logout", () => {
  it.each([
    ["sid and sub: that session", {}, ["b", "c"]],
    ["sid alone: that session", { sub: undefined }, ["b", "c"]],
    ["sub alone: all of that person's", { sid: undefined }, ["c"]],
    ["a sid of somebody else: none", { sid: "c" }, ["a", "b", "c"]],
    ["an unknown sid: none, and that is no fault", { sid: "zzz" }, ["a", "b", "c"]],
  ])("by %s", async (_what, change, left) => {
    const answer = await send(await iam.sign(claims(change), { typ: "logout+jwt" }));
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await open()).toEqual(left);
  });

  it("of one session leaves a login standing behind API tokens, which no cookie opens; of a whole person it leaves none", async () => {
    await prisma().session.updateMany({ data: { iamTokens: "sealed" } });
    await makeApiToken({ kind: "user", sub: "sub-1", username: "sub-1", name: null, groups: [] }, { name: "t", scopes: ["search"], until: new Date(Date.now() + 60_000).toISOString() });
    expect((await send(await iam.sign(claims(), { typ: "logout+jwt" }))).status).toBe(200);
    const alive = async () => (await prisma().session.findMany({ where: { expires: { gt: new Date() } }, orderBy: { iamSessionId: "asc" } })).map((session) => session.iamSessionId);
    expect([await open(), await alive()]).toEqual([["a", "b", "c"], ["b", "c"]]);
    expect((await send(await iam.sign(claims({ sid: undefined }), { typ: "logout+jwt" }))).status).toBe(200);
    expect(await open()).toEqual(["c"]);
  });

  it.each([
    ["of another issuer", { iss: "https://evil.example" }],
    ["for another client", { aud: "jupyterhub" }],
    ["that has expired", { exp: -100 }],
    ["issued long ago", { iat: -400, exp: undefined }],
    ["without the event", { events: { other: {} } }],
    ["with an event that is no object", { events: { [event]: true } }],
    ["without events: an ID token", { events: undefined }],
    ["with a nonce: an ID token in disguise", { nonce: "n" }],
    ["without jti", { jti: undefined }],
    ["with neither sid nor sub", { sid: undefined, sub: undefined }],
    ["with an empty sid", { sid: "" }],
  ])("refuses a token %s", async (_what, change: Record<string, unknown>) => {
    const times = Object.fromEntries(Object.entries(change).map(([name, value]) => [name, typeof value === "number" ? now() + value : value]));
    const answer = await send(await iam.sign(claims(times), { typ: "logout+jwt" }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: "invalid_request" });
    expect(await open()).toEqual(["a", "b", "c"]);
  });

  it("refuses an access token, a changed token, and what is no token", async () => {
    const good = await iam.sign(claims(), { typ: "logout+jwt" });
    for (const token of [await iam.sign(claims(), { typ: "at+jwt" }), `${good.slice(0, -8)}AAAAAAAA`, "", "a.b.c"]) {
      expect((await send(token)).status).toBe(400);
    }
    const json = await backchannelLogout(new Request("http://portal/", { method: "POST", body: JSON.stringify({ logout_token: good }), headers: { "content-type": "application/json" } }));
    expect(json.status).toBe(400);
    expect(await open()).toEqual(["a", "b", "c"]);
  });

  it("takes a token once, from whichever process", async () => {
    const token = await iam.sign(claims({ sid: "zzz" }), { typ: "logout+jwt" });
    const answers = await Promise.all([send(token), send(token), send(token)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400, 400]);
  });

  it("asks to be called again when the keys can not be fetched", async () => {
    iam.faults.set("/jwk", 503);
    await expect(send(await iam.sign(claims(), { typ: "logout+jwt" }))).rejects.toMatchObject({ slug: "iam-unreachable", status: 503 });
    expect(await open()).toEqual(["a", "b", "c"]);
  });
});
