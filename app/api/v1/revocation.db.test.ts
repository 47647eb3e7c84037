import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetBearers } from "@/lib/auth/bearer";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { fillBasket, insertLaunchCatalogue, type LaunchCatalogue, member, outsider } from "@/lib/launch/fixture.test-support";
import { GET as manifest } from "./basket/manifest/route";
import { GET as basket } from "./basket/route";
import { GET as observation } from "./observations/[id]/route";
import { GET as search } from "./observations/route";

testDatabase();
const GOAL_MS = 1000;
let iam: FakeIssuer;
let catalogue: LaunchCatalogue;
const figures: string[] = [];

const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
const ask = (path: string, who: string) => new Request(`http://127.0.0.1:39000/api/v1${path}`, { headers: { authorization: `Bearer token-of-${who}` } });
const none = { params: Promise.resolve({}) };
const formats = ["json", "csv", "metalink", "sh", "esap"] as const;

beforeAll(async () => {
  iam = await fakeIssuer();
  process.env.OIDC_ISSUER = iam.issuer;
  forgetEnvironment();
  catalogue = await insertLaunchCatalogue();
});
afterAll(async () => {
  await iam.close();
  process.stdout.write(`\nFrom the change to the first answer of the API without it (goal ${GOAL_MS} ms):\n${figures.map((line) => `  ${line}\n`).join("")}`);
});
beforeEach(async () => {
  forgetDiscovery();
  forgetBearers();
  for (const person of [member, outsider]) iam.people.set(`token-of-${person.username}`, { sub: person.sub, preferred_username: person.username, groups: [...person.groups] });
  await system("DELETE FROM hold");
  await system("DELETE FROM denial");
  await system("UPDATE project SET hold = 0");
  await system(`UPDATE "user" SET groups = CASE sub WHEN $1 THEN $2::text[] ELSE groups END, groups_checked_at = now() - interval '1 second'`, [member.sub, member.groups]);
});

const one = async (who: string) => (await observation(ask(`/observations/${catalogue.hidden[0]}`, who), { params: Promise.resolve({ id: catalogue.hidden[0]! }) })).status;
async function allThatIsSaid(who: string): Promise<string> {
  const exports = await Promise.all(formats.map(async (format) => (await manifest(ask(`/basket/manifest?format=${format}`, who), none)).text()));
  const lists = await Promise.all(["json", "csv", "votable"].map(async (format) => (await search(ask(`/observations?format=${format}`, who), none)).text()));
  return [...exports, ...lists].join("\n");
}

describe("the API, when a right ends", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["a hold that hides", () => system("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, 'discover', 'test', 'x')", [catalogue.projectId])],
    ["a denial", () => system("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ($1, $2, 'test', 'x')", [member.sub, catalogue.projectId])],
    // As the background check of the groups writes it, while the bearer's own answer is kept for a minute.
    ["a member removed, asked with a bearer judged before", () => prisma().user.update({ where: { sub: member.sub }, data: { groups: [], groupsCheckedAt: new Date(Date.now() + 5) } })],
  ])("answers as if nothing had been there: %s", async (what, change) => {
    await fillBasket(member, [...catalogue.hidden, catalogue.open]);
    expect(await one("pi-crab")).toBe(200);
    expect(await allThatIsSaid("pi-crab")).toContain("obs_10001");
    const atMs = performance.now();
    await change();
    let status = 0;
    while (status !== 404 && performance.now() < atMs + 5000) status = await one("pi-crab");
    const tookMs = performance.now() - atMs;
    figures.push(`${what}: ${tookMs.toFixed(0)} ms`);
    expect(status).toBe(404);
    expect(tookMs).toBeLessThan(GOAL_MS);
    expect(await allThatIsSaid("pi-crab")).not.toMatch(/obs_1000|CRAB/);
    // The basket's own item keeps its id, which its owner put in, and says nothing else of it.
    const kept = (await (await basket(ask("/basket", "pi-crab"), none)).json()) as { items: { id: string; state: string; title: string | null; projectCode: string | null }[] };
    for (const item of kept.items.filter(({ id }) => catalogue.hidden.includes(id))) expect(item).toMatchObject({ state: "gone", title: null, projectCode: null });
    expect(iam.asked.get("/userinfo")).toBe(1);
    iam.asked.clear();
  });
});
