import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { freshTokens } from "@/lib/auth/refresh";
import { sealTokens, unsealTokens } from "@/lib/auth/sessions";
import { forgetEnvironment } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";

testDatabase();
let iam: FakeIssuer;
let session: { id: string; sessionToken: string };
/** Refresh tokens that were used; used again, a login is over, as RFC 9700 wants it. */
const used: string[] = [];

beforeAll(async () => {
  iam = await fakeIssuer();
  process.env.OIDC_ISSUER = iam.issuer;
  forgetEnvironment();
});
afterAll(() => iam.close());
beforeEach(async () => {
  forgetDiscovery();
  iam.faults.clear();
  used.length = 0;
  iam.token = async (form) => {
    const token = form.get("refresh_token") ?? "";
    // Slow enough for everybody to arrive meanwhile.
    await sleep(200);
    if (used.includes(token)) return { error: "invalid_grant" };
    used.push(token);
    return { access_token: `access-${used.length}`, refresh_token: `refresh-${used.length}`, token_type: "Bearer" };
  };
  await prisma().user.deleteMany();
  const user = await prisma().user.create({ data: { sub: "s", username: "s" } });
  session = await prisma().session.create({ data: { sessionToken: "hash", userId: user.id, expires: new Date(Date.now() + 60_000), iamTokens: tokens(Date.now() - 301_000) } });
});

const tokens = (issuedAt: number, change: object = {}) =>
  sealTokens("hash", { accessToken: "access-0", refreshToken: "refresh-0", idToken: "id-0", issuedAt, ...change });
const kept = async () => unsealTokens("hash", (await prisma().session.findUniqueOrThrow({ where: { id: session.id } })).iamTokens);

describe("refreshing tokens", () => {
  it("happens once for five who ask at once, and all get the same", async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => freshTokens(session.id, 300_000)));
    expect(used).toEqual(["refresh-0"]);
    for (const each of all) expect(each).toMatchObject({ accessToken: "access-1", refreshToken: "refresh-1", idToken: "id-0" });
    expect(await kept()).toEqual(all[0]);
  });

  it("is not needed while they are young", async () => {
    expect(await freshTokens(session.id, 3_600_000)).toMatchObject({ accessToken: "access-0" });
    expect(used).toEqual([]);
  });

  it("keeps the old refresh token when no new one comes", async () => {
    iam.token = async () => ({ access_token: "access-x", id_token: "id-x" });
    expect(await freshTokens(session.id, 300_000)).toMatchObject({ accessToken: "access-x", refreshToken: "refresh-0", idToken: "id-x" });
  });

  it("needs a refresh token; without one the first tokens serve on", async () => {
    await prisma().session.update({ where: { id: session.id }, data: { iamTokens: tokens(0, { refreshToken: null }) } });
    expect(await freshTokens(session.id, 300_000)).toMatchObject({ accessToken: "access-0" });
    expect(used).toEqual([]);
  });

  it("ends the session when the identity service has ended the login", async () => {
    used.push("refresh-0");
    await expect(freshTokens(session.id, 300_000)).rejects.toMatchObject({ slug: "session-expired" });
    expect(await prisma().session.count()).toBe(0);
    await expect(freshTokens(session.id, 300_000)).rejects.toMatchObject({ slug: "session-expired" });
  });

  it("ends the session when its tokens can not be opened, as after a change of PORTAL_SECRET", async () => {
    await prisma().session.update({ where: { id: session.id }, data: { iamTokens: sealTokens("other", { accessToken: "a", refreshToken: "r", idToken: null, issuedAt: 0 }) } });
    await expect(freshTokens(session.id, 300_000)).rejects.toMatchObject({ slug: "session-expired" });
  });

  it.each([
    ["is away", 503],
    ["is overloaded", 429],
  ])("fails and changes nothing while the service %s", async (_what, status) => {
    iam.faults.set("/token", status);
    await expect(freshTokens(session.id, 300_000)).rejects.toMatchObject({ slug: "iam-unreachable" });
    expect(await kept()).toMatchObject({ refreshToken: "refresh-0" });
  });

  it.each([{ error: "invalid_client" }, { access_token: "" }, { unexpected: true }])("fails and signs nobody out when the service answers %j", async (answer) => {
    iam.token = async () => answer;
    await expect(freshTokens(session.id, 300_000)).rejects.toMatchObject({ slug: "iam-unreachable" });
    expect(await kept()).toMatchObject({ refreshToken: "refresh-0" });
  });
});
