import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import pg from "pg";
import { tokenFor } from "@/lib/auth/api-tokens/api-token.test-support";
import { setting } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { withViewerSql } from "@/lib/embargo/transaction";
import { signPermit } from "@/lib/http/permit";
import { colleague, downloadsInFlight, hidden, INDEX_BYTES, irf, member, MIB, open, staging, system } from "./revocation.test-support";

const { its, at, permitted, start, grant, hold, until, cutBy } = downloadsInFlight();

/** No role of the product moves a token's end. */
async function asSuper(text: string, values: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: its.database.superUrl });
  await client.connect();
  await client.query(text, values).finally(() => client.end());
}

describe("a download in flight ends when", () => {
  it("its grant is revoked", async () => {
    await grant();
    await cutBy("grant revoked", start(permitted(hidden, colleague)), () => system("UPDATE access_grant SET revoked_at = now()"));
  });
  it("its grant ends by its date", async () => {
    await grant("clock_timestamp() + interval '1200 milliseconds'");
    const startedAtMs = performance.now();
    const download = start(permitted(hidden, colleague), { bytesPerSec: 100_000_000 });
    await cutBy("grant expired", download, () => until(startedAtMs, 1200), true);
  });
  it.each(["read", "discover"])("a hold closes it (%s)", async (closes) => {
    await cutBy(`hold placed (${closes})`, start(permitted(hidden)), () => hold(closes));
  });
  it("public data are held", async () => {
    await cutBy("hold on public data, nobody signed in", start(at(open)), () => system("INSERT INTO hold (project_id, closes, reason, placed_by) SELECT id, 'read', 'test', 'sub-m' FROM project WHERE code = 'OLD'"));
  });
  it("the person is denied", async () => {
    await cutBy("denial", start(permitted(hidden)), () => system("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ($1, $2, 'test', 'sub-m')", [member.sub, its.projectId]));
  });
  it("the member is removed in the identity service", async () => {
    await cutBy("member removed, by permit", start(permitted(hidden)), () => prisma().user.update({ where: { sub: member.sub }, data: { groups: [] } }));
  });
  it("the member is removed, for a bearer of an older token too", async () => {
    its.iam.people.set("opaque", { sub: member.sub, preferred_username: member.username, groups: [...member.groups] });
    const download = start(at(hidden), { headers: { authorization: "Bearer opaque" } });
    await cutBy("member removed, by bearer", download, () => prisma().user.update({ where: { sub: member.sub }, data: { groups: [], groupsCheckedAt: new Date(Date.now() + 5) } }));
    expect(its.iam.asked.get("/userinfo")).toBe(1);
  });
  it("shared IRFs are public no more", async () => {
    await cutBy("shared IRFs closed", start(at(irf)), () => system("UPDATE collection SET shared_irfs_public = false WHERE name = 'open'"));
  });
  it.each([
    ["staging token revoked", () => system("UPDATE staging_token SET revoked_at = now()")],
    ["launch over", () => system("UPDATE launch SET state = 'stopping'")],
    ["hold placed, while staging", () => hold("read")],
    ["denial, while staging", () => system("INSERT INTO denial (sub, collection_id, reason, placed_by) VALUES ($1, $2, 'test', 'sub-m')", [member.sub, its.collectionId])],
    ["member removed, while staging", () => prisma().user.update({ where: { sub: member.sub }, data: { groups: ["cta/projects/crab/sub"] } })],
  ])("it belongs to a launch: %s", async (what, change) => {
    await cutBy(what, start(at(hidden), staging), change);
  });
  it("its staging token ends", async () => {
    await system("UPDATE staging_token SET expires_at = clock_timestamp() + interval '1200 milliseconds'");
    const startedAtMs = performance.now();
    await cutBy("staging token expired", start(at(hidden), { ...staging, bytesPerSec: 100_000_000 }), () => until(startedAtMs, 1200), true);
  });
  it.each([
    ["API token revoked", (id: string) => withViewerSql(member, (sql) => sql.run("UPDATE api_token SET revoked_at = now() WHERE id = $1", [id]))],
    ["owner's groups gone, by API token", () => prisma().user.update({ where: { sub: member.sub }, data: { groups: [] } })],
    ["hold placed, by API token", () => hold("read")],
  ])("it is fetched by an API token, and by a permit given to one: %s", async (what, change) => {
    for (const way of ["bearer", "permit"] as const) {
      await prisma().user.update({ where: { sub: member.sub }, data: { groups: [...member.groups] } });
      await system("DELETE FROM hold");
      await system("UPDATE project SET hold = 0");
      const { id, token } = await tokenFor(member);
      const download = way === "bearer" ? start(at(hidden), { headers: { authorization: `Bearer ${token}` } }) : start(`${at(hidden)}?permit=${encodeURIComponent(signPermit(member.sub, hidden, { apiTokenId: id }))}`);
      await cutBy(`${what} (${way})`, download, () => change(id));
    }
  });
  it("its API token ends", async () => {
    const { id, token } = await tokenFor(member);
    await asSuper("UPDATE api_token SET expires_at = clock_timestamp() + interval '1200 milliseconds' WHERE id = $1", [id]);
    const startedAtMs = performance.now();
    await cutBy("API token expired", start(at(hidden), { headers: { authorization: `Bearer ${token}` }, bytesPerSec: 100_000_000 }), () => until(startedAtMs, 1200), true);
  });
  it("nobody vouches for the groups any more", async () => {
    const holdSec = setting("GROUPS_RECHECK_SEC") + setting("GROUPS_GRACE_SEC");
    await system(`UPDATE "user" SET groups_checked_at = clock_timestamp() - make_interval(secs => $1)`, [holdSec - 1.2]);
    const startedAtMs = performance.now();
    await cutBy("groups too old", start(at(hidden), { ...staging, bytesPerSec: 100_000_000 }), () => until(startedAtMs, 1200), true);
  });
  it("it is an index made for a manifest", async () => {
    await cutBy("hold placed, generated index", start(at(`/files/manifest/${its.manifestId}/hdu-index.fits.gz`), { ...staging, bytesPerSec: 20_000_000 }), () => hold("read"));
  });
  it("it comes in several ranges", async () => {
    const ranges = { range: `bytes=0-${1_000_000_000},1500000000-${2_999_999_999}` };
    await cutBy("grant revoked, several ranges", start(permitted(hidden), { headers: ranges }), () => hold("read"));
  });
  it("its reader is slow, and megabytes wait on the way", async () => {
    await cutBy("hold placed, slow reader", start(permitted(hidden), { bytesPerSec: 8_000_000 }), () => hold("read"));
  });
});

describe("the others", () => {
  it("go on, and a file that stays readable arrives whole", async () => {
    const index = start(at(`/files/manifest/${its.manifestId}/hdu-index.fits.gz`), { ...staging, bytesPerSec: 40_000_000 });
    await grant();
    const lost = start(permitted(hidden, colleague));
    await Promise.all([lost.reached(MIB), index.reached(MIB)]);
    await system("UPDATE access_grant SET revoked_at = now()");
    await Promise.all([lost.ended, index.ended]);
    expect([lost.isCut, index.isCut, index.receivedBytes]).toEqual([true, false, INDEX_BYTES]);
  });
  it("who lost DISCOVER only keeps nothing, who keeps READ of the file by another grant goes on", async () => {
    await grant();
    await grant();
    const download = start(permitted(hidden, colleague), { bytesPerSec: 50_000_000 });
    await download.reached(5 * MIB);
    await system("UPDATE access_grant SET revoked_at = now() WHERE id = (SELECT min(id::text)::uuid FROM access_grant)");
    await sleep(400);
    expect(download.isCut).toBe(false);
    await cutBy("last of two grants revoked", download, () => system("UPDATE access_grant SET revoked_at = now()"));
  });
});
