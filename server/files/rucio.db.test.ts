import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { connected, diskReplica, fakeFile } from "@/lib/datalake/backends/rucio/fake/connected.test-support";
import { FakeRucio } from "@/lib/datalake/backends/rucio/fake/rucio.test-support";
import { FakeStorage } from "@/lib/datalake/backends/rucio/fake/storage.test-support";
import { forgetRucio } from "@/lib/datalake/backends/rucio/connection";
import { harvest } from "@/lib/datalake/harvest/harvest";
import { readMapping } from "@/lib/datalake/harvest/mapping";
import { eventMetadata, mappingExample, mappingFile } from "@/lib/datalake/harvest/mapping.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { handle, running } from "./handler";

testDatabase();
const rucio = new FakeRucio();
const [first, second] = [new FakeStorage(), new FakeStorage()];
const content = randomBytes(3_000_000);
const md5 = createHash("md5").update(content).digest();
let files: Server;

beforeAll(async () => {
  await Promise.all([rucio.start(), first.start(), second.start()]);
  Object.assign(process.env, { AIRSHOWER_PROCESS: "files", RUCIO_URL: rucio.url, RUCIO_ACCOUNT: rucio.account, RUCIO_USERNAME: rucio.username, RUCIO_PASSWORD: rucio.password });
  forgetEnvironment();
  forgetRucio();
  const event = (obsId: number, more: object) => {
    const name = `events/obs_${obsId}.fits.gz`;
    rucio.world.add(fakeFile(name, content, [diskReplica("A-DISK", first.put(`/${name}`, content), 1), diskReplica("B-DISK", second.put(`/${name}`, content), 2)], eventMetadata(obsId, more)));
  };
  event(1, { proposal: "crab-2004" });
  event(3, {});
  rucio.world.add({ scope: "hess", name: "open-data", type: "DATASET", content: ["hess:events/obs_3.fits.gz"] });
  await harvest(connected(rucio).client, "hess", readMapping(mappingFile(mappingExample)), () => undefined);
  files = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  running.close();
  files.closeAllConnections();
  await Promise.all([new Promise((resolve) => files.close(resolve)), rucio.stop(), first.stop(), second.stop()]);
  forgetRucio();
});
beforeEach(() => {
  for (const fake of [rucio, first, second]) fake.reset();
  forgetRucio();
});

const get = (obsId: number, headers: Record<string, string> = {}) => fetch(`http://127.0.0.1:${(files.address() as AddressInfo).port}/files/hess-lake/r1/events/obs_${obsId}.fits.gz`, { headers });

describe("a harvested file", () => {
  it("flows from storage through the files process, with its checksum", async () => {
    const answer = await get(3);
    expect([answer.status, answer.headers.get("content-length"), answer.headers.get("etag")]).toEqual([200, String(content.length), `"${md5.toString("hex")}"`]);
    expect(answer.headers.get("repr-digest")).toBe(`md5=:${md5.toString("base64")}:`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
  });
  it("gives ranges, which go to storage as they are", async () => {
    const answer = await get(3, { range: "bytes=1000000-1000009" });
    expect(answer.status).toBe(206);
    expect(Buffer.from(await answer.arrayBuffer()).equals(content.subarray(1_000_000, 1_000_010))).toBe(true);
    expect(first.requests).toEqual(["GET /events/obs_3.fits.gz bytes=1000000-1000009"]);
    expect((await get(3, { range: "bytes=0-1,5-6" })).headers.get("content-type")).toMatch(/multipart\/byteranges/);
  });
  it("arrives whole when its first storage site breaks off in the middle", async () => {
    first.always = { cutAfterBytes: 1_500_000 };
    expect(Buffer.from(await (await get(3)).arrayBuffer()).equals(content)).toBe(true);
    expect(second.requests).toEqual([expect.stringMatching(/bytes=\d{6,}-2999999$/)]);
  });
  it("is cut off, never whole, when its bytes are damaged", async () => {
    first.always = { flipByte: 7 };
    await expect(get(3).then((answer) => answer.arrayBuffer())).rejects.toThrow();
    expect(Buffer.from(await (await get(3)).arrayBuffer()).equals(content)).toBe(true);
  });
  it("is told as an error, which names no place, when no site gives it", async () => {
    first.always = second.always = "gone";
    const answer = await get(3);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "300"]);
    const problem = JSON.stringify(await answer.json());
    expect(problem).toMatch(/no-replica/);
    expect(problem).not.toMatch(/DISK|127\.0\.0\.1|hess:/);
  });
  it("is told as an error when Rucio is away", async () => {
    rucio.fault("replicas", "gateway-503", "gateway-503", "gateway-503");
    expect((await get(3)).status).toBe(503);
  });
  it("comes from a Rucio whose state the readiness tells", async () => {
    const readiness = async () => (await (await fetch(`http://127.0.0.1:${(files.address() as AddressInfo).port}/readyz`)).json()) as object;
    expect(await readiness()).toMatchObject({ database: "ok", rucio: "ok" });
    rucio.fault("replicas", "gateway-503");
    expect(await readiness()).toMatchObject({ database: "ok", rucio: "unavailable" });
  });
  it("that is under embargo looks as if it were not there, and nobody is asked about it", async () => {
    const [hidden, absent] = [await get(1), await get(77)];
    expect([hidden.status, absent.status]).toEqual([404, 404]);
    const withoutId = async (answer: Response) => ({ ...((await answer.json()) as object), requestId: null });
    expect(await withoutId(hidden)).toEqual(await withoutId(absent));
    expect([rucio.calls, first.requests]).toEqual([[], []]);
  });
});
