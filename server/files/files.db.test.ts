import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LocalBackend } from "@/lib/datalake/backends/local";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { lakeBackend } from "@/lib/datalake/registry";
import { insertCollection, insertObservation, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { secretHash } from "@/lib/embargo/staging-viewer";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { PERMIT_LIFETIME_SEC, signPermit } from "@/lib/http/permit";
import { GET } from "@/app/api/v1/files/[scope]/[...name]/route";
import { handle, running } from "./handler";

testDatabase();
let server: Server;
let base: string;
const bytes = randomBytes(300_000);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const crab = viewer("pi-crab", "cta/projects/crab");
const hidden = "/files/secret/r1/data/obs_10001.fits";
const absent = "/files/secret/r1/data/obs_99999.fits";
const closed = "/files/open/r1/data/obs_20001.fits";
const open = "/files/open/r1/data/obs_20002.fits";

const get = (target: string, headers: Record<string, string> = {}, method = "GET") => fetch(base + target, { method, headers, redirect: "manual" });
/** What the status is for a request line that fetch would not send. */
const rawStatus = (line: string) =>
  new Promise<number>((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1", () => socket.write(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`));
    let text = "";
    socket.on("data", (piece) => (text += String(piece))).on("error", reject).on("end", () => resolve(Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1])));
  });
const permitted = (target: string, sub: string | null = crab.sub, nowMs?: number) => `${target}?permit=${signPermit(sub, target, { nowMs })}`;
const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));

beforeAll(async () => {
  const file = path.join(os.tmpdir(), `airshower-files-${process.pid}`);
  fs.writeFileSync(file, bytes);
  const stored = await lakeBackend("local").put(file);
  fs.rmSync(file);
  const [secretCollection, openCollection] = [await insertCollection("secret"), await insertCollection("open")];
  const crabProject = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  const agnProject = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  for (const obsId of [10001, 10002]) await insertObservation({ collectionId: secretCollection, obsId, projectId: crabProject });
  await insertObservation({ collectionId: openCollection, obsId: 20001, projectId: agnProject });
  await insertObservation({ collectionId: openCollection, obsId: 20002, projectId: agnProject, dataReleaseOverride: "2020-01-01T00:00:00Z" });
  await system("UPDATE product_release SET location = $1, sha256 = $2, size_bytes = $3", [stored.location, sha256, bytes.length]);
  await prisma().user.create({ data: { sub: crab.sub, username: crab.username, groups: [...crab.groups], groupsCheckedAt: new Date() } });
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  running.close();
  await new Promise((resolve) => server.close(resolve));
});

describe("bytes of a public file", () => {
  it("come whole, named by their digest", async () => {
    const answer = await get(open);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("etag")).toBe(`"${sha256}"`);
    expect(answer.headers.get("repr-digest")).toBe(`sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`);
    expect(answer.headers.get("content-disposition")).toContain("attachment");
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });
  it("come in parts, and a resumed download is the file", async () => {
    const first = await get(open, { range: "bytes=0-99999" });
    expect([first.status, first.headers.get("content-range")]).toEqual([206, `bytes 0-99999/${bytes.length}`]);
    const rest = await get(open, { range: "bytes=100000-", "if-range": first.headers.get("etag")! });
    expect(Buffer.concat([Buffer.from(await first.arrayBuffer()), Buffer.from(await rest.arrayBuffer())]).equals(bytes)).toBe(true);
    const behind = await get(open, { range: "bytes=900000-" });
    expect([behind.status, behind.headers.get("content-range"), behind.headers.get("content-type")]).toEqual([416, `bytes */${bytes.length}`, "application/problem+json"]);
    const changed = await get(open, { range: "bytes=100000-", "if-range": '"another"' });
    expect([changed.status, changed.headers.get("content-length")]).toEqual([200, String(bytes.length)]);
  });
  it("come in several parts at once", async () => {
    const answer = await get(open, { range: "bytes=0-9,1000-1009,-5" });
    expect(answer.status).toBe(206);
    const boundary = /^multipart\/byteranges; boundary=(\w+)$/.exec(answer.headers.get("content-type")!)![1]!;
    const body = Buffer.from(await answer.arrayBuffer());
    expect(String(body.length)).toBe(answer.headers.get("content-length"));
    const parts = body.toString("latin1").split(`\r\n--${boundary}`);
    expect(parts.shift()).toBe("");
    expect(parts.pop()).toBe("--\r\n");
    expect(parts.map((part) => /Content-Range: (.*)\r\n\r\n/.exec(part)![1])).toEqual(["0-9", "1000-1009", `${bytes.length - 5}-${bytes.length - 1}`].map((range) => `bytes ${range}/${bytes.length}`));
    expect(parts.map((part) => part.slice(part.indexOf("\r\n\r\n") + 4))).toEqual([bytes.subarray(0, 10), bytes.subarray(1000, 1010), bytes.subarray(-5)].map((piece) => piece.toString("latin1")));
  });
  it("are given back when the client goes away", async () => {
    const opened: Readable[] = [];
    const backend = vi.spyOn(LocalBackend.prototype, "open").mockImplementation(async function (this: LocalBackend) {
      const stream = new Readable({ read: () => setTimeout(() => stream.push(Buffer.alloc(65_536)), 1) });
      opened.push(stream);
      return { sizeBytes: bytes.length, stream };
    });
    const abort = new AbortController();
    const answer = await fetch(base + open, { signal: abort.signal });
    await answer.body!.getReader().read();
    abort.abort();
    await vi.waitFor(() => expect(opened.map((stream) => stream.destroyed)).toEqual([true]));
    backend.mockRestore();
  });
  it("that the lake lost are told as lost, not as an empty file", async () => {
    const [release] = await withSystemSql("test", (sql) => sql.rows<{ id: string; location: string }>("SELECT r.id, r.location FROM product_release r JOIN product p ON p.id = r.product_id WHERE p.name = 'data/obs_20002.fits'"));
    const place = (location: string) => system("UPDATE product_release SET location = $2 WHERE id = $1", [release!.id, location]);
    for (const location of [`sha256/00/${"0".repeat(62)}`, "../../etc/passwd"]) {
      await place(location);
      const answer = await get(open);
      expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([502, "urn:airshower:problem:file-lost"]);
    }
    await place(release!.location);
    await system("UPDATE product_release SET size_bytes = 7 WHERE id = $1", [release!.id]);
    expect((await get(open)).status).toBe(502);
    await system("UPDATE product_release SET size_bytes = $2 WHERE id = $1", [release!.id, bytes.length]);
    expect((await get(open)).status).toBe(200);
  });
  it("are described by HEAD and not sent again to who has them", async () => {
    const head = await get(open, {}, "HEAD");
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(bytes.length)]);
    expect((await get(open, { "if-none-match": `"${sha256}"` })).status).toBe(304);
    const post = await get(open, {}, "POST");
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
  it("are described by HEAD with the headers of GET, whatever is asked for", async () => {
    const ask = async (target: string, method: string, headers: Record<string, string>) => {
      const answer = await get(target, headers, method);
      await answer.arrayBuffer();
      const headersNow: Record<string, string> = { ...Object.fromEntries(answer.headers), date: "", "x-request-id": "", connection: "", "keep-alive": "" };
      return { status: answer.status, headers: headersNow };
    };
    for (const headers of [{}, { "if-none-match": `"${sha256}"` }, { "if-match": '"other"' }, { "want-repr-digest": "sha-256=0" }, { authorization: "Bearer airshower_nothing" }] as Record<string, string>[]) {
      for (const target of [open, closed, absent, "/else"]) expect(await ask(target, "HEAD", headers), `${target} ${JSON.stringify(headers)}`).toEqual(await ask(target, "GET", headers));
    }
    // A range is GET's only: HEAD tells of the whole. Source: RFC 9110, section 14.2.
    expect((await ask(open, "HEAD", { range: "bytes=0-9" })).headers["content-length"]).toBe(String(bytes.length));
  });
  it("are sent once to who asks for all of them many times in one request", async () => {
    for (const header of [Array.from({ length: 16 }, () => "0-").join(","), Array.from({ length: 1000 }, (_, i) => `${i}-`).join(","), "0-,-1,0-299999"]) {
      const answer = await get(open, { range: `bytes=${header}` });
      expect((await answer.arrayBuffer()).byteLength, header.slice(0, 20)).toBe(bytes.length);
    }
    const tiny = await get(open, { range: `bytes=${Array.from({ length: 16 }, (_, i) => `${10 * i}-${10 * i}`).join(",")}` });
    expect([tiny.status, (await tiny.arrayBuffer()).byteLength < 5000]).toEqual([206, true]);
  });
  it("are fetched by a line that no URL is made of as by any other wrong address", async () => {
    for (const line of ["GET http://[ HTTP/1.1", "GET /files/%ff/x HTTP/1.1", "GET //a/../b HTTP/1.1", "GET /files/open/r1/data/../data/obs_20002.fits HTTP/1.1", "GET /files/open/r1/../../../etc/passwd HTTP/1.1"]) expect(await rawStatus(line)).toBe(404);
  });
  it("are there or not, as operators can ask", async () => {
    expect((await get("/healthz")).status).toBe(200);
    expect(await (await get("/readyz")).json()).toEqual({ database: "ok", lake: "ok" });
  });
});

describe("the embargo at the files process", () => {
  it("answers hidden, absent, malformed and climbing addresses alike", async () => {
    const strip = async (answer: Response) => {
      const { date: _date, "x-request-id": _id, "content-length": _length, ...headers } = Object.fromEntries(answer.headers);
      return { status: answer.status, headers, body: (await answer.text()).replace(/"requestId":"[^"]*"/, "") };
    };
    const expected = await strip(await get(absent));
    expect(expected.status).toBe(404);
    for (const target of [hidden, "/files/secret", "/files/secret/r1/%ZZ", "/files/open/r1/..%2f..%2fetc/passwd", "/files/open/r2/data/obs_20002.fits", "/files/manifest/x/y", "/else", "/files/open/r1/%00", "/files/manifest/00000000-0000-4000-8000-000000000000/%00", "/files/open/r1%2f..%2f..%2f..%2fetc%2fpasswd", "/files//r1/x", "/files/open/r99999999999/x"]) {
      expect(await strip(await get(target)), target).toEqual(expected);
    }
  });
  it("names the date on which a visible file opens", async () => {
    const answer = await get(closed);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ type: "urn:airshower:problem:embargoed", opensAt: "2999-01-01T00:00:00.000Z" });
  });
  it("takes no cookie, and refuses a bearer that does not hold instead of treating it as nobody", async () => {
    expect((await get(hidden, { cookie: "next-auth.session-token=x" })).status).toBe(404);
    expect((await get(open, { authorization: "Bearer airshower_nothing" })).status).toBe(401);
  });
});

describe("a permit", () => {
  it("opens one file for one person, for a minute, and asks the embargo again when used", async () => {
    expect((await get(permitted(hidden))).status).toBe(200);
    // One that does not hold is refused alike for every file, and for none.
    const late = Date.now() - (PERMIT_LIFETIME_SEC + 1) * 1000;
    for (const target of [`/files/secret/r1/data/obs_10002.fits?permit=${signPermit(crab.sub, hidden)}`, permitted(hidden, crab.sub, late), permitted(absent, crab.sub, late), `${absent}?permit=forged.x`, `${permitted(hidden)}&permit=x`]) {
      const answer = await get(target);
      expect([answer.status, ((await answer.json()) as { type: string }).type], target).toEqual([401, "urn:airshower:problem:permit-refused"]);
    }
    expect((await get(permitted(hidden, null))).status).toBe(404);
    expect((await get(permitted(hidden, "sub-outsider"))).status).toBe(404);
    const before = permitted(hidden);
    await prisma().user.update({ where: { sub: crab.sub }, data: { groups: [] } });
    expect((await get(before)).status).toBe(404);
    await prisma().user.update({ where: { sub: crab.sub }, data: { groups: [...crab.groups] } });
  });
});

describe("the portal's own address of a file", () => {
  const follow = async (target: string) => GET(new Request(`http://127.0.0.1:39000/api/v1${target}`), { params: Promise.resolve({ scope: target.split("/")[2]!, name: target.split("/").slice(3) }) });
  it("sends everybody on, with a permit for this file, whether there is one or not", async () => {
    for (const target of [hidden, absent, open]) {
      const answer = await follow(target);
      const location = new URL(answer.headers.get("location")!);
      expect([answer.status, location.origin, location.pathname]).toEqual([307, "http://127.0.0.1:39001", target]);
      expect((await get(location.pathname + location.search)).status).toBe(target === open ? 200 : 404);
    }
  });
  it("keeps a name's odd characters", async () => {
    const answer = await follow("/files/open/r1/a%20b%2Fc/%C3%A9%23.fits");
    expect(new URL(answer.headers.get("location")!).pathname).toBe("/files/open/r1/a%20b/c/%C3%A9%23.fits");
  });
});

describe("a staging token", () => {
  const token = "airshower_staging-token-of-the-test-0123456789";
  const headers = { authorization: `Bearer ${token}` };

  it("opens its manifest's files and nothing else, while the launch and the right last", async () => {
    const [release] = await withViewerSql(crab, (sql) => sql.rows<{ id: string }>("SELECT r.id FROM product_release r JOIN product p ON p.id = r.product_id WHERE p.name = 'data/obs_10001.fits'"));
    const [observation] = await withViewerSql(crab, (sql) => sql.rows<{ id: string }>("SELECT id FROM observation WHERE obs_id = 10001"));
    const [manifest] = await withViewerSql(crab, async (sql) => {
      const made = await sql.rows<{ id: string }>("INSERT INTO manifest (owner_sub, digest, basket_revision, total_bytes, observation_ids, body) VALUES ($1, 'd', 1, 1, $2, '{}') RETURNING id", [crab.sub, [observation!.id]]);
      await sql.run("INSERT INTO manifest_file (manifest_id, path, release_id, size_bytes, sha256, media_type) VALUES ($1, 'data/obs_10001.fits', $2, 1, $3, 'application/fits')", [made[0]!.id, release!.id, sha256]);
      await sql.run("INSERT INTO manifest_file (manifest_id, path, content, size_bytes, sha256, media_type) VALUES ($1, 'hdu-index.fits.gz', $2, 5, $3, 'application/gzip')", [made[0]!.id, Buffer.from("index"), sha256]);
      return made;
    });
    const index = `/files/manifest/${manifest!.id}/hdu-index.fits.gz`;
    await system("INSERT INTO launch (id, owner_sub, username, manifest_id, service, server_name, work_folder, state) VALUES (gen_random_uuid(), $1, $2, $3, 'hub', 's', 'w', 'staging')", [crab.sub, crab.username, manifest!.id]);
    await system("INSERT INTO staging_token (hash, launch_id, expires_at) SELECT $1, id, now() + interval '1 hour' FROM launch", [secretHash(token)]);
    expect((await get(hidden, headers)).status).toBe(200);
    expect(await (await get(index, headers)).text()).toBe("index");
    expect((await get("/files/secret/r1/data/obs_10002.fits", headers)).status).toBe(404);
    expect((await get(open, headers)).status).toBe(404);
    expect((await get(index)).status).toBe(404);

    await prisma().user.update({ where: { sub: crab.sub }, data: { groups: [] } });
    expect((await get(hidden, headers)).status).toBe(404);
    expect((await get(index, headers)).status).toBe(404);
    await prisma().user.update({ where: { sub: crab.sub }, data: { groups: [...crab.groups] } });
    expect((await get(hidden, headers)).status).toBe(200);
    await system("UPDATE launch SET state = 'ended'");
    expect((await get(hidden, headers)).status).toBe(401);
  });
});
