import fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetBearers } from "@/lib/auth/bearer";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { setting, forgetEnvironment } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, insertSharedProduct, viewer } from "@/lib/embargo/fixture.test-support";
import { secretHash } from "@/lib/embargo/staging-viewer";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { signPermit } from "@/lib/http/permit";
import { Download } from "./download.test-support";
import { handle, running } from "./handler";

const database = testDatabase();
const FILE_BYTES = 3_000_000_000;
const INDEX_BYTES = 40_000_000;
const MIB = 1024 * 1024;
/** So many bytes may follow the end of a right; and the goal for the time to the last of them. */
const MOST_AFTER_BYTES = 8 * MIB;
const GOAL_MS = 1000;
const far = "2999-01-01T00:00:00Z";

const member = viewer("pi-crab", "cta/projects/crab");
const colleague = viewer("colleague", "cta/other");
const hidden = "/files/secret/r1/data/obs_10001.fits";
const irf = "/files/open/r1/irf/shared.fits";
const open = "/files/open/r1/data/obs_30001.fits";
const stagingToken = "airshower_staging-token-of-the-test-0123456789";

let server: Server;
let base: string;
let iam: FakeIssuer;
let projectId: number;
let collectionId: number;
let manifestId: string;
const sockets = new Set<Socket>();
/** When the last connection was closed: what a slow reader finds afterwards lay in its own machine's buffers already. */
let closedAtMs = 0;
const figures: string[] = [];

const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
const permitted = (target: string, who = member) => `${base}${target}?permit=${encodeURIComponent(signPermit(who.sub, target))}`;
const sentBytes = () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0);

beforeAll(async () => {
  iam = await fakeIssuer();
  process.env.OIDC_ISSUER = iam.issuer;
  forgetEnvironment();
  collectionId = await insertCollection("secret");
  const openCollection = await insertCollection("open", { sharedIrfsPublic: true });
  projectId = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: far, dataReleaseAt: far });
  const old = await insertProject({ code: "OLD", group: "cta/projects/old", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  const observation = await insertObservation({ collectionId, obsId: 10001, projectId });
  await insertObservation({ collectionId: openCollection, obsId: 30001, projectId: old });
  await insertSharedProduct(openCollection, "irf/shared.fits", "shared-irf", [observation]);
  const location = `sha256/ab/${"c".repeat(62)}`;
  const file = path.join(database.lakeRoot, location);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.closeSync(fs.openSync(file, "w"));
  fs.truncateSync(file, FILE_BYTES);
  await system("UPDATE product_release SET location = $1, size_bytes = $2", [location, FILE_BYTES]);
  await insertPerson(member);
  await insertPerson(colleague);
  const [release] = await withViewerSql(member, (sql) => sql.rows<{ id: string }>("SELECT r.id FROM product_release r JOIN product p ON p.id = r.product_id WHERE p.name = 'data/obs_10001.fits'"));
  manifestId = await withViewerSql(member, async (sql) => {
    const [made] = await sql.rows<{ id: string }>("INSERT INTO manifest (owner_sub, digest, basket_revision, total_bytes, observation_ids, body) VALUES ($1, 'd', 1, 1, $2, '{}') RETURNING id", [member.sub, [observation]]);
    await sql.run("INSERT INTO manifest_file (manifest_id, path, release_id, size_bytes, sha256, media_type) VALUES ($1, 'data/obs_10001.fits', $2, 1, 'x', 'application/fits')", [made!.id, release!.id]);
    await sql.run("INSERT INTO manifest_file (manifest_id, path, content, size_bytes, sha256, media_type) VALUES ($1, 'hdu-index.fits.gz', $2, 5, 'y', 'application/gzip')", [made!.id, Buffer.alloc(INDEX_BYTES)]);
    return made!.id;
  });
  server = createServer((request, response) => void handle(request, response));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => (closedAtMs = performance.now()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  running.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await iam.close();
  process.stdout.write(`\nFrom the change to the last byte served (goal ${GOAL_MS} ms), and bytes sent after it (limit ${MOST_AFTER_BYTES / MIB} MiB):\n${figures.map((line) => `  ${line}\n`).join("")}`);
});
beforeEach(async () => {
  sockets.clear();
  forgetDiscovery();
  forgetBearers();
  iam.faults.clear();
  iam.people.clear();
  await withSystemSql("test", async (sql) => {
    for (const table of ["access_grant", "hold", "denial", "launch"]) await sql.run(`DELETE FROM ${table}`);
    await sql.run("UPDATE project SET hold = 0");
    await sql.run("UPDATE collection SET shared_irfs_public = true WHERE name = 'open'");
    await sql.run(`UPDATE "user" SET groups = CASE sub WHEN $1 THEN $2::text[] ELSE $3::text[] END, groups_checked_at = now()`, [member.sub, member.groups, colleague.groups]);
    await sql.run("INSERT INTO launch (owner_sub, username, manifest_id, service, server_name, work_folder, state) VALUES ($1, $2, $3, 'hub', 's', 'w', 'staging')", [member.sub, member.username, manifestId]);
    await sql.run("INSERT INTO staging_token (hash, launch_id, expires_at) SELECT $1, id, now() + interval '1 hour' FROM launch", [secretHash(stagingToken)]);
  });
});
const open_: Download[] = [];
afterEach(async () => {
  for (const download of open_.splice(0)) {
    download.stop();
    await download.ended;
  }
  await expect.poll(() => running.count).toBe(0);
});

function start(url: string, options: ConstructorParameters<typeof Download>[1] = {}): Download {
  const download = new Download(url, options);
  open_.push(download);
  return download;
}

const grant = (until = "NULL", rights = "read") =>
  system(`INSERT INTO access_grant (grantee_kind, grantee, project_id, rights, valid_until, reason, given_by) VALUES ('person', $1, $2, $3, ${until}, 'test', 'sub-x')`, [colleague.sub, projectId, rights]);
const hold = (closes: string) => system("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, $2, 'test', 'sub-m')", [projectId, closes]);

/** Waits until just after a moment that lies so many ms after another. */
const until = (startedAtMs: number, ms: number) => sleep(Math.max(0, startedAtMs + ms - performance.now()));

/** Lets a change happen while bytes flow, and notes how long they flow on. */
async function cutBy(what: string, download: Download, change: () => Promise<unknown>, endsByTime = false): Promise<void> {
  await download.reached(10 * MIB);
  const startedAtMs = performance.now();
  await change();
  // What ends by its time changes when the waiting ends; any other change somewhere in between.
  const atMs = endsByTime ? performance.now() : startedAtMs;
  const sentBefore = sentBytes();
  await Promise.race([download.ended, sleep(10_000, undefined, { ref: false })]);
  expect(download.isCut, `${what}: it ends in the middle`).toBe(true);
  const afterMs = Math.max(0, Math.min(download.lastByteAtMs, closedAtMs) - atMs);
  const afterBytes = sentBytes() - sentBefore;
  figures.push(`${what}: ${afterMs.toFixed(0)} ms, ${(afterBytes / MIB).toFixed(1)} MiB`);
  expect(afterMs).toBeLessThan(GOAL_MS);
  expect(afterBytes).toBeLessThanOrEqual(MOST_AFTER_BYTES);
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
    await cutBy("hold on public data, nobody signed in", start(base + open), () => system("INSERT INTO hold (project_id, closes, reason, placed_by) SELECT id, 'read', 'test', 'sub-m' FROM project WHERE code = 'OLD'"));
  });
  it("the person is denied", async () => {
    await cutBy("denial", start(permitted(hidden)), () => system("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ($1, $2, 'test', 'sub-m')", [member.sub, projectId]));
  });
  it("the member is removed in the identity service", async () => {
    await cutBy("member removed, by permit", start(permitted(hidden)), () => prisma().user.update({ where: { sub: member.sub }, data: { groups: [] } }));
  });
  it("the member is removed, for a bearer of an older token too", async () => {
    iam.people.set("opaque", { sub: member.sub, preferred_username: member.username, groups: [...member.groups] });
    const download = start(base + hidden, { headers: { authorization: "Bearer opaque" } });
    await cutBy("member removed, by bearer", download, () => prisma().user.update({ where: { sub: member.sub }, data: { groups: [], groupsCheckedAt: new Date(Date.now() + 5) } }));
    expect(iam.asked.get("/userinfo")).toBe(1);
  });
  it("shared IRFs are public no more", async () => {
    await cutBy("shared IRFs closed", start(base + irf), () => system("UPDATE collection SET shared_irfs_public = false WHERE name = 'open'"));
  });
  const staging = { headers: { authorization: `Bearer ${stagingToken}` } };
  it.each([
    ["staging token revoked", () => system("UPDATE staging_token SET revoked_at = now()")],
    ["launch over", () => system("UPDATE launch SET state = 'stopping'")],
    ["hold placed, while staging", () => hold("read")],
    ["denial, while staging", () => system("INSERT INTO denial (sub, collection_id, reason, placed_by) VALUES ($1, $2, 'test', 'sub-m')", [member.sub, collectionId])],
    ["member removed, while staging", () => prisma().user.update({ where: { sub: member.sub }, data: { groups: ["cta/projects/crab/sub"] } })],
  ])("it belongs to a launch: %s", async (what, change) => {
    await cutBy(what, start(base + hidden, staging), change);
  });
  it("its staging token ends", async () => {
    await system("UPDATE staging_token SET expires_at = clock_timestamp() + interval '1200 milliseconds'");
    const startedAtMs = performance.now();
    await cutBy("staging token expired", start(base + hidden, { ...staging, bytesPerSec: 100_000_000 }), () => until(startedAtMs, 1200), true);
  });
  it("nobody vouches for the groups any more", async () => {
    const holdSec = setting("GROUPS_RECHECK_SEC") + setting("GROUPS_GRACE_SEC");
    await system(`UPDATE "user" SET groups_checked_at = clock_timestamp() - make_interval(secs => $1)`, [holdSec - 1.2]);
    const startedAtMs = performance.now();
    await cutBy("groups too old", start(base + hidden, { ...staging, bytesPerSec: 100_000_000 }), () => until(startedAtMs, 1200), true);
  });
  it("it is an index made for a manifest", async () => {
    await cutBy("hold placed, generated index", start(`${base}/files/manifest/${manifestId}/hdu-index.fits.gz`, { ...staging, bytesPerSec: 20_000_000 }), () => hold("read"));
  });
  it("it comes in several ranges", async () => {
    const ranges = { range: `bytes=0-${1_000_000_000},1500000000-${FILE_BYTES - 1}` };
    await cutBy("grant revoked, several ranges", start(permitted(hidden), { headers: ranges }), () => hold("read"));
  });
  it("its reader is slow, and megabytes wait on the way", async () => {
    await cutBy("hold placed, slow reader", start(permitted(hidden), { bytesPerSec: 8_000_000 }), () => hold("read"));
  });
});

describe("the others", () => {
  it("go on, and a file that stays readable arrives whole", async () => {
    const index = start(`${base}/files/manifest/${manifestId}/hdu-index.fits.gz`, { headers: { authorization: `Bearer ${stagingToken}` }, bytesPerSec: 40_000_000 });
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

describe("without the database's call", () => {
  const kill = async (name: string) => {
    const client = new pg.Client({ connectionString: database.superUrl });
    await client.connect();
    await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1", [name]);
    await client.end();
  };
  it("a change is noticed at once all the same: the connection is lost, everybody is asked for", async () => {
    const download = start(permitted(hidden));
    await download.reached(MIB);
    await kill("airshower-listener");
    await cutBy("hold placed while nothing was heard", download, () => hold("read"));
  });
  it("downloads go on over a lost connection", async () => {
    const download = start(permitted(hidden), { bytesPerSec: 200_000_000 });
    await download.reached(MIB);
    await kill("airshower-listener");
    await download.reached(40 * MIB);
    expect(download.isCut).toBe(false);
  });
});

describe("without the database", () => {
  /** Nobody gets in, and who is in is put out. */
  const close = async (isClosed: boolean) => {
    const client = new pg.Client({ connectionString: new URL("postgres", database.superUrl).href });
    await client.connect();
    const name = new URL(database.superUrl).pathname.slice(1);
    await client.query(`ALTER DATABASE ${client.escapeIdentifier(name)} ALLOW_CONNECTIONS ${isClosed ? "false" : "true"}`);
    if (isClosed) await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
    await client.end();
  };
  it("a download waits, for a block and a half at most, and goes on when it is back", async () => {
    const download = start(permitted(hidden));
    await download.reached(10 * MIB);
    await close(true);
    const sentBefore = sentBytes();
    await sleep(2000);
    expect(sentBytes() - sentBefore).toBeLessThanOrEqual(MOST_AFTER_BYTES);
    expect(download.isCut).toBe(false);
    await close(false);
    await download.reached(download.receivedBytes + 50 * MIB);
    expect(download.isCut).toBe(false);
    await hold("read");
    await download.ended;
    expect(download.isCut).toBe(true);
  });
  it("that stays away, a download breaks off", { timeout: 60_000 }, async () => {
    const download = start(permitted(hidden));
    await download.reached(10 * MIB);
    await close(true);
    const atMs = performance.now();
    await download.ended;
    expect(download.isCut).toBe(true);
    expect(performance.now() - atMs).toBeLessThan(20_000);
    await close(false);
  });
});

it("asks again for a hundred downloads cheaply, of one person and of a hundred", async () => {
  const timed = async (what: string, urls: string[]) => {
    const downloads = urls.map((url) => start(url, { bytesPerSec: 100_000 }));
    await Promise.all(downloads.map((download) => download.reached(1000)));
    expect(running.count).toBe(urls.length);
    const atMs = performance.now();
    await hold("read");
    await expect.poll(() => running.count, { interval: 5, timeout: 10_000 }).toBe(0);
    const lastMs = closedAtMs - atMs;
    figures.push(`${what}: ${lastMs.toFixed(0)} ms to the last byte of the last`);
    // Who reads slowly has megabytes in its own machine's buffers still.
    for (const download of downloads) download.stop();
    await Promise.all(downloads.map(({ ended }) => ended));
    expect(downloads.every(({ isCut }) => isCut)).toBe(true);
    expect(lastMs).toBeLessThan(GOAL_MS);
    await system("UPDATE hold SET lifted_at = now(), lifted_by = 'x', lift_reason = 'y'");
  };
  await timed("100 downloads of one person", Array.from({ length: 100 }, () => permitted(hidden)));
  const people = Array.from({ length: 100 }, (_, i) => viewer(`member-${i}`, "cta/projects/crab"));
  for (const person of people) await insertPerson(person);
  await timed("100 downloads of 100 persons", people.map((person) => permitted(hidden, person)));
});
