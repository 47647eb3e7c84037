import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { putBytes } from "@/lib/basket/fixture.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { signPermit } from "@/lib/http/permit";
import { Download } from "./download.test-support";
import { handle, running } from "./handler";
import { nginxMissing, type RunningNginx, startNginx } from "./nginx.test-support";

const database = testDatabase();
const bytes = randomBytes(3_000_000);
const etag = `"${createHash("sha256").update(bytes).digest("hex")}"`;
const member = viewer("pi-crab", "cta/projects/crab");
const hidden = "/files/secret/r1/data/obs_1.fits";
const open = "/files/open/r1/data/obs_2.fits";
const [past, future] = ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"];
let server: Server;
let direct: string;
let nginx: RunningNginx;

const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
const carries = (what: "nothing" | "public" | "everything") => {
  process.env.NGINX_CARRIES = what;
  forgetEnvironment();
};
const permitted = (base: string, target: string) => `${base}${target}?permit=${encodeURIComponent(signPermit(member.sub, target))}`;
const get = (url: string, headers: Record<string, string> = {}, method = "GET") => fetch(url, { method, headers });
/** What a caller can tell of an answer, without what differs every time or is nginx's own. */
async function told(url: string, headers: Record<string, string> = {}, method = "GET") {
  const answer = await get(url, headers, method);
  const { date: _date, "x-request-id": id, server: _server, connection: _connection, "keep-alive": _keep, ...rest } = Object.fromEntries(answer.headers);
  expect(id).toMatch(/./);
  const body = Buffer.from(await answer.arrayBuffer()).toString("latin1").replace(/"requestId":"[^"]*"/, "");
  // Each answer in parts has a boundary of its own.
  const boundary = /boundary=(\S+)/.exec(rest["content-type"] ?? "")?.[1];
  const plain = (text: string) => (boundary === undefined ? text : text.replaceAll(boundary, "BOUNDARY"));
  if (boundary !== undefined) delete rest["content-length"];
  return { status: answer.status, headers: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, plain(value)])), body: body.length > 10_000 ? createHash("sha256").update(body, "latin1").digest("hex") : plain(body) };
}
/** Whether the files process handed it over. */
const isHandedOver = async (url: string, headers: Record<string, string> = {}) => (await get(url, headers)).headers.get("x-accel-redirect") !== null;

beforeAll(async () => {
  const [secret, other] = [await insertCollection("secret"), await insertCollection("open")];
  await insertObservation({ collectionId: secret, obsId: 1, projectId: await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future }) });
  await insertObservation({ collectionId: other, obsId: 2, projectId: await insertProject({ code: "OLD", group: "cta/projects/old", metaReleaseAt: past, dataReleaseAt: past }) });
  const stored = await putBytes(bytes);
  await system("UPDATE product_release SET location = $1, sha256 = $2, size_bytes = $3", [stored.location, stored.sha256, stored.sizeBytes]);
  await insertPerson(member);
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  direct = `http://127.0.0.1:${port}`;
  if (nginxMissing === "") nginx = await startNginx(port, database.lakeRoot);
});
afterAll(async () => {
  await nginx?.stop();
  running.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
afterEach(async () => {
  carries("nothing");
  await system("DELETE FROM hold");
  await system("UPDATE project SET hold = 0");
});

describe("the files process", () => {
  it("hands nothing over unless it is told to, and then what anybody may read", async () => {
    expect([await isHandedOver(direct + open), await isHandedOver(permitted(direct, open)), await isHandedOver(permitted(direct, hidden))]).toEqual([false, false, false]);
    carries("public");
    expect([await isHandedOver(direct + open), await isHandedOver(permitted(direct, open)), await isHandedOver(permitted(direct, hidden))]).toEqual([true, true, false]);
    await system("INSERT INTO hold (project_id, closes, reason, placed_by) SELECT id, 'read', 'test', 'sub-m' FROM project WHERE code = 'OLD'");
    expect([(await get(direct + open)).status, await isHandedOver(direct + open)]).toEqual([403, false]);
    carries("everything");
    expect([await isHandedOver(permitted(direct, hidden)), await isHandedOver(direct + hidden)]).toEqual([true, false]);
  });
  it("tells of a file that is lost as before", async () => {
    carries("public");
    const [{ location }] = await withSystemSql("test", (sql) => sql.rows<{ location: string }>("SELECT location FROM product_release LIMIT 1")) as [{ location: string }];
    for (const other of [`sha256/00/${"0".repeat(62)}`, "../../etc/passwd"]) {
      await system("UPDATE product_release SET location = $1", [other]);
      expect([(await get(direct + open)).status, await isHandedOver(direct + open)]).toEqual([502, false]);
    }
    await system("UPDATE product_release SET location = $1", [location]);
  });
});

describe.skipIf(nginxMissing !== "")(`nginx with the configuration that operators are given${nginxMissing}`, () => {
  const requests: [what: string, headers: Record<string, string>, method?: string][] = [
    ["the whole", {}],
    ["what it is", {}, "HEAD"],
    ["a range", { range: "bytes=1000-1999" }],
    ["the rest", { range: "bytes=2999000-", "if-range": etag }],
    ["the last bytes", { range: "bytes=-10" }],
    ["several ranges", { range: "bytes=0-9,1000-1009" }],
    ["a range of an older file", { range: "bytes=5-", "if-range": '"older"' }],
    ["a range behind the end", { range: "bytes=9000000-" }],
    ["a range that is none", { range: "bytes=x" }],
    ["many ranges", { range: `bytes=${Array.from({ length: 30 }, (_, i) => `${i * 10}-${i * 10}`).join(",")}` }],
    ["what it has", { "if-none-match": etag }],
    ["what it has not", { "if-none-match": '"older"' }],
    ["only what it had", { "if-match": etag }],
    ["only what it had, which is older", { "if-match": '"older"' }],
    ["what is newer than a day to come", { "if-modified-since": "Fri, 20 Nov 2099 12:00:00 GMT" }],
    ["what is older than a day gone", { "if-unmodified-since": "Fri, 20 Nov 2009 12:00:00 GMT" }],
    ["no digest", { "want-repr-digest": "sha-256=0" }],
    ["by another method", {}, "DELETE"],
  ];
  it.each(requests)("answers as the files process does itself: %s", async (_what, headers, method = "GET") => {
    const expected = await told(direct + open, headers, method);
    carries("public");
    const found = await told(nginx.base + open, headers, method);
    expect(found).toEqual(expected);
  });
  it("opens its own place to nobody, and to no other path", async () => {
    carries("everything");
    const [{ location }] = await withSystemSql("test", (sql) => sql.rows<{ location: string }>("SELECT location FROM product_release LIMIT 1")) as [{ location: string }];
    for (const target of [`/airshower-lake/${location}`, `/airshower-lake/../airshower-lake/${location}`, `/files/..%2fairshower-lake/${location}`, `//airshower-lake/${location}`]) {
      expect((await get(nginx.base + target)).status, target).toBe(404);
    }
    expect((await get(nginx.base + hidden)).status).toBe(404);
    expect((await get(permitted(nginx.base, hidden))).status).toBe(200);
  });
  it("follows no link out of the lake", async () => {
    carries("public");
    const outside = path.join(database.lakeRoot, "..", `outside-${process.pid}`);
    const [{ location }] = await withSystemSql("test", (sql) => sql.rows<{ location: string }>("SELECT location FROM product_release LIMIT 1")) as [{ location: string }];
    const place = path.join(database.lakeRoot, location);
    fs.renameSync(place, outside);
    fs.symlinkSync(outside, place);
    expect((await get(nginx.base + open)).status).toBe(502);
    fs.rmSync(place);
    fs.renameSync(outside, place);
  });
  it("keeps permits out of its log", async () => {
    await (await get(permitted(nginx.base, hidden))).arrayBuffer();
    await expect.poll(() => nginx.log()).toContain(hidden);
    expect(nginx.log()).not.toContain("permit=");
  });
  it("collects nothing of what the files process sends: the end of a right reaches its callers", async () => {
    const large = path.join(database.lakeRoot, `sha256/ab/${"c".repeat(62)}`);
    fs.mkdirSync(path.dirname(large), { recursive: true });
    fs.closeSync(fs.openSync(large, "w"));
    fs.truncateSync(large, 2_000_000_000);
    await system("UPDATE product_release r SET location = $1, size_bytes = 2000000000 FROM product p WHERE p.id = r.product_id AND p.name = 'data/obs_1.fits'", [`sha256/ab/${"c".repeat(62)}`]);
    carries("public");
    const download = new Download(permitted(nginx.base, hidden));
    await download.reached(20_000_000);
    await system("INSERT INTO hold (project_id, closes, reason, placed_by) SELECT id, 'read', 'test', 'sub-m' FROM project WHERE code = 'CRAB'");
    const before = download.receivedBytes;
    await download.ended;
    expect(download.isCut).toBe(true);
    // What two machines' buffers hold, and the block and a half that may follow.
    expect(download.receivedBytes - before).toBeLessThan(24_000_000);
  });
});
