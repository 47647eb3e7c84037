import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { GzipSource } from "@/lib/fits/gzip-source";
import { BufferSource, findHdu, iterateColumns, listHdus, openSource, readColumns, readTable, withFits } from "@/lib/fits/read";
import { writeFits, type FitsColumn } from "@/lib/fits/write";

const folder = mkdtempSync(path.join(tmpdir(), "fits-read-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = 1000;
const columns: FitsColumn[] = [
  { name: "EVENT_ID", tform: "K", values: Array.from({ length: rows }, (_, row) => BigInt(row)) },
  { name: "ENERGY", tform: "E", unit: "TeV", values: Array.from({ length: rows }, (_, row) => row / 2) },
  { name: "TRACK", tform: "PJ", values: Array.from({ length: rows }, (_, row) => Array.from({ length: row % 4 }, (_, i) => row + i)) },
];
const bytes = writeFits([{ name: "EVENTS", columns }, { name: "GTI", columns: [{ name: "START", tform: "D", values: [1] }] }]);
const zipped = writeFits([{ name: "EVENTS", columns }], { gzip: true });

describe("reading by ranges", () => {
  it("reads selected rows of selected columns, names in any case", async () => {
    const source = new BufferSource(bytes);
    const hdu = findHdu(await listHdus(source), "events");
    const read = await readColumns(source, hdu, ["energy", "TRACK"], { fromRow: 2, toRow: 5 });
    expect(read.energy).toMatchObject({ kind: "number", unit: "TeV", values: Float32Array.of(1, 1.5, 2) });
    expect(read.TRACK.values).toEqual([Int32Array.of(2, 3), Int32Array.of(3, 4, 5), new Int32Array(0)]);
    expect((await readColumns(source, hdu, ["ENERGY"], { fromRow: 999, toRow: 5000 })).ENERGY.values).toHaveLength(1);
  });

  it("iterates in chunks that join to the whole", async () => {
    const source = new BufferSource(bytes);
    const hdu = findHdu(await listHdus(source), "EVENTS");
    const ids: bigint[] = [];
    for await (const { columns: chunk, fromRow } of iterateColumns(source, hdu, ["EVENT_ID"], { chunkRows: 300 })) {
      expect(fromRow).toBe(ids.length);
      ids.push(...(chunk.EVENT_ID.values as BigInt64Array));
    }
    expect(ids).toEqual(columns[0]!.values);
  });

  it("reads a cell of a wide row without the cells beside it", async () => {
    const wide = writeFits([{ name: "EDISP", columns: [
      { name: "MATRIX", tform: "50000E", values: new Float32Array(100000) },
      { name: "MIGRA_LO", tform: "3E", values: [1, 2, 3, 4, 5, 6] },
    ] }]);
    const source = new BufferSource(wide);
    const lengths: number[] = [];
    const counted = { name: "wide", storedBytes: source.storedBytes, close: () => source.close(), read: (at: number, length: number) => (lengths.push(length), source.read(at, length)) };
    const hdu = findHdu(await listHdus(counted), "EDISP");
    expect((await readColumns(counted, hdu, ["MIGRA_LO"])).MIGRA_LO.values).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(Math.max(...lengths)).toBe(2880);
  });

  it("tells gzip by its bytes, not its name, and reads it backwards beyond what it keeps", async () => {
    const file = path.join(folder, "zipped.fits");
    writeFileSync(file, zipped);
    const opened = await openSource(file);
    expect(opened).toBeInstanceOf(GzipSource);
    await opened.close();
    const source = new GzipSource(new BufferSource(zipped), 0);
    const hdu = findHdu(await listHdus(source), "EVENTS");
    for (const fromRow of [990, 3]) {
      expect((await readColumns(source, hdu, ["EVENT_ID"], { fromRow, toRow: fromRow + 1 })).EVENT_ID.values).toEqual(BigInt64Array.of(BigInt(fromRow)));
    }
    await source.close();
  });

  it("takes a file whose last block is not padded, and ignores what follows the last HDU", async () => {
    const end = bytes.length - 2880 + 8;
    expect(await listHdus(new BufferSource(bytes.subarray(0, end)))).toHaveLength(3);
    expect(await listHdus(new BufferSource(Buffer.concat([bytes, Buffer.alloc(5000)])))).toHaveLength(3);
  });

  it("reads back variable-length columns of every type", async () => {
    const ragged: Record<string, FitsColumn["values"]> = {
      PL: [[true, null], [], [false]], PX: [[1, 0, 1, 1, 0, 0, 0, 1, 1], [], [1]], PB: [[255], [], [1, 2]], PI: [[-1], [], [1, 2]], PK: [[2n ** 62n], [], [1n]],
      PA: ["Crab", "", "a b"], QE: [[0.5], [], [1, 2]], PC: [[1, -2], [], [3, 4, 5, 6]], QM: [[1, -2], [], [3, 4]],
    };
    const source = new BufferSource(writeFits([{ name: "T", columns: Object.entries(ragged).map(([tform, values]) => ({ name: tform, tform, values })) }]));
    const read = await readColumns(source, findHdu(await listHdus(source), "T"), Object.keys(ragged));
    for (const [name, values] of Object.entries(ragged)) {
      expect(Array.from(read[name]!.values as ArrayLike<unknown>, (row) => (typeof row === "string" ? row : Array.from(row as ArrayLike<number>))), name).toEqual(values);
    }
  });

  it("splits text by the older sub-string convention", async () => {
    const joined = writeFits([{ name: "T", columns: [{ name: "LIST", tform: "6A", values: ["ab cd", "efghi"] }] }]);
    joined.write("'6A3     '", joined.indexOf("'6A      '"), "latin1");
    const source = new BufferSource(joined);
    expect((await readColumns(source, findHdu(await listHdus(source), "T"), ["LIST"])).LIST).toMatchObject({ perRow: 2, values: ["ab", "cd", "efg", "hi"] });
  });

  it("closes the file when the work fails", async () => {
    const file = path.join(folder, "closed.fits");
    writeFileSync(file, bytes);
    const openFiles = async () => (await readdir("/proc/self/fd").catch(() => [])).length;
    const before = await openFiles();
    await expect(withFits(file, (opened) => readTable(opened, "EVENTS", ["NONE"]))).rejects.toThrow();
    expect(await openFiles()).toBe(before);
  });
});

/** The file with the text of one card changed, its length kept. */
function withCard(from: string, to: string): Buffer {
  const at = bytes.indexOf(from);
  expect(at).toBeGreaterThan(0);
  const copy = Buffer.from(bytes);
  copy.write(to.padEnd(80), at, "latin1");
  return copy;
}

const use = async (input: Uint8Array, packed = false): Promise<unknown> => {
  const plain = new BufferSource(input, "data/23523.fits");
  const source = packed ? new GzipSource(plain) : plain;
  return readColumns(source, findHdu(await listHdus(source), "EVENTS"), ["EVENT_ID", "TRACK"]);
};

describe("bad input is refused with file, HDU and cause", () => {
  const heapAt = bytes.indexOf("XTENSION") + 2880 + 12;
  const badHeap = Buffer.from(bytes);
  badHeap.writeInt32BE(1_000_000, heapAt + 20);
  const flipped = Buffer.from(zipped);
  flipped.fill(0x55, 200, 260);
  const crc = Buffer.from(zipped);
  crc[crc.length - 8]! ^= 0xff;

  it.each<[string, Uint8Array, string, RegExp, boolean?]>([
    ["an empty file", new Uint8Array(0), "NotFits", /^data\/23523\.fits: is empty/],
    ["a file that is not FITS", Buffer.from("PK\x03\x04 something else"), "NotFits", /^data\/23523\.fits: is not a FITS file/],
    ["a cut-off primary header", bytes.subarray(0, 700), "FitsTruncated", /HDU PRIMARY: the file ends inside this header/],
    ["a cut-off table header", bytes.subarray(0, 2880 + 700), "FitsTruncated", /HDU 1: the file ends inside this header/],
    ["cut-off data", bytes.subarray(0, 2880 * 4), "FitsTruncated", /HDU EVENTS: the file ends inside the data \(NAXIS1 20 x NAXIS2 1000/],
    ["gzip cut off", zipped.subarray(0, zipped.length - 100), "FitsGzipDamaged", /23523\.fits: the gzip stream is cut off/, true],
    ["corrupt gzip", flipped, "FitsGzipDamaged", /the gzip stream is corrupt/, true],
    ["gzip with a wrong checksum", crc, "FitsGzipDamaged", /the gzip stream is corrupt/, true],
    ["an absurd NAXIS2", withCard("NAXIS2  =", "NAXIS2  =         999999999999"), "FitsAbsurdSize", /HDU EVENTS: declares more data \(NAXIS1 20 x NAXIS2 999999999999, 2\d+ bytes\) than a file of \d+ bytes can hold/],
    ["a NAXIS2 beyond all numbers", withCard("NAXIS2  =", "NAXIS2  = 99999999999999999999"), "FitsAbsurdSize", /HDU EVENTS: declares \d+ bytes of data/],
    ["a negative NAXIS2", withCard("NAXIS2  =", "NAXIS2  =                   -5"), "FitsBadHeader", /HDU EVENTS: NAXIS2 is -5/],
    ["a wrong BITPIX", withCard("BITPIX  =                    8 / array data type                                NAXIS   =                    2", "BITPIX  =                    7"), "FitsBadHeader", /BITPIX is 7/],
    ["a wrong TFORM", withCard("TFORM2  =", "TFORM2  = 'Z       '"), "FitsBadColumn", /HDU EVENTS: column ENERGY has TFORM 'Z'/],
    ["a TFORM of another width", withCard("TFORM2  =", "TFORM2  = 'D       '"), "FitsBadColumn", /HDU EVENTS: the TFORMs of its columns add up to 24 bytes, NAXIS1 says 20/],
    ["a missing TFORM", withCard("TFORM2  =", "COMMENT"), "FitsBadColumn", /column ENERGY has no TFORM2/],
    ["a TDIM that does not fit", withCard("TUNIT2  =", "TDIM2   = '(2,3)   '"), "FitsBadColumn", /column ENERGY has TDIM '\(2,3\)'/],
    ["a TNULL that is no number", withCard("TUNIT2  =", "TNULL2  = 'none    '"), "FitsBadColumn", /column ENERGY has TNULL2 'none'/],
    ["a TZERO that is no number", withCard("TUNIT2  =", "TZERO2  = 'none    '"), "FitsBadColumn", /column ENERGY has TZERO2 'none'/],
    ["a descriptor that leaves the heap", badHeap, "FitsBadColumn", /column TRACK, row 2: .* outside of the heap/],
    ["a header without END", Buffer.from("SIMPLE  =".padEnd(2880 * 6000)), "FitsBadHeader", /HDU PRIMARY: the header has no END/],
  ])("%s", async (_, input, type, message, packed) => {
    await expect(use(input, packed)).rejects.toMatchObject({ name: type, status: 422, message: expect.stringMatching(message) });
  });

  it("a missing HDU or column, naming those that are there", async () => {
    const source = new BufferSource(bytes, "a.fits");
    const hdus = await listHdus(source);
    expect(() => findHdu(hdus, "AEFF")).toThrow("a.fits, HDU AEFF: is not in the file, which has PRIMARY, EVENTS, GTI");
    await expect(readColumns(source, hdus[1]!, ["TIME"])).rejects.toThrow("a.fits, HDU EVENTS: has no column TIME; it has EVENT_ID, ENERGY, TRACK");
    await expect(readColumns(source, hdus[0]!, ["TIME"])).rejects.toThrow("a.fits, HDU PRIMARY: is not a binary table");
  });

  it("an absurd NAXIS2 inside gzip, without unpacking for it", async () => {
    const { gzip } = await import("@/lib/fits/write");
    const packed = gzip(withCard("NAXIS2  =", "NAXIS2  =         999999999999"));
    await expect(use(packed, true)).rejects.toMatchObject({ name: "FitsAbsurdSize" });
  });
});

describe("memory", () => {
  it("stays flat over a table of 2 GB", async () => {
    const file = path.join(folder, "sparse.fits");
    const rowBytes = 16;
    const count = 2 ** 31 / rowBytes;
    const template = writeFits([{ name: "EVENTS", columns: [{ name: "EVENT_ID", tform: "K", values: [0n] }, { name: "TIME", tform: "D", values: [0] }] }]);
    const header = Buffer.from(template.subarray(0, 2 * 2880));
    header.write(`NAXIS2  = ${String(count).padStart(20)}`, header.indexOf("NAXIS2"), "latin1");
    const handle = await open(file, "w");
    await handle.write(header);
    await handle.truncate(header.length + Math.ceil((count * rowBytes) / 2880) * 2880);
    const last = Buffer.alloc(8);
    last.writeDoubleBE(42);
    for (const row of [0, count - 1]) await handle.write(last, 0, 8, header.length + row * rowBytes + 8);
    await handle.close();

    let sum = 0;
    let seen = 0;
    const before = process.memoryUsage().rss;
    let peak = before;
    await withFits(file, async ({ source, hdus }) => {
      for await (const { columns: chunk, fromRow, toRow } of iterateColumns(source, findHdu(hdus, "EVENTS"), ["TIME"])) {
        for (const value of chunk.TIME.values as Float64Array) sum += value;
        seen += toRow - fromRow;
        peak = Math.max(peak, process.memoryUsage().rss);
      }
    });
    expect(seen).toBe(count);
    expect(sum).toBe(84);
    expect((peak - before) / 2 ** 20).toBeLessThan(300);
  }, 120_000);
});
