import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ArchiveLayout, framings, layOutArchive } from "./layout";
import { archiveBytes, type ArchiveSource, EntryFailed, inLargerPieces } from "./stream";

const hasPython = spawnSync("python3", ["-c", ""]).status === 0;
const python = `python's own reader${hasPython ? "" : " (skipped: apt-get install python3)"}`;
const long = `${"a-folder-of-a-store/".repeat(12)}events.fits.gz`;
const split = `${"x".repeat(90)}/${"y".repeat(80)}.fits`;
const contents: Record<string, Buffer> = { "obs-index.fits.gz": randomBytes(700), "data/obs_1.fits": randomBytes(300_001), "data/empty": Buffer.alloc(0), [split]: randomBytes(512), [long]: randomBytes(70_000), "data/obs_2.fits": randomBytes(5) };
const paths = Object.keys(contents);
const modifiedAt = new Date("2026-11-20T12:34:56Z");
const reads = {
  zip: `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    assert all(info.date_time == (2026, 11, 20, 12, 34, 56) for info in archive.infolist())
    print(json.dumps({info.filename: archive.read(info).hex() for info in archive.infolist()}))
`,
  // Read as a stream, as one reads what still comes; of two files of one name the later one counts, as when extracted.
  tar: `
import json, sys, tarfile
found = {}
with tarfile.open(sys.argv[1], "r|", errorlevel=2) as archive:
    for member in archive:
        assert member.mtime == 1795178096 and member.mode == 0o644 and member.isreg()
        found[member.name] = archive.extractfile(member).read().hex()
print(json.dumps(found))
`,
};
const readLarge = `
import json, sys, tarfile, zipfile
if sys.argv[1] == "zip":
    with zipfile.ZipFile(sys.argv[2]) as archive:
        print(json.dumps({"sizes": [i.file_size for i in archive.infolist()], "after": archive.read("after.fits").decode()}))
else:
    with tarfile.open(sys.argv[2]) as archive:
        print(json.dumps({"sizes": [m.size for m in archive.getmembers()], "after": archive.extractfile("after.fits").read().decode()}))
`;
let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-archive-"));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const layout = (format: "zip" | "tar", knownProblems = "", known = false) =>
  layOutArchive(framings[format], paths.map((name) => ({ path: name, sizeBytes: contents[name]!.length, crc32: known ? crc32(contents[name]!) : null })), modifiedAt, knownProblems);

interface Faults {
  readonly closed?: readonly string[];
  readonly breaksAfter?: Readonly<Record<string, number>>;
}
/** Bytes in pieces of odd sizes; some files are closed, some break off. */
function source({ closed = [], breaksAfter = {} }: Faults = {}) {
  const told = { opened: [] as string[], summed: [] as string[], learned: [] as string[], failed: [] as string[], open: 0 };
  const made: ArchiveSource = {
    open: (number, { start, end }) => {
      const name = paths[number]!;
      told.opened.push(name);
      if (closed.includes(name)) return Promise.reject(new EntryFailed("it is closed"));
      const bytes = contents[name]!.subarray(start, end + 1);
      async function* pieces() {
        for (let at = 0; at < bytes.length; at += 40_000) {
          if (at + 40_000 > (breaksAfter[name] ?? Infinity)) throw new EntryFailed("its disk is broken");
          yield bytes.subarray(at, at + 40_000);
        }
      }
      told.open += 1;
      return Promise.resolve({ bytes: pieces(), close: () => void (told.open -= 1) });
    },
    crc32Of: (number) => {
      told.summed.push(paths[number]!);
      return Promise.resolve(crc32(contents[paths[number]!]!));
    },
    learned: (number) => void told.learned.push(paths[number]!),
    failed: (number) => void told.failed.push(paths[number]!),
  };
  return { made, told };
}
const all = async (made: ArchiveLayout, from: ArchiveSource, start?: number, end?: number) => buffer(archiveBytes(made, from, start, end));

/** What Python reads: names in their order with contents, checksums verified. */
function read(format: "zip" | "tar", archive: Buffer): Record<string, string> {
  const file = path.join(folder, `archive.${format}`);
  fs.writeFileSync(file, archive);
  return JSON.parse(execFileSync("python3", ["-c", reads[format], file], { encoding: "utf8", maxBuffer: 1e8 })) as Record<string, string>;
}
const expected = (names: readonly string[] = paths) => Object.fromEntries(names.map((name) => [name, contents[name]!.toString("hex")]));

describe.each(["zip", "tar"] as const)("a basket as %s", (format) => {
  it.skipIf(!hasPython)(`is read by ${python}, each file whole`, async () => {
    const made = layout(format);
    const bytes = await all(made, source().made);
    expect(bytes.length).toBe(made.totalBytes);
    expect(read(format, bytes)).toEqual(expected());
  });
  it("is the same bytes whatever part of it is asked for, and whether checksums were known or not", async () => {
    const made = layout(format);
    const whole = await all(made, source().made);
    expect((await all(layout(format, "", true), source().made)).equals(whole)).toBe(true);
    expect((await buffer(inLargerPieces(archiveBytes(made, source().made)))).equals(whole)).toBe(true);
    const places = new Set([0, 1, ...made.headsAt, ...made.headsAt.flatMap((at) => [at + 13, at + 600, at + 1700]), made.endAt, made.endAt + 7, made.totalBytes - 30, made.totalBytes].filter((at) => at <= made.totalBytes));
    const inOrder = [...places].sort((a, b) => a - b);
    for (const [i, from] of inOrder.entries()) {
      for (const to of [inOrder[i + 1], inOrder[i + 4], made.totalBytes]) {
        if (to === undefined || to <= from) continue;
        expect((await all(made, source().made, from, to)).equals(whole.subarray(from, to)), `${from} to ${to}`).toBe(true);
      }
    }
  });
  it("reads nothing of the files before the part that is asked for, but what checksums need", async () => {
    const made = layout(format);
    const asked = source();
    await all(made, asked.made, made.headsAt[4]! + 2000);
    expect(asked.told.opened).toEqual([long, "data/obs_2.fits"]);
    expect(asked.told.summed).toEqual(format === "zip" ? [long, ...paths.slice(0, 4).filter((name) => name !== "data/empty")] : []);
    const informed = source();
    await all(layout(format, "", true), informed.made, made.endAt);
    expect([informed.told.opened, informed.told.summed]).toEqual([[], []]);
  });
  it("tells the checksums that it came to know", async () => {
    const { made, told } = source();
    await all(layout(format), made);
    expect(told.learned).toEqual(format === "zip" ? paths.filter((name) => contents[name]!.length > 0) : []);
  });
  it.skipIf(!hasPython)(`goes on when a file fails before or in the middle, and says so, for ${python}`, async () => {
    const made = layout(format, "hess:7 is under embargo and left out.\n");
    const { made: from, told } = source({ closed: [long, "data/obs_2.fits"], breaksAfter: { "data/obs_1.fits": 100_000 } });
    const bytes = await all(made, from);
    expect(bytes.length).toBe(made.totalBytes);
    expect(told.failed).toEqual(["data/obs_1.fits", long, "data/obs_2.fits"]);
    const found = read(format, bytes);
    const problems = Buffer.from(found["PROBLEMS.txt"]!, "hex").toString();
    expect(problems).toBe(`hess:7 is under embargo and left out.\n\nCould not be delivered:\ndata/obs_1.fits: its disk is broken\n${long}: it is closed\ndata/obs_2.fits: it is closed\n`);
    const missing = format === "tar" ? { "data/obs_1.fits": "", "NOT-DELIVERED/4": "00".repeat(70_000), "NOT-DELIVERED/5": "00".repeat(5) } : {};
    expect(found).toEqual({ ...expected(["obs-index.fits.gz", "data/empty", split]), ...missing, "PROBLEMS.txt": found["PROBLEMS.txt"] });
  });
  it.skipIf(!hasPython)(`keeps room for every file to fail, and gives way to a file called PROBLEMS.txt, for ${python}`, async () => {
    const full = source({ closed: paths });
    const found = read(format, await all(layout(format, "x".repeat(1000)), full.made));
    expect(Buffer.from(found["PROBLEMS.txt"]!, "hex").toString().split("\n").filter((line) => line.endsWith("it is closed"))).toHaveLength(paths.length - 1);
    const own = layOutArchive(framings[format], [{ path: "problems.TXT", sizeBytes: 0, crc32: null }], modifiedAt, "known\n");
    expect(Object.keys(read(format, await all(own, full.made)))).toEqual(["problems.TXT", "PROBLEMS.1.txt"]);
  });
  it("gives back what it opened, whenever its reader goes away", async () => {
    for (const pieces of [1, 2, 3, 5, 8]) {
      const { made, told } = source();
      const reading = archiveBytes(layout(format), made);
      for (let i = 0; i < pieces; i++) await reading.next();
      await reading.return(undefined);
      expect(told.open, `after ${pieces} pieces`).toBe(0);
    }
  });
  it("ends with what is no fault of a file", async () => {
    const broken: ArchiveSource = { ...source().made, open: () => Promise.reject(new Error("the asker is gone")) };
    await expect(all(layout(format), broken)).rejects.toThrow("the asker is gone");
  });
});

/** Beyond 4 GiB (ZIP64) and 8 GiB (tar's octal sizes), as a sparse file: holes where the large file's zeros are. */
describe.skipIf(!hasPython)(`an archive of files beyond 4 and 8 GiB, for ${python}`, () => {
  it.each([["zip", 4 * 2 ** 30 + 5], ["zip", 2 ** 32 - 2], ["tar", 9 * 2 ** 30]] as const)("%s, %i bytes", async (format, sizeBytes) => {
    const entries = [{ path: "large.fits", sizeBytes, crc32: 1 }, { path: "after.fits", sizeBytes: 3, crc32: crc32("abc") }];
    const made = layOutArchive(framings[format], entries, modifiedAt, "");
    const small: ArchiveSource = { ...source().made, open: () => Promise.resolve({ bytes: asStream(Buffer.from("abc")), close: () => undefined }) };
    const file = path.join(folder, `large.${format}`);
    fs.writeFileSync(file, await all(made, small, 0, 2));
    const handle = fs.openSync(file, "r+");
    fs.ftruncateSync(handle, made.totalBytes);
    const headBytes = framings[format].headLength(entries[0]!);
    fs.writeSync(handle, framings[format].head(entries[0]!, 0, modifiedAt, false), 0, headBytes, 0);
    const rest = await all(made, small, made.headsAt[1]!);
    fs.writeSync(handle, rest, 0, rest.length, made.headsAt[1]!);
    fs.closeSync(handle);
    const found = JSON.parse(execFileSync("python3", ["-c", readLarge, format, file], { encoding: "utf8" })) as unknown;
    expect(found).toEqual({ sizes: [sizeBytes, 3], after: "abc" });
    fs.rmSync(file);
  });
});

async function* asStream(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
