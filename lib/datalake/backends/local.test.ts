import { createHash, randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LakeFileMissing, LakeFull, LakeLocationInvalid, LakeSourceUnreadable, LakeUnavailable } from "../errors";
import { LocalBackend } from "./local";

let folder: string;
let root: string;
let lake: LocalBackend;

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "airshower-lake-test-"));
  root = path.join(folder, "lake");
  lake = new LocalBackend(root);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await fs.rm(folder, { recursive: true, force: true });
});

async function source(content: Uint8Array | string, name = "source.fits"): Promise<string> {
  const file = path.join(folder, name);
  await fs.writeFile(file, content);
  return file;
}
const bytesOf = async (location: string, range?: { start: number; end: number }) => buffer((await lake.open(location, range)).stream);
const everyFile = async (below: string) => (await fs.readdir(below, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name);

describe("the local lake", () => {
  it("keeps a file under its sha256, with all three checksums", async () => {
    const content = randomBytes(9_000_001);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const stored = await lake.put(await source(content));
    expect(stored).toMatchObject({ location: `sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`, sizeBytes: 9_000_001, sha256, md5: createHash("md5").update(content).digest("hex") });
    expect((await bytesOf(stored.location)).equals(content)).toBe(true);
    const opened = await lake.open(stored.location, { start: 5, end: 6 });
    opened.stream.destroy();
    expect(opened.sizeBytes).toBe(9_000_001);
    expect(await lake.exists(stored.location)).toBe(true);
    expect((await fs.stat(path.join(root, stored.location))).mode & 0o222).toBe(0);
  });
  it("knows adler32 as others know it", async () => {
    // "Wikipedia" is the worked example that adler32 implementations are checked with.
    expect((await lake.put(await source("Wikipedia"))).adler32).toBe("11e60398");
    expect((await lake.put(await source(""))).adler32).toBe("00000001");
    expect((await lake.put(await source(Buffer.alloc(100_000, 255)))).adler32).toBe("149a302c");
  });
  it("reads ranges, both ends included", async () => {
    const { location } = await lake.put(await source("0123456789"));
    expect((await bytesOf(location, { start: 0, end: 0 })).toString()).toBe("0");
    expect((await bytesOf(location, { start: 3, end: 9 })).toString()).toBe("3456789");
  });
  it("keeps equal files once and never overwrites", async () => {
    const first = await lake.put(await source("same", "a"));
    const before = await fs.stat(path.join(root, first.location));
    const [second, third] = await Promise.all([lake.put(await source("same", "b")), lake.put(await source("same", "c"))]);
    expect([second, third]).toEqual([first, first]);
    expect((await fs.stat(path.join(root, first.location))).ino).toBe(before.ino);
    expect(await everyFile(root)).toHaveLength(1);
  });
  it("says that a stored file is damaged instead of trusting its name", async () => {
    const { location } = await lake.put(await source("whole"));
    await fs.chmod(path.join(root, location), 0o644);
    await fs.truncate(path.join(root, location), 2);
    await expect(lake.put(await source("whole"))).rejects.toThrow(LakeUnavailable);
  });
});

describe("what the local lake refuses", () => {
  it.each(["../../etc/passwd", "sha256/../../x", "/etc/passwd", `sha256/ab/${"0".repeat(61)}`, `sha256/AB/${"0".repeat(62)}`, `sha256/ab/${"0".repeat(62)}/..`, `sha256/ab/${"0".repeat(62)}\n`, ""])("the location %j", async (location) => {
    await expect(lake.open(location)).rejects.toThrow(LakeLocationInvalid);
  });
  it("symbolic links in a file's place and in a folder's place", async () => {
    const { location } = await lake.put(await source("content"));
    const outside = await source("secret", "outside");
    await fs.rm(path.join(root, location));
    await fs.symlink(outside, path.join(root, location));
    await expect(lake.open(location)).rejects.toThrow(LakeLocationInvalid);
    const parent = path.dirname(path.join(root, location));
    await fs.rm(parent, { recursive: true });
    await fs.mkdir(path.join(folder, "elsewhere"));
    await fs.copyFile(outside, path.join(folder, "elsewhere", path.basename(location)));
    await fs.symlink(path.join(folder, "elsewhere"), parent);
    await expect(lake.open(location)).rejects.toThrow(LakeLocationInvalid);
    await expect(lake.exists(location)).rejects.toThrow(LakeLocationInvalid);
  });
  it("sources that are no regular files, naming them", async () => {
    const file = await source("x");
    await fs.symlink(file, path.join(folder, "link"));
    await expect(lake.put(path.join(folder, "link"))).rejects.toThrow(/link was not taken in: it is a symbolic link/);
    await expect(lake.put(folder)).rejects.toThrow(LakeSourceUnreadable);
    await expect(lake.put(path.join(folder, "absent"))).rejects.toThrow(/absent was not taken in: it does not exist/);
  });
  it("a folder in a file's place", async () => {
    const location = `sha256/00/${"0".repeat(62)}`;
    await fs.mkdir(path.join(root, location), { recursive: true });
    await expect(lake.open(location)).rejects.toThrow(LakeLocationInvalid);
  });
});

describe("when something fails", () => {
  it("keeps nothing of a file for which the disk is too full, and says so", async () => {
    const file = await source(randomBytes(10_000_000));
    const handle = await fs.open(file);
    const write = vi.spyOn(Object.getPrototypeOf(handle) as fs.FileHandle, "write");
    await handle.close();
    let pieces = 0;
    write.mockImplementation(async (piece: unknown) => {
      if (++pieces > 1) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      return { bytesWritten: (piece as Uint8Array).length, buffer: piece as never };
    });
    const noClone = vi.spyOn(Object.getPrototypeOf(handle) as fs.FileHandle, "sync").mockResolvedValue();
    await expect(lake.put(file)).rejects.toThrow(LakeFull);
    write.mockRestore();
    noClone.mockRestore();
    expect(await everyFile(root)).toEqual([]);
    expect((await lake.put(file)).sizeBytes).toBe(10_000_000);
  });
  it("tells a missing file from a missing lake", async () => {
    const location = `sha256/ab/${"0".repeat(62)}`;
    await expect(lake.open(location)).rejects.toThrow(LakeUnavailable);
    await expect(lake.health()).rejects.toThrow(/ENOENT/);
    await fs.mkdir(root);
    await lake.health();
    await expect(lake.open(location)).rejects.toThrow(LakeFileMissing);
    expect(await lake.exists(location)).toBe(false);
  });
  it("refuses a source that changes while it is copied", async () => {
    const file = await source(randomBytes(20_000_000));
    const handle = await fs.open(file);
    const prototype = Object.getPrototypeOf(handle) as fs.FileHandle;
    await handle.close();
    const write = prototype.write;
    vi.spyOn(prototype, "write").mockImplementation(async function (this: fs.FileHandle, ...args: unknown[]) {
      appendFileSync(file, "late");
      return (write as (...all: unknown[]) => Promise<never>).apply(this, args);
    });
    await expect(lake.put(file)).rejects.toThrow(/changed while it was copied/);
    expect(await everyFile(root)).toEqual([]);
  });
  it("removes what a process that died left behind, and leaves what is under way", async () => {
    await fs.mkdir(path.join(root, "incoming"), { recursive: true });
    const [old, fresh] = [path.join(root, "incoming", "1-old"), path.join(root, "incoming", "2-fresh")];
    await Promise.all([fs.writeFile(old, "half"), fs.writeFile(fresh, "half")]);
    await fs.utimes(old, 0, 0);
    await lake.put(await source("x"));
    expect(await fs.readdir(path.join(root, "incoming"))).toEqual(["2-fresh"]);
  });
});
