import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertProject } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { freePort } from "@/scripts/test/database-cluster";

const database = testDatabase();
const FILE_BYTES = 200_000_000;
const file = "/files/open/r1/data/obs_1.fits";
let child: ChildProcess | undefined;
let base = "";

beforeAll(async () => {
  const collectionId = await insertCollection("open");
  const projectId = await insertProject({ code: "OLD", group: "cta/old", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  await insertObservation({ collectionId, obsId: 1, projectId });
  const location = `sha256/ab/${"c".repeat(62)}`;
  const place = path.join(database.lakeRoot, location);
  fs.mkdirSync(path.dirname(place), { recursive: true });
  fs.closeSync(fs.openSync(place, "w"));
  fs.truncateSync(place, FILE_BYTES);
  await withSystemSql("test", (sql) => sql.run("UPDATE product_release SET location = $1, size_bytes = $2", [location, FILE_BYTES]));
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});

/** The real process, answering. */
async function start(settings: Record<string, string> = {}): Promise<void> {
  const port = await freePort();
  const root = path.resolve(import.meta.dirname, "../..");
  child = spawn(process.execPath, ["--import", "tsx", path.join(root, "server/files.ts")], { cwd: root, env: { ...process.env, AIRSHOWER_PROCESS: "files", FILES_PORT: String(port), ...settings }, stdio: "ignore" });
  base = `http://127.0.0.1:${port}`;
  await expect.poll(() => fetch(`${base}/readyz`).then(({ status }) => status, () => 0), { timeout: 30_000 }).toBe(200);
}

const begin = (agent: http.Agent | false) => new Promise<http.IncomingMessage>((resolve, reject) => http.get(base + file, { agent }, resolve).on("error", reject));

describe("a files process that is told to end", () => {
  it("finishes what is under way, begins nothing new, and is gone", { timeout: 60_000 }, async () => {
    await start();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const answer = await begin(agent);
    await once(answer, "readable");
    // On the same connection, behind the answer that is under way: asked before the end, heard after it.
    const late = begin(agent).then(({ statusCode }) => statusCode, () => "refused");
    child!.kill("SIGTERM");
    await expect.poll(() => fetch(`${base}/healthz`).then(() => "served", () => "refused")).toBe("refused");
    expect((await buffer(answer)).length).toBe(FILE_BYTES);
    expect(await late).not.toBe(200);
    if (child!.exitCode === null) await once(child!, "exit");
    expect(child!.exitCode).toBe(0);
    agent.destroy();
  });
  it("answers on connections that were open with the reason, and when to come back", { timeout: 60_000 }, async () => {
    await start();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (target: string) =>
      new Promise<{ status: number; headers: http.IncomingHttpHeaders }>((resolve, reject) => {
        http.get(base + target, { agent }, (response) => void response.resume().on("end", () => resolve({ status: response.statusCode!, headers: response.headers }))).on("error", reject);
      });
    const slow = await begin(false);
    // A request whose head is still coming keeps its connection.
    const socket = await openHalf();
    child!.kill("SIGTERM");
    await expect.poll(() => ask("/healthz").then(() => "served", () => "refused")).toBe("refused");
    const text = await socket.finish();
    expect(text).toMatch(/^HTTP\/1.1 503 /);
    expect(text).toMatch(/\r\nretry-after: 2\r\n/i);
    expect(text).toMatch(/\r\nconnection: close\r\n/i);
    expect(text).toContain("urn:airshower:problem:shutting-down");
    slow.destroy();
    if (child!.exitCode === null) await once(child!, "exit");
    expect(child!.exitCode).toBe(0);
    agent.destroy();
  });
  it("waits for a reader who takes nothing no longer than it may", { timeout: 60_000 }, async () => {
    await start({ FILES_GRACE_SEC: "1" });
    const answer = await begin(false);
    answer.on("error", () => undefined);
    const ended = once(child!, "exit");
    child!.kill("SIGTERM");
    expect((await ended)[0]).toBe(0);
    answer.destroy();
  });
});

/** A connection that has sent the first half of a request. */
async function openHalf() {
  const { connect } = await import("node:net");
  const socket = connect(Number(new URL(base).port), "127.0.0.1");
  await once(socket, "connect");
  await new Promise((resolve) => socket.write(`GET ${file} HTTP/1.1\r\nHost: x\r\n`, resolve));
  let text = "";
  socket.on("data", (piece) => (text += String(piece))).on("error", () => undefined);
  return {
    finish: async () => {
      socket.write("\r\n");
      await once(socket, "close");
      return text;
    },
  };
}
