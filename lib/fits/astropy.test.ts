import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astropy, astropyNote, hasAstropy } from "@/lib/config/astropy.test-support";
import { readTable, withFits, type ColumnValues } from "@/lib/fits/read";
import { writeFits, type FitsCard, type FitsColumn } from "@/lib/fits/write";

/** One column of every type, what astropy shows for it, and how the reader gives it back when that differs. */
const cases: { column: FitsColumn; seen: unknown; read?: unknown[]; kind: ColumnValues["kind"] }[] = [
  { column: { name: "L", tform: "L", values: [true, false, true] }, seen: [true, false, true], kind: "logical" },
  { column: { name: "X", tform: "11X", values: Array.from({ length: 33 }, (_, i) => (i % 3 ? 0 : 1)) }, seen: [0, 1, 2].map((row) => Array.from({ length: 11 }, (_, i) => (row * 11 + i) % 3 === 0)), kind: "bits" },
  { column: { name: "B", tform: "2B", values: [0, 1, 2, 3, 254, 255] }, seen: [[0, 1], [2, 3], [254, 255]], kind: "number" },
  { column: { name: "SB", tform: "B", zero: -128, values: [-128, 0, 127] }, seen: [-128, 0, 127], kind: "number" },
  { column: { name: "I", tform: "I", values: [-32768, 0, 32767] }, seen: [-32768, 0, 32767], kind: "number" },
  { column: { name: "UI", tform: "I", zero: 32768, values: [0, 32768, 65535] }, seen: [0, 32768, 65535], kind: "number" },
  { column: { name: "J", tform: "J", values: [-(2 ** 31), 0, 2 ** 31 - 1] }, seen: [-(2 ** 31), 0, 2 ** 31 - 1], kind: "number" },
  { column: { name: "UJ", tform: "J", zero: 2147483648, values: [0, 1, 2 ** 32 - 1] }, seen: [0, 1, 2 ** 32 - 1], kind: "number" },
  { column: { name: "K", tform: "K", values: [-(2n ** 63n), 7, 2n ** 63n - 1n] }, seen: ["-9223372036854775808", "7", "9223372036854775807"], kind: "bigint" },
  { column: { name: "UK", tform: "K", zero: 2n ** 63n, values: [0n, 1n, 2n ** 64n - 1n] }, seen: ["0", "1", "18446744073709551615"], kind: "bigint" },
  { column: { name: "S", tform: "I", scale: 0.5, zero: 3, values: [3.5, -7, 10] }, seen: [3.5, -7, 10], kind: "number" },
  { column: { name: "E", tform: "E", values: [0.5, -1.25, 3] }, seen: [0.5, -1.25, 3], kind: "number" },
  { column: { name: "D", tform: "4D", dim: [2, 2], unit: "TeV", values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1e-300] }, seen: [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10], [11, 1e-300]]], kind: "number" },
  { column: { name: "C", tform: "C", values: [1, 2, 3, 4, 5, -6] }, seen: [[1, 2], [3, 4], [5, -6]], kind: "complex" },
  { column: { name: "M", tform: "2M", values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }, seen: [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10], [11, 12]]], kind: "complex" },
  { column: { name: "A", tform: "8A", values: ["Crab", "", "MSH 15-5"] }, seen: ["Crab", "", "MSH 15-5"], kind: "text" },
  { column: { name: "TX", tform: "6A", dim: [3, 2], values: ["a", "bb", "ccc", "", "e", "f"] }, seen: [["a", "bb"], ["ccc", ""], ["e", "f"]], kind: "text" },
  { column: { name: "PE", tform: "PE", values: [[1, 2], [], [3]] }, seen: [[1, 2], [], [3]], kind: "ragged" },
  { column: { name: "PI", tform: "1PI", values: [[], [-1, 2, 3], [4]] }, seen: [[], [-1, 2, 3], [4]], kind: "ragged" },
  { column: { name: "QD", tform: "QD", values: [[1e300], [], [3]] }, seen: [[1e300], [], [3]], kind: "ragged" },
  { column: { name: "QK", tform: "QK", values: [[1n, -2n], [], [2n ** 62n]] }, seen: [["1", "-2"], [], ["4611686018427387904"]], kind: "ragged" },
];

const longNote = "it's a long one, ".repeat(20).trim();
const cards: FitsCard[] = [
  { keyword: "TSTART", value: 123890826.816, comment: "seconds" },
  { keyword: "NOTE", value: longNote, comment: "continued" },
  { keyword: "BIG", value: 2n ** 62n },
  { keyword: "FLAG", value: true },
  { keyword: "TINY", value: 1.5e-300 },
  { keyword: "A LONG KEY", value: 3 },
  { keyword: "HISTORY", value: "made for a test" },
];

/** Every value as JSON has it: 64-bit integers as text, complex numbers as pairs. */
const show = `
def show(v):
    if isinstance(v, fits.column._VLF) or isinstance(v, (list, tuple)): return [show(x) for x in v]
    if isinstance(v, np.ndarray): return show(v.tolist()) if v.dtype.kind not in 'iu' or v.dtype.itemsize < 8 else [show(x) for x in v]
    if isinstance(v, (np.int64, np.uint64)): return str(int(v))
    if isinstance(v, complex): return [v.real, v.imag]
    if isinstance(v, np.generic): return show(v.item())
    return v
`;

/** The same table, made by astropy from numpy's arrays. */
const makeTheirs = `
def ragged(rows, t): return np.array([np.array(r, t) for r in rows], dtype=object)
C = fits.Column
columns = [
    C('L', 'L', array=[True, False, True]),
    C('X', '11X', array=np.arange(33).reshape(3, 11) % 3 == 0),
    C('B', '2B', array=np.array([[0, 1], [2, 3], [254, 255]], 'u1')),
    C('SB', 'B', array=np.array([0, 128, 255], 'u1')),
    C('I', 'I', array=np.array([-32768, 0, 32767], 'i2')),
    C('UI', 'I', bzero=32768, array=np.array([0, 32768, 65535], 'u2')),
    C('J', 'J', array=np.array([-2**31, 0, 2**31 - 1], 'i4')),
    C('UJ', 'J', bzero=2**31, array=np.array([0, 1, 2**32 - 1], 'u4')),
    C('K', 'K', array=np.array([-2**63, 7, 2**63 - 1], 'i8')),
    C('UK', 'K', bzero=2**63, array=np.array([0, 1, 2**64 - 1], 'u8')),
    C('S', 'I', array=np.array([1, -20, 14], 'i2')),
    C('E', 'E', array=[0.5, -1.25, 3]),
    C('D', '4D', dim='(2,2)', unit='TeV', array=np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1e-300]).reshape(3, 2, 2)),
    C('C', 'C', array=np.array([1+2j, 3+4j, 5-6j], 'c8')),
    C('M', '2M', array=np.array([[1+2j, 3+4j], [5+6j, 7+8j], [9+10j, 11+12j]])),
    C('A', '8A', array=['Crab', '', 'MSH 15-5']),
    C('TX', '6A', dim='(3,2)', array=np.array([['a', 'bb'], ['ccc', ''], ['e', 'f']])),
    C('PE', 'PE()', array=ragged([[1, 2], [], [3]], 'f4')),
    C('PI', 'PI()', array=ragged([[], [-1, 2, 3], [4]], 'i2')),
    C('QD', 'QD()', array=ragged([[1e300], [], [3]], 'f8')),
    C('QK', 'QK()', array=ragged([[1, -2], [], [2**62]], 'i8')),
]
hdu = fits.BinTableHDU.from_columns(columns, name='COPY')
# astropy 5 can not scale bytes and fractions on the way out: store them scaled, and say so.
hdu.header['TZERO4'] = -128
hdu.header['TSCAL11'], hdu.header['TZERO11'] = 0.5, 3
hdu.header['NOTE'] = "it's a long one, " * 19 + "it's a long one,"
hdu.header['BIG'] = 2**62
warnings.simplefilter('ignore')
hdu.header['A LONG KEY'] = 3
fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(sys.argv[1])
print(1)
`;

const flat = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(flat) : [value]);
/** What the reader gives, as \`show\` gives it. */
function plain(values: ArrayLike<unknown>): unknown[] {
  return Array.from(values, (value) => {
    if (typeof value === "bigint") return String(value);
    return typeof value === "object" && value !== null ? plain(value as ArrayLike<unknown>) : value;
  });
}

describe.skipIf(!hasAstropy)(`beside astropy${astropyNote}`, () => {
  let folder = "";
  let ours = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fits-astropy-"));
    ours = path.join(folder, "ours.fits");
    writeFileSync(ours, writeFits([{ name: "EVENTS", version: 2, cards, columns: cases.map(({ column }) => column) }], { checksums: true }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("astropy takes our file as conforming, checksums included", () => {
    const answer = astropy(
      `h = fits.open(sys.argv[1], checksum=True)\nh.verify('exception')\nprint(json.dumps([h[1].name, h[1].ver, h[1]._checksum_valid, h[1]._datasum_valid]))`,
      ours,
    );
    expect(answer).toEqual(["EVENTS", 2, 1, 1]);
  });

  it("astropy reads our cards", () => {
    const answer = astropy(`h = fits.open(sys.argv[1])[1].header\nprint(json.dumps([h['TSTART'], h['NOTE'], str(h['BIG']), h['FLAG'], h['TINY'], h['A LONG KEY'], str(h['HISTORY'])]))`, ours);
    expect(answer).toEqual([123890826.816, longNote, "4611686018427387904", true, 1.5e-300, 3, "made for a test"]);
  });

  it("astropy reads our columns of every type", () => {
    const answer = astropy(`${show}\nd = fits.open(sys.argv[1])[1].data\nprint(json.dumps({n: [show(x) for x in d[n]] for n in d.names}))`, ours);
    expect(answer).toEqual(Object.fromEntries(cases.map(({ column, seen }) => [column.name, seen])));
  });

  it.each(cases)("we read our own column $column.name", async ({ column, seen, kind }) => {
    const columns = await withFits(ours, (file) => readTable(file, "events", [column.name]));
    expect(columns[column.name]!.kind).toBe(kind);
    const values = plain(columns[column.name]!.values);
    expect(kind === "bits" || kind === "complex" ? values.map(Number) : kind === "ragged" ? values : flat(values)).toEqual(
      kind === "bits" ? flat(seen).map(Number) : kind === "ragged" ? seen : flat(seen),
    );
  });

  it("we read what astropy writes, type by type, gzipped", async () => {
    const theirs = path.join(folder, "theirs.fits.gz");
    astropy(makeTheirs, theirs);
    await withFits(theirs, async (file) => {
      const names = cases.map(({ column }) => column.name);
      const [copy, original] = await Promise.all([
        readTable(file, "COPY", names),
        withFits(ours, (own) => readTable(own, "EVENTS", names)),
      ]);
      for (const name of names) expect(copy[name]!.values, name).toEqual(original[name]!.values);
      expect(copy.D!.unit).toBe("TeV");
      const { header } = file.hdus[1]!;
      expect(header.text("NOTE")).toBe(longNote);
      expect(header.number("A LONG KEY")).toBe(3);
      expect(header.get("BIG")).toBe(2n ** 62n);
    });
  });

  it("TNULL means the same to both", async () => {
    const file = path.join(folder, "nulls.fits");
    const columns: FitsColumn[] = [
      { name: "J", tform: "J", null: -1, values: [5, null, 7] },
      { name: "K", tform: "K", null: -1n, values: [5n, null, 7n] },
      { name: "S", tform: "I", null: -1, scale: 2, values: [4, null, 8] },
    ];
    writeFileSync(file, writeFits([{ name: "T", columns }]));
    const masks = astropy(
      `from astropy.table import Table\nt = Table.read(sys.argv[1])\nprint(json.dumps([[bool(m) for m in np.ma.getmaskarray(t[c])] for c in ('J', 'K')]))`,
      file,
    );
    expect(masks).toEqual([[false, true, false], [false, true, false]]);
    const read = await withFits(file, (open) => readTable(open, "T", ["J", "K", "S"]));
    expect(read.J).toMatchObject({ kind: "number", nulls: Uint8Array.of(0, 1, 0) });
    expect(read.K).toMatchObject({ kind: "bigint", nulls: Uint8Array.of(0, 1, 0) });
    expect(Array.from(read.S.values as Float64Array)).toEqual([4, Number.NaN, 8]);
  });
});
