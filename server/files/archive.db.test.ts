import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { flushAttempts } from "@/lib/audit/attempts";
import { archivePath } from "@/lib/basket/archive/address";
import { manifestShell } from "@/lib/basket/export/shell";
import { LocalBackend } from "@/lib/datalake/backends/local";
import { LakeFileMissing } from "@/lib/datalake/errors";
import { withSystemSql } from "@/lib/embargo/transaction";
import { PERMIT_LIFETIME_SEC, signPermit } from "@/lib/http/permit";
import { archivedBasket, contentOf, expectedOf, LARGE_BYTES, member, outsider, stagingToken, system } from "./archive.test-support";
import { running } from "./handler";

const { its, permitted } = archivedBasket();
const MIB = 1024 * 1024;
const hasPython = spawnSync("python3", ["-c", ""]).status === 0;
const needs = hasPython ? "" : " (skipped: apt-get install python3)";
const staging = { authorization: `Bearer ${stagingToken}` };
const get = (url: string, headers: Record<string, string> = {}, method = "GET") => fetch(url, { method, headers, redirect: "manual" });
const whole = async (url: string, headers: Record<string, string> = {}) => {
  const answer = await get(url, headers);
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const hold = (code: string, closes: "read" | "discover") => system("INSERT INTO hold (project_id, closes, reason, placed_by) VALUES ($1, $2, 'test', 'sub-m')", [its.projects[code], closes]);
const problemOf = async (answer: Response) => [answer.status, ((await answer.json()) as { type: string }).type.split(":").at(-1)];

afterEach(async () => {
  vi.restoreAllMocks();
  await system("DELETE FROM hold");
  await system("UPDATE project SET hold = 0");
  await system("UPDATE staging_token SET revoked_at = NULL");
  await expect.poll(() => running.count).toBe(0);
});

describe.skipIf(!hasPython).each(["zip", "tar"] as const)(`a basket as one %s${needs}`, (format) => {
  it("has every file of the manifest, by its path, and a length known beforehand", async () => {
    const { answer, bytes } = await whole(permitted(format));
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get("content-length"))).toBe(bytes.length);
    expect(contentOf(format, bytes)).toMatchObject({ failures: "", files: expectedOf(its.manifest) });
    expect(answer.headers.get("content-disposition")).toContain(`airshower-${its.manifest.createdAt.slice(0, 10)}-3-observations.${format}`);
    // What the basket lacks is said in it too.
    expect(contentOf(format, bytes).problems).toBe(its.manifest.problems.map(({ detail }) => `${detail}\n`).join(""));
    expect(Object.keys(contentOf(format, bytes).files).slice(0, 2)).toEqual(["obs-index.fits.gz", "hdu-index.fits.gz"]);
  });
  it("is described by HEAD with the headers of GET", async () => {
    const [head, answer] = [await get(permitted(format), {}, "HEAD"), await get(permitted(format))];
    await answer.body!.cancel();
    const comparable = ({ headers, status }: Response) => ({ ...Object.fromEntries(headers), status, date: "", "x-request-id": "", connection: "", "keep-alive": "" });
    expect(comparable(head)).toEqual(comparable(answer));
  });
  it("goes on where it broke off, and is the same bytes", async () => {
    const { answer, bytes } = await whole(permitted(format));
    const etag = answer.headers.get("etag")!;
    for (const from of [1, 100_000, bytes.length - 30_000_000, bytes.length - 3000, bytes.length - 1]) {
      const rest = await whole(permitted(format), { range: `bytes=${from}-`, "if-range": etag });
      expect([rest.answer.status, rest.answer.headers.get("content-range")]).toEqual([206, `bytes ${from}-${bytes.length - 1}/${bytes.length}`]);
      expect(rest.bytes.equals(bytes.subarray(from)), `from ${from}`).toBe(true);
    }
    const other = await get(permitted(format), { range: "bytes=5-", "if-range": '"another"' });
    expect([other.status, other.headers.get("content-length")]).toEqual([200, String(bytes.length)]);
    await other.body!.cancel();
    const several = await get(permitted(format), { range: "bytes=0-1,5-6" });
    expect(several.status).toBe(200);
    await several.body!.cancel();
    expect(await problemOf(await get(permitted(format), { range: `bytes=${bytes.length}-` }))).toEqual([416, "range-not-satisfiable"]);
    expect((await get(permitted(format), { "if-none-match": etag })).status).toBe(304);
    expect(await problemOf(await get(permitted(format), { "if-match": '"another"' }))).toEqual([412, "file-changed"]);
  });
  it("goes on without a file that closed before its turn, and says so", async () => {
    // AGN's file is the large one and comes first.
    const bytes = await readSlowly(permitted(format), 8 * MIB, () => hold("CRAB", "read"));
    const { failures, files } = contentOf(format, bytes);
    expect(failures).toBe(`${["data/1.fits", "data/2.fits", "irf.fits"].map((name) => `crab/${name}: it is under embargo; no date is set on which it opens\n`).join("")}`);
    expect(files).toMatchObject(expectedOf(its.manifest, (name) => !name.startsWith("crab/")));
    expect(Object.keys(files).filter((name) => name.startsWith("crab/"))).toEqual([]);
  });
  it("stops at once with a file whose right ends, fills its place, and goes on with the others", async () => {
    const bytes = await readSlowly(permitted(format), 8 * MIB, () => hold("AGN", "discover"));
    const { failures, files } = contentOf(format, bytes);
    expect(failures).toBe("agn/data/7.fits: your right to it ended while it was sent\n");
    const open = expectedOf(its.manifest, (name) => name !== "agn/data/7.fits");
    if (format === "zip") expect(files).toEqual(open);
    else expect(files).toMatchObject({ ...open, "agn/data/7.fits": [0, expect.any(String)] });
  });
  it("is another archive after a fault: what had been sent is not completed", async () => {
    const before = (await get(permitted(format), {}, "HEAD")).headers.get("etag");
    const lost = its.manifest.files.find(({ path }) => path === "crab/irf.fits")!;
    const open = LocalBackend.prototype.open;
    vi.spyOn(LocalBackend.prototype, "open").mockImplementation(function (this: LocalBackend, location, range) {
      if (location.replaceAll("/", "").endsWith(lost.checksum.sha256!)) throw new LakeFileMissing();
      return open.call(this, location, range);
    });
    const { answer, bytes } = await whole(permitted(format));
    expect(answer.headers.get("etag")).toBe(before);
    const { failures, files } = contentOf(format, bytes);
    expect(failures).toBe("crab/irf.fits: the data lake has lost its bytes; quote this to the portal's operators\n");
    expect(files).toMatchObject(expectedOf(its.manifest, (name) => name !== "crab/irf.fits"));
    vi.restoreAllMocks();
    const after = await whole(permitted(format), { range: "bytes=1000-", "if-range": before! });
    expect(after.answer.status).toBe(200);
    expect(contentOf(format, after.bytes)).toMatchObject({ failures: "", files: expectedOf(its.manifest) });
  });
  it("breaks off when what was presented for it ends", async () => {
    const read = readSlowly(`${its.base}${archivePath(its.manifestId, format)}`, 8 * MIB, () => system("UPDATE staging_token SET revoked_at = now()"), staging);
    expect(await read.then(({ length }) => `${length} bytes`, () => "cut")).toBe("cut");
  });
  it("leaves out what is closed when it begins, unnamed", async () => {
    await hold("CRAB", "discover");
    const { problems, files } = contentOf(format, (await whole(permitted(format))).bytes);
    expect(Object.keys(files)).toEqual(["agn/data/7.fits"]);
    expect(problems).toContain("of the files that were chosen are closed to you by now");
    expect(problems).not.toContain("crab");
  });
});

/** Reads a part, waits until the connection is full and a change is made, and reads the rest. */
async function readSlowly(url: string, firstBytes: number, change: () => Promise<unknown>, headers: Record<string, string> = {}): Promise<Buffer> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => http.get(url, { headers, agent: false }, resolve).on("error", reject));
  expect(response.statusCode).toBe(200);
  const first: Buffer[] = [];
  let read = 0;
  for await (const piece of response.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    first.push(piece);
    read += piece.length;
    if (read >= firstBytes) break;
  }
  await change();
  const rest = await buffer(response);
  expect(read + rest.length).toBe(Number(response.headers["content-length"]));
  return Buffer.concat([...first, rest]);
}

describe("an archive", () => {
  it("is there for nobody but the manifest's owner: of others, of none, and malformed are one answer", async () => {
    const strip = async (answer: Response) => {
      const { date: _date, "x-request-id": _id, ...headers } = Object.fromEntries(answer.headers);
      return { status: answer.status, headers, body: (await answer.text()).replace(/"requestId":"[^"]*"/, "") };
    };
    const none = "00000000-0000-4000-8000-000000000000";
    const expected = await strip(await get(permitted("zip", outsider, none)));
    expect(expected.status).toBe(404);
    const addresses = [permitted("zip", outsider), permitted("tar", outsider), permitted("zip", member, none), `${its.base}${archivePath(its.manifestId, "zip")}`, `${its.base}${archivePath(none, "zip")}`, `${its.base}/archives/${its.manifestId}.rar`, `${its.base}/archives/${its.manifestId}.zip/x`, `${its.base}/archives/..%2ffiles`];
    for (const url of addresses) expect(await strip(await get(url)), url).toEqual(expected);
    await system("UPDATE manifest SET owner_sub = $1", [outsider.sub]);
    expect(await strip(await get(`${its.base}${archivePath(its.manifestId, "zip")}`, staging))).toEqual(expected);
    await system("UPDATE manifest SET owner_sub = $1", [member.sub]);
  });
  it("is opened by the staging token of its own manifest, and by no other", async () => {
    const own = await get(`${its.base}${archivePath(its.manifestId, "tar")}`, staging);
    expect(own.status).toBe(200);
    await own.body!.cancel();
    const [other] = await withSystemSql("test", (sql) => sql.rows<{ id: string }>("INSERT INTO manifest (owner_sub, digest, basket_revision, total_bytes, observation_ids, body) SELECT owner_sub, 'other', 1, 1, '{}', body FROM manifest RETURNING id"));
    expect((await get(`${its.base}${archivePath(other!.id, "tar")}`, staging)).status).toBe(404);
  });
  it("is not opened by the permit of another; one that ended leads back to the portal, which knows the caller", async () => {
    const [zip, tar] = [archivePath(its.manifestId, "zip"), archivePath(its.manifestId, "tar")];
    expect(await problemOf(await get(`${its.base}${tar}?permit=${signPermit(member.sub, zip)}`))).toEqual([401, "permit-refused"]);
    expect(await problemOf(await get(`${its.base}${zip}?permit=forged.x`))).toEqual([401, "permit-refused"]);
    const ended = await get(`${its.base}${zip}?permit=${signPermit(member.sub, zip, { nowMs: Date.now() - (PERMIT_LIFETIME_SEC + 1) * 1000 })}`);
    expect([ended.status, ended.headers.get("location")]).toEqual([307, `http://127.0.0.1:39000/api/v1/basket/archive?format=zip&manifest=${its.manifestId}`]);
  });
  it("writes each file into the audit when its turn comes, and those who ask for another's", async () => {
    const entries = async (outcome: string) => (await withSystemSql("test", (sql) => sql.rows<{ subject: { file: string; range?: string } }>("SELECT subject FROM audit_entry WHERE action = 'file.read' AND outcome = $1 ORDER BY id", [outcome]))).map(({ subject }) => subject);
    const before = (await entries("ok")).length;
    await whole(permitted("zip"));
    const told = (await entries("ok")).slice(before);
    expect([...new Set(told.map(({ file }) => file))].sort()).toEqual(its.manifest.files.map(({ did }) => did).sort());
    expect(told.every(({ range }) => range === undefined)).toBe(true);
    const inTheMiddle = (await entries("ok")).length;
    await whole(permitted("zip"), { range: `bytes=${20_000_000}-` });
    expect((await entries("ok")).slice(inTheMiddle).find(({ file }) => file.endsWith("data/7.fits"))?.range).toMatch(/^bytes=\d+-59999999$/);
    await get(permitted("zip", outsider));
    await flushAttempts();
    expect((await entries("refused")).map(({ file }) => file)).toContain(`manifest:${its.manifestId}/*.zip`);
  });
  it("keeps the checksums that it found, and none of bytes that are not the file's", async () => {
    const sums = async () => withSystemSql("test", (sql) => sql.rows<{ crc32: string | null }>("SELECT r.crc32 FROM product_release r JOIN product p ON p.id = r.product_id ORDER BY p.collection_id, p.name"));
    const known = await sums();
    expect(known.map(({ crc32 }) => typeof crc32)).toEqual(Array(4).fill("string"));
    await system("UPDATE product_release SET crc32 = NULL");
    await whole(permitted("zip"));
    await expect.poll(sums).toEqual(known);
    await system("UPDATE product_release SET crc32 = NULL");
    // The end alone needs them all: what was not read is read, and not sent.
    const size = Number((await get(permitted("zip"), {}, "HEAD")).headers.get("content-length"));
    const { bytes } = await whole(permitted("zip"), { range: `bytes=${size - 500}-` });
    expect(bytes.length).toBe(500);
    await expect.poll(sums).toEqual(known);
    await system("UPDATE product_release SET crc32 = NULL");
    const [small] = its.manifest.files.filter(({ path }) => path === "crab/data/1.fits");
    const open = LocalBackend.prototype.open;
    vi.spyOn(LocalBackend.prototype, "open").mockImplementation(async function (this: LocalBackend, location, range) {
      if (!location.replaceAll("/", "").endsWith(small!.checksum.sha256!)) return open.call(this, location, range);
      return { sizeBytes: small!.sizeBytes, stream: Readable.from([Buffer.alloc(small!.sizeBytes)], { objectMode: false }) };
    });
    await whole(permitted("zip"));
    await expect.poll(async () => (await sums()).filter(({ crc32 }) => crc32 === null)).toHaveLength(1);
  });
  it("is what the basket's script fetches file by file, going on where it broke off", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-script-"));
    const urls = its.manifest.files.map((file) => ({ ...file, url: file.url.replace(/^http:\/\/[^/]+/, its.base) }));
    fs.writeFileSync(path.join(folder, "fetch.sh"), manifestShell({ ...its.manifest, files: urls }, "https://portal.example.org"));
    fs.mkdirSync(path.join(folder, "data/agn/data"), { recursive: true });
    fs.writeFileSync(path.join(folder, "data/agn/data/7.fits.part"), Buffer.alloc(50_000_000));
    const before = await withSystemSql("test", (sql) => sql.rows("SELECT 1 FROM audit_entry WHERE action = 'file.staged'"));
    const { stdout } = await promisify(execFile)("sh", ["fetch.sh"], { cwd: folder, env: { ...process.env, AIRSHOWER_TOKEN: stagingToken } });
    expect(stdout).toContain(`All ${its.manifest.files.length} files are in data.`);
    for (const { path: name, checksum } of its.manifest.files) expect(createHash("sha256").update(fs.readFileSync(path.join(folder, "data", name))).digest("hex"), name).toBe(checksum.sha256);
    const told = await withSystemSql("test", (sql) => sql.rows<{ subject: { range?: string } }>("SELECT subject FROM audit_entry WHERE action = 'file.staged' ORDER BY id"));
    expect(told.slice(before.length).some(({ subject }) => subject.range === "bytes=50000000-")).toBe(true);
    fs.rmSync(folder, { recursive: true });
  });
  it("begins at once, however large it is", async () => {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => http.get(permitted("zip"), { agent: false }, resolve).on("error", reject));
    const [first] = await Promise.all([new Promise<Buffer>((resolve) => response.once("data", resolve))]);
    expect(first.subarray(0, 4).toString("latin1")).toBe("PK\u0003\u0004");
    expect(Number(response.headers["content-length"])).toBeGreaterThan(LARGE_BYTES);
    response.destroy();
  });
});
