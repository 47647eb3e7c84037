import { type ChildProcessByStdio, spawn } from "node:child_process";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { collectedMb, treeMb } from "./part-memory";

const preload = `--import=${pathToFileURL(path.join(import.meta.dirname, "collect-garbage.mjs")).href}`;
/** Holds 200 MB, and nothing holds an object; answers each line with whether that was collected. */
const part = "const mb = Buffer.alloc(2e8, 1); const loose = new WeakRef({}); process.stdin.on('data', () => console.log(loose.deref() ? 'there' : 'gone', mb.length))";

let child: ChildProcessByStdio<Writable, Readable, null>;
afterEach(() => void child.kill());

function answer(): Promise<string> {
  child.stdin.write("?\n");
  return new Promise((resolve) => child.stdout.once("data", (piece: Buffer) => resolve(piece.toString("utf8"))));
}

describe.runIf(process.platform === "linux")("the memory of a part", () => {
  it("is that of its processes, told when the garbage is collected", async () => {
    child = spawn(process.execPath, [preload, "-e", part], { stdio: ["pipe", "pipe", "inherit"] });
    expect(await answer()).toContain("there");
    const mb = (await collectedMb([{ name: "holder", pid: child.pid!, isNode: true }])).get("holder")!;
    expect(await answer()).toContain("gone");
    expect(mb).toBeGreaterThan(200);
    // This process has the child below it.
    expect(treeMb(process.pid)).toBeGreaterThan(mb);
  });
  it("is none for a process that has ended", async () => {
    child = spawn("true", { stdio: ["pipe", "pipe", "inherit"] });
    await new Promise((resolve) => child.once("close", resolve));
    expect(treeMb(child.pid!)).toBe(0);
  });
});
