import { spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { collectedMb, treeMb } from "./part-memory";

const preload = `--import=${pathToFileURL(path.join(import.meta.dirname, "collect-garbage.mjs")).href}`;
/** Drops 200 MB, and says so before anything collects it. */
const wasteful = "globalThis.kept = Array.from({ length: 200 }, () => Buffer.alloc(1e6, 1)); globalThis.kept = null; console.log('dropped'); setInterval(() => 0, 1000);";

describe.runIf(process.platform === "linux")("the memory of a part", () => {
  it("is that of its processes, and told without garbage", async () => {
    const child = spawn(process.execPath, [preload, "-e", wasteful], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      await new Promise((resolve) => child.stdout.once("data", resolve));
      const before = treeMb(child.pid!);
      const after = (await collectedMb([{ name: "waster", pid: child.pid!, isNode: true }])).get("waster")!;
      expect(before).toBeGreaterThan(200);
      expect(treeMb(process.pid)).toBeGreaterThan(before);
      expect(after).toBeLessThan(before - 150);
    } finally {
      child.kill();
    }
  });
  it("is none for a process that has ended", () => {
    expect(treeMb(2 ** 22 + 1)).toBe(0);
  });
});
