import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { LocalBackend } from "@/lib/datalake/backends/local";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { signPermit } from "@/lib/http/permit";
import { handle, running } from "./handler";

testDatabase();
const FILE_BYTES = 300_000;
const crab = viewer("pi-crab", "cta/projects/crab");
const hidden = "/files/secret/r1/data/obs_10001.fits";
const absent = "/files/secret/r1/data/obs_99999.fits";
const closed = "/files/open/r1/data/obs_20001.fits";
const open = "/files/open/r1/data/obs_20002.fits";
const [past, future] = ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"];
let server: Server;
let base: string;

const get = (target: string, headers: Record<string, string> = {}, method = "GET") => fetch(base + target, { method, headers });
const permitted = (target: string) => `${target}?permit=${signPermit(crab.sub, target)}`;

beforeAll(async () => {
  const [secret, other] = [await insertCollection("secret"), await insertCollection("open")];
  await insertObservation({ collectionId: secret, obsId: 10001, projectId: await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future }) });
  const agn = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future });
  await insertObservation({ collectionId: other, obsId: 20001, projectId: agn });
  await insertObservation({ collectionId: other, obsId: 20002, projectId: agn, dataReleaseOverride: past });
  await withSystemSql("test", (sql) => sql.run("UPDATE product_release SET size_bytes = $1, location = $2", [FILE_BYTES, `sha256/ab/${"c".repeat(62)}`]));
  await insertPerson(crab);
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  running.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("who fetches much at once", () => {
  const limit = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
    forgetEnvironment();
  };
  const started: Response[] = [];
  const begin = async (target: string, headers: Record<string, string> = {}) => {
    const answer = await get(target, headers);
    started.push(answer);
    return answer;
  };
  /** A file that goes on until its reader goes away. */
  const endless = () =>
    vi.spyOn(LocalBackend.prototype, "open").mockImplementation(async () => {
      const stream = new Readable({ read: () => setTimeout(() => stream.push(Buffer.alloc(1000)), 5) });
      return { sizeBytes: FILE_BYTES, stream };
    });
  const stop = async () => {
    await Promise.all(started.splice(0).map((answer) => answer.body?.cancel()));
    await expect.poll(() => running.count).toBe(0);
    limit("FILES_DOWNLOADS_PER_CALLER", undefined);
    limit("FILES_DOWNLOADS", undefined);
    limit("TRUSTED_PROXY_HEADER", undefined);
    vi.restoreAllMocks();
  };

  it("is told to wait, whatever is asked for then; others are served", async () => {
    endless();
    limit("FILES_DOWNLOADS_PER_CALLER", "2");
    for (let i = 0; i < 2; i++) expect((await begin(permitted(hidden))).status).toBe(200);
    const bodies = new Set<string>();
    for (const target of [hidden, absent, closed, "/archives/00000000-0000-4000-8000-000000000000.zip"]) {
      const answer = await get(permitted(target));
      expect([answer.status, answer.headers.get("retry-after")], target).toEqual([429, "5"]);
      bodies.add((await answer.text()).replace(/"requestId":"[^"]*"/, ""));
    }
    expect([...bodies]).toHaveLength(1);
    expect([...bodies][0]).toContain("too-many-downloads");
    expect((await get(permitted(hidden), {}, "HEAD")).status).toBe(200);
    expect((await begin(open)).status).toBe(200);
    await started.shift()!.body!.cancel();
    await expect.poll(async () => (await begin(permitted(hidden))).status).toBe(200);
    await stop();
  });
  it("counts by address where nobody knows who asks, if the address is known", async () => {
    endless();
    limit("FILES_DOWNLOADS_PER_CALLER", "1");
    limit("TRUSTED_PROXY_HEADER", "x-forwarded-for");
    const from = (address: string) => begin(open, { "x-forwarded-for": address });
    expect([(await from("192.0.2.1")).status, (await from("192.0.2.1")).status, (await from("192.0.2.2")).status]).toEqual([200, 429, 200]);
    await stop();
  });
  it("does not take the whole process: it serves so many at once", async () => {
    endless();
    limit("FILES_DOWNLOADS", "2");
    for (let i = 0; i < 2; i++) expect((await begin(open)).status).toBe(200);
    const answer = await begin(permitted(hidden));
    expect([answer.status, answer.headers.get("retry-after"), ((await answer.json()) as { type: string }).type]).toEqual([503, "5", "urn:airshower:problem:files-busy"]);
    started.pop();
    await stop();
  });
  it("gives its place back after every refusal", async () => {
    limit("FILES_DOWNLOADS_PER_CALLER", "1");
    for (const target of [absent, closed, hidden, "/archives/x"]) for (let i = 0; i < 3; i++) expect((await get(permitted(target))).status, target).not.toBe(429);
    await stop();
  });
});
