import fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { forgetBearers } from "@/lib/auth/bearer";
import { forgetDiscovery } from "@/lib/auth/discovery";
import { type FakeIssuer, fakeIssuer } from "@/lib/auth/fake-issuer.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { type TestDatabase, testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, insertSharedProduct, viewer } from "@/lib/embargo/fixture.test-support";
import { secretHash } from "@/lib/embargo/staging-viewer";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { signPermit } from "@/lib/http/permit";
import { Download } from "./download.test-support";
import { handle, running } from "./handler";

const FILE_BYTES = 3_000_000_000;
export const INDEX_BYTES = 40_000_000;
export const MIB = 1024 * 1024;
/** So many bytes may follow the end of a right; and the goal for the time to the last of them. */
export const MOST_AFTER_BYTES = 8 * MIB;
export const GOAL_MS = 1000;
const far = "2999-01-01T00:00:00Z";

export const member = viewer("pi-crab", "cta/projects/crab");
export const colleague = viewer("colleague", "cta/other");
export const hidden = "/files/secret/r1/data/obs_10001.fits";
export const irf = "/files/open/r1/irf/shared.fits";
export const open = "/files/open/r1/data/obs_30001.fits";
const stagingToken = "airshower_staging-token-of-the-test-0123456789";
/** How a session of the member's launch asks. */
export const staging = { headers: { authorization: `Bearer ${stagingToken}` } };

export const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));

export interface Flight {
  readonly database: TestDatabase;
  iam: FakeIssuer;
  projectId: number;
  collectionId: number;
  manifestId: string;
}

/**
 * A files process in this one, with a hidden project's large file, an index made for a launch that is staging, and what
 * lets readers fetch while rights change. Call it at the top of the file; `its` is filled in before the first test.
 */
export function downloadsInFlight() {
  const its = { database: testDatabase() } as Flight;
  let server: Server;
  let base = "";
  const sockets = new Set<Socket>();
  /** When the last connection was closed: what a slow reader finds afterwards lay in its own machine's buffers already. */
  let closedAtMs = 0;
  const figures: string[] = [];

  const at = (target: string) => base + target;
  const permitted = (target: string, who = member) => `${base}${target}?permit=${encodeURIComponent(signPermit(who.sub, target))}`;
  const sentBytes = () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0);

  beforeAll(async () => {
    its.iam = await fakeIssuer();
    process.env.OIDC_ISSUER = its.iam.issuer;
    // A hundred of one person are tried here.
    process.env.FILES_DOWNLOADS_PER_CALLER = "200";
    forgetEnvironment();
    its.collectionId = await insertCollection("secret");
    const openCollection = await insertCollection("open", { sharedIrfsPublic: true });
    its.projectId = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: far, dataReleaseAt: far });
    const old = await insertProject({ code: "OLD", group: "cta/projects/old", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
    const observation = await insertObservation({ collectionId: its.collectionId, obsId: 10001, projectId: its.projectId });
    await insertObservation({ collectionId: openCollection, obsId: 30001, projectId: old });
    await insertSharedProduct(openCollection, "irf/shared.fits", "shared-irf", [observation]);
    const location = `sha256/ab/${"c".repeat(62)}`;
    const file = path.join(its.database.lakeRoot, location);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.closeSync(fs.openSync(file, "w"));
    fs.truncateSync(file, FILE_BYTES);
    await system("UPDATE product_release SET location = $1, size_bytes = $2", [location, FILE_BYTES]);
    await insertPerson(member);
    await insertPerson(colleague);
    const [release] = await withViewerSql(member, (sql) => sql.rows<{ id: string }>("SELECT r.id FROM product_release r JOIN product p ON p.id = r.product_id WHERE p.name = 'data/obs_10001.fits'"));
    its.manifestId = await withViewerSql(member, async (sql) => {
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
    await its.iam.close();
    process.stdout.write(`\nFrom the change to the last byte served (goal ${GOAL_MS} ms), and bytes sent after it (limit ${MOST_AFTER_BYTES / MIB} MiB):\n${figures.map((line) => `  ${line}\n`).join("")}`);
  });
  beforeEach(async () => {
    sockets.clear();
    forgetDiscovery();
    forgetBearers();
    its.iam.faults.clear();
    its.iam.people.clear();
    await withSystemSql("test", async (sql) => {
      for (const table of ["access_grant", "hold", "denial", "launch"]) await sql.run(`DELETE FROM ${table}`);
      await sql.run("UPDATE project SET hold = 0");
      await sql.run("UPDATE collection SET shared_irfs_public = true WHERE name = 'open'");
      await sql.run(`UPDATE "user" SET groups = CASE sub WHEN $1 THEN $2::text[] ELSE $3::text[] END, groups_checked_at = now()`, [member.sub, member.groups, colleague.groups]);
      await sql.run("INSERT INTO launch (owner_sub, username, manifest_id, service, server_name, work_folder, state) VALUES ($1, $2, $3, 'hub', 's', 'w', 'staging')", [member.sub, member.username, its.manifestId]);
      await sql.run("INSERT INTO staging_token (hash, launch_id, expires_at) SELECT $1, id, now() + interval '1 hour' FROM launch", [secretHash(stagingToken)]);
    });
  });
  const opened: Download[] = [];
  afterEach(async () => {
    for (const download of opened.splice(0)) {
      download.stop();
      await download.ended;
    }
    await expect.poll(() => running.count).toBe(0);
  });

  function start(url: string, options: ConstructorParameters<typeof Download>[1] = {}): Download {
    const download = new Download(url, options);
    opened.push(download);
    return download;
  }

  const grant = (until = "NULL", rights = "read") =>
    system(`INSERT INTO access_grant (grantee_kind, grantee, project_id, rights, valid_until, reason, given_by) VALUES ('person', $1, $2, $3, ${until}, 'test', 'sub-x')`, [colleague.sub, its.projectId, rights]);
  const hold = (closes: string) => system("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, $2, 'test', 'sub-m')", [its.projectId, closes]);

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

  return { its, at, permitted, sentBytes, start, grant, hold, until, cutBy, figures, closedAtMs: () => closedAtMs };
}
