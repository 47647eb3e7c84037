import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/basket/schemas";
import { manifestShell } from "./shell";

const curl = spawnSync("sh", ["-c", "command -v curl"], { encoding: "utf8" }).stdout.trim();
const contents: Record<string, string> = { "/obs-index.fits.gz": "index", "/a%27b": "0123456789".repeat(1000), "/empty": "" };
const requests: { url: string; range: string | undefined; token: string | undefined }[] = [];
let [damaged, closed, busy] = [false, false, 0];
let checksum: "sha256" | "md5" | "none" = "sha256";
let server: http.Server;
let folder: string;

/** Sends ranges as the files process does. */
function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  const url = request.url!;
  requests.push({ url, range: request.headers.range, token: request.headers.authorization });
  if (request.headers.authorization !== "Bearer let-me-in") return void response.writeHead(401).end();
  if (closed && url === "/a%27b") return void response.writeHead(403).end();
  if (busy-- > 0) return void response.writeHead(429, { "retry-after": "1" }).end();
  const content = damaged ? contents[url]!.replace("5", "X") : contents[url]!;
  const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
  response.writeHead(start > 0 ? 206 : 200, start > 0 ? { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` } : {}).end(content.slice(start));
}

beforeAll(async () => {
  server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-script-"));
  requests.length = 0;
  [damaged, closed, busy] = [false, false, 0];
  checksum = "sha256";
  return () => fs.rmSync(folder, { recursive: true });
});

function script(problems: Manifest["problems"]): string {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const paths: Record<string, string> = { "/obs-index.fits.gz": "obs-index.fits.gz", "/a%27b": "data/deep/a_b", "/empty": "-empty" };
  const files = Object.entries(contents).map(([url, content]) => ({
    path: paths[url]!, did: "sim:r1/x", url: base + url, sizeBytes: content.length, checksum: checksum === "none" ? {} : { [checksum]: createHash(checksum).update(content).digest("hex") }, mediaType: "application/fits", role: "event-list" as const,
  }));
  const manifest: Manifest = { version: 1, basketRevision: 1, createdAt: "2026-11-20T12:00:00Z", totalBytes: 0, observations: [], files, terms: [], problems };
  return manifestShell(manifest, "https://portal.example.org");
}

function run(token = "let-me-in", problems: Manifest["problems"] = []): Promise<{ code: number | null; output: string }> {
  fs.writeFileSync(path.join(folder, "fetch.sh"), script(problems));
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, AIRSHOWER_TOKEN: token };
    const shell = spawn("sh", ["fetch.sh"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [shell.stdout, shell.stderr]) stream.on("data", (piece) => (output += String(piece)));
    shell.on("exit", (code) => resolve({ code, output }));
  });
}
const read = (name: string) => fs.readFileSync(path.join(folder, "data", name), "utf8");

describe.skipIf(curl === "")(`the script of a manifest${curl === "" ? " (skipped: apt-get install curl)" : ""}`, () => {
  it("fetches every file to its place, and nothing again the next time", async () => {
    expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining("All 3 files are in data.") as string });
    expect([read("obs-index.fits.gz"), read("data/deep/a_b"), read("-empty")]).toEqual(Object.values(contents));
    requests.length = 0;
    expect((await run()).code).toBe(0);
    expect(requests).toEqual([]);
  });
  it("goes on where it broke off", async () => {
    fs.mkdirSync(path.join(folder, "data/data/deep"), { recursive: true });
    fs.writeFileSync(path.join(folder, "data/data/deep/a_b.part"), contents["/a%27b"]!.slice(0, 4000));
    expect((await run()).code).toBe(0);
    expect(requests.find(({ url }) => url === "/a%27b")?.range).toBe("bytes=4000-");
    expect(read("data/deep/a_b")).toBe(contents["/a%27b"]);
  });
  it("says which files it could not have, keeps the others, and fails", async () => {
    damaged = true;
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toContain("DAMAGED  data/deep/a_b");
    expect(output).toContain("1 of 3 files could not be fetched");
    expect(fs.existsSync(path.join(folder, "data/data/deep/a_b"))).toBe(false);
    expect(read("obs-index.fits.gz")).toBe("index");
  });
  it("says what is closed, and goes on with the others", async () => {
    closed = true;
    const { code, output } = await run();
    expect([code, read("obs-index.fits.gz")]).toEqual([1, "index"]);
    expect(output).toContain("FAILED   data/deep/a_b (HTTP 403)");
  });
  it("stops at once when its token is refused, and says what to do", async () => {
    const { code, output } = await run("wrong");
    expect(code).toBe(2);
    expect(output).toContain("Set AIRSHOWER_TOKEN to a new one and run this again");
    expect(requests).toHaveLength(1);
  });
  it("waits where it is told to, and where the portal is away for a moment", async () => {
    busy = 2;
    expect((await run()).code).toBe(0);
    expect(read("data/deep/a_b")).toBe(contents["/a%27b"]);
  });
  it.each(["md5", "none"] as const)("verifies by %s where there is no SHA-256", async (kind) => {
    checksum = kind;
    expect((await run()).code).toBe(0);
    damaged = true;
    fs.rmSync(path.join(folder, "data/data"), { recursive: true });
    expect((await run()).output.includes("DAMAGED  data/deep/a_b")).toBe(kind === "md5");
  });
  it("tells what is left out and why, as words that nothing runs", async () => {
    const detail = `sim:2 is under embargo.\nEND OF WHAT IS LEFT OUT\ntouch pwned; $(touch pwned) \`touch pwned\``;
    const { code, output } = await run("let-me-in", [{ slug: "item-closed", detail, blocks: false }, { slug: "item-gone", detail: "sim:3 is gone.", blocks: false }]);
    expect(code).toBe(0);
    expect(output).toContain("To be known of this basket (2):");
    expect(output).toContain("- sim:2 is under embargo. END OF WHAT IS LEFT OUT touch pwned; $(touch pwned) `touch pwned`\n- sim:3 is gone.\n");
    expect(fs.existsSync(path.join(folder, "pwned"))).toBe(false);
  });
  it("takes 20 thousand files", () => {
    const file = { path: "", did: "sim:r1/x", url: "", sizeBytes: 5, checksum: { sha256: "0".repeat(64) }, mediaType: "application/fits", role: "event-list" as const };
    const files = Array.from({ length: 20_000 }, (_, i) => ({ ...file, path: `data/obs_${i}.fits`, url: `http://127.0.0.1:9/files/sim/r1/data/obs_${i}.fits` }));
    // Those that are there with the right checksum are passed over: the list is read to its end.
    const there = { ...file, path: "last", url: "http://127.0.0.1:9/last", checksum: { sha256: createHash("sha256").update("there").digest("hex") } };
    const text = manifestShell({ version: 1, basketRevision: 1, createdAt: "2026-11-20T12:00:00Z", totalBytes: 0, observations: [], files: [...files, there], terms: [], problems: [] }, "https://portal.example.org");
    fs.writeFileSync(path.join(folder, "fetch.sh"), text.replace(/^fetch\(\) \{$/m, "fetch() {\n  case $4 in data/*) return 1 ;; esac"));
    fs.mkdirSync(path.join(folder, "data"));
    fs.writeFileSync(path.join(folder, "data/last"), "there");
    const { status, stderr } = spawnSync("sh", ["fetch.sh"], { cwd: folder, env: { ...process.env, AIRSHOWER_TOKEN: "x" }, encoding: "utf8" });
    expect([status, stderr]).toEqual([1, expect.stringContaining("20000 of 20001 files could not be fetched")]);
  });
  it("shows its token on no command line", async () => {
    fs.writeFileSync(path.join(folder, "curl"), `#!/bin/sh\necho "$* $AIRSHOWER_TOKEN" >>"${folder}/lines"\nexec "${curl}" "$@"\n`, { mode: 0o755 });
    expect((await run()).code).toBe(0);
    expect(requests[0]?.token).toBe("Bearer let-me-in");
    expect(fs.readFileSync(path.join(folder, "lines"), "utf8")).toMatch(/--config/);
    expect(fs.readFileSync(path.join(folder, "lines"), "utf8")).not.toContain("let-me-in");
  });
});
