import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BufferSource, listHdus } from "@/lib/fits/read";
import { textColumn, writeFits, type FitsCard, type FitsColumn } from "@/lib/fits/write";
import { readHduIndex } from "@/lib/gadf/hdu-index";
import { readIndexTable, type IndexTable } from "@/lib/gadf/index-table";
import { parseObsIndex, readObsIndex } from "@/lib/gadf/obs-index";
import { ctaRoot, hasRealStores, hessRoot, realStoresNote, storeCheck } from "@/lib/gadf/real-stores.test-support";
import { resolveStorePath } from "@/lib/gadf/store-path";
import { writeHduIndex, writeObsIndex, type HduPart, type IndexPart } from "@/lib/gadf/write-index";

async function tableOf(bytes: Buffer, name = "OBS_INDEX"): Promise<IndexTable> {
  const source = new BufferSource(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes, "index.fits");
  return readIndexTable({ source, hdus: await listHdus(source) }, name);
}
const store = async (columns: FitsColumn[], cards: FitsCard[] = []): Promise<IndexPart> => {
  const { definition, rows } = await tableOf(writeFits([{ name: "OBS_INDEX", cards, columns }]));
  // Through JSON and back, as the catalogue keeps them.
  return JSON.parse(JSON.stringify({ definition, rows })) as IndexPart;
};

describe("one store", () => {
  const columns: FitsColumn[] = [
    { name: "OBS_ID", tform: "K", values: [1n, 2n ** 62n, 3n] },
    { name: "E", tform: "E", unit: "deg", values: [0.1, NaN, -0] },
    { name: "D", tform: "D", values: [Infinity, -Infinity, 1e-300] },
    { name: "N", tform: "J", null: -9, values: [1, null, 3] },
    { name: "U", tform: "I", zero: 32768, values: [0, 65535, 7] },
    { name: "S", tform: "I", scale: 0.5, null: -9, values: [1.5, null, 2] },
    { name: "L", tform: "L", values: [true, false, null] },
    { name: "V", tform: "2E", values: [1, 2, 3, NaN, 5, 6] },
    { name: "P", tform: "PJ", values: [[1], [], [2, 3]] },
    { name: "C", tform: "C", values: [1, 2, 3, 4, 5, 6] },
    textColumn("MY_COLUMN", ["a", "", "ccc"]),
  ];

  it("survives JSON with every column and value, also those unknown to us", async () => {
    const part = await store(columns, [{ keyword: "TELESCOP", value: "CTA" }, { keyword: "COMMENT", value: "made for a test" }]);
    const { bytes, notes } = writeObsIndex([part]);
    const again = await tableOf(bytes);
    expect(notes).toEqual([]);
    expect(again.rows).toEqual(part.rows);
    expect(again.rows[2]!.E).toBe("-0");
    expect(again.definition.columns.map(({ name, tform }) => [name, tform])).toEqual(
      [["OBS_ID", "K"], ["E", "E"], ["D", "D"], ["N", "J"], ["U", "I"], ["S", "I"], ["L", "L"], ["V", "2E"], ["P", "PJ(2)"], ["C", "C"], ["MY_COLUMN", "3A"]],
    );
    const cards = again.definition.cards.map(({ keyword, value }) => [keyword, value]);
    expect(cards).toContainEqual(["TELESCOP", "CTA"]);
    expect(cards).toContainEqual(["COMMENT", "made for a test"]);
    expect(cards).toContainEqual(["HDUCLAS2", "OBS"]);
  });

  it("writes the same bytes for the same rows", async () => {
    const part = await store(columns);
    expect(writeObsIndex([part]).bytes.equals(writeObsIndex([await store(columns)]).bytes)).toBe(true);
  });

  it("keeps a launch going over headers and names against the standard", async () => {
    const part = await store([{ name: "OBS_ID", tform: "K", values: [1n] }, textColumn("OBJECT", ["x"])]);
    part.definition.cards.push({ keyword: "a=b", value: 1 });
    const { bytes, notes } = writeObsIndex([{ ...part, rows: [{ OBS_ID: 1, OBJECT: "Señor ★" }] }]);
    expect((await tableOf(bytes)).rows[0]!.OBJECT).toBe("Senor ?");
    expect(notes).toEqual(["header keyword 'a=b' is left out: 'a=b' is no FITS keyword"]);
  });

  it("refuses one observation selected twice", async () => {
    const part = await store(columns);
    expect(() => writeObsIndex([part, part])).toThrow("OBS_ID 1 is selected twice");
  });
});

describe("several stores", () => {
  const reference = (fraction: number, scale = "TT"): FitsCard[] => [{ keyword: "MJDREFI", value: 51544 }, { keyword: "MJDREFF", value: fraction }, { keyword: "TIMESYS", value: scale }];
  const base = (obsId: bigint, tstart: number): FitsColumn[] => [
    { name: "OBS_ID", tform: "K", values: [obsId] },
    { name: "RA_PNT", tform: "D", unit: "deg", values: [10] },
    { name: "DEC_PNT", tform: "D", unit: "deg", values: [20] },
    { name: "TSTART", tform: "D", unit: "s", values: [tstart] },
    { name: "TSTOP", tform: "D", unit: "s", values: [tstart + 100] },
  ];

  it("unites columns, wide enough for all, empty where a store has none", async () => {
    const one = await store([...base(1n, 0), { name: "N_TELS", tform: "I", values: [4] }, { name: "AZ_PNT", tform: "K", unit: "deg", values: [0n] }, textColumn("OBJECT", ["Crab"]), { name: "ALT_PNT", tform: "E", unit: "deg", values: [45] }], reference(0.5));
    const two = await store([...base(2n, 0), { name: "AZ_PNT", tform: "E", unit: "deg", values: [1.5] }, textColumn("OBJECT", ["PKS 2155-304"]), { name: "ALT_PNT", tform: "D", unit: "rad", values: [Math.PI / 3] }, { name: "QUALITY", tform: "J", values: [1] }], reference(0.5));
    const { bytes, notes } = writeObsIndex([one, two]);
    const { rows, definition } = await tableOf(bytes);
    expect(notes).toEqual([]);
    expect(rows[0]).toMatchObject({ OBS_ID: 1, N_TELS: 4, AZ_PNT: 0, OBJECT: "Crab", ALT_PNT: 45, QUALITY: null, TSTART: 0 });
    expect(rows[1]).toMatchObject({ OBS_ID: 2, N_TELS: null, AZ_PNT: 1.5, OBJECT: "PKS 2155-304", ALT_PNT: expect.closeTo(60, 9), QUALITY: 1 });
    expect(definition.columns.find(({ name }) => name === "AZ_PNT")!.tform).toBe("D");
  });

  it("converts times to one reference without moving the moments", async () => {
    const parts = [await store(base(1n, 86400), reference(0.5)), await store(base(2n, 86400), reference(0, "UTC"))];
    const { bytes, notes } = writeObsIndex(parts);
    const before = await Promise.all(parts.map(async ({ definition, rows }) => parseObsIndex({ file: "a", hdu: "b", definition, rows: [...rows] }).rows[0]!.startMjd!));
    const after = parseObsIndex(await tableOf(bytes)).rows.map(({ startMjd }) => startMjd!);
    for (const [i, mjd] of after.entries()) expect((mjd - before[i]!) * 86400).toBeCloseTo(0, 4);
    expect(notes).toEqual(["TSTART is converted to the first store's time reference", "TSTOP is converted to the first store's time reference"]);
  });

  it("leaves out what can not be brought together, and says so", async () => {
    const one = await store([...base(1n, 0), { name: "A", tform: "2E", values: [1, 2] }, { name: "B", tform: "E", unit: "deg", values: [1] }], reference(0.5));
    const two = await store([...base(2n, 0), { name: "A", tform: "3E", values: [1, 2, 3] }, { name: "B", tform: "E", unit: "s", values: [1] }]);
    const { bytes, notes } = writeObsIndex([one, two]);
    const { rows } = await tableOf(bytes);
    expect(Object.keys(rows[0]!)).toEqual(["OBS_ID", "RA_PNT", "DEC_PNT", "TSTART", "TSTOP"]);
    expect(rows[1]!.TSTART).toBe("NaN");
    expect(notes).toEqual([
      "TSTART of a store without time reference is left empty",
      "TSTOP of a store without time reference is left empty",
      "column A is left out: the stores give it shapes that do not go together",
      "column B is left out: units deg and s do not go together",
    ]);
  });
});

describe("writeHduIndex", () => {
  it("sets paths from the new store's root, and drops BASE_DIR", async () => {
    const { definition } = await tableOf(writeFits([{ name: "HDU_INDEX", cards: [{ keyword: "BASE_DIR", value: "../x" }], columns: [textColumn("BASE_DIR", ["y"]), { name: "OBS_ID", tform: "K", values: [1n] }, textColumn("FILE_NAME", ["z"])] }]), "HDU_INDEX");
    const rows = [{ row: { OBS_ID: 1 }, path: "a/b/c.fits.gz" }, { row: { OBS_ID: 2 }, path: "d.fits" }];
    const again = await tableOf(writeHduIndex([{ definition, rows }]).bytes, "HDU_INDEX");
    expect(again.rows).toEqual([{ OBS_ID: 1, FILE_NAME: "c.fits.gz", FILE_DIR: "a/b" }, { OBS_ID: 2, FILE_NAME: "d.fits", FILE_DIR: "." }]);
    expect(again.definition.cards.some(({ keyword }) => keyword === "BASE_DIR")).toBe(false);
    expect(() => writeHduIndex([{ definition, rows: [{ row: {}, path: "../d.fits" }] }])).toThrow("'../d.fits'");
  });
});

const hasGammapy = spawnSync("/usr/bin/python3", ["-c", "import gammapy.data"]).status === 0;
const gammapyNote = realStoresNote || (hasGammapy ? "" : " (skipped: apt-get install python3-gammapy)");

describe.skipIf(!hasRealStores || !hasGammapy || !existsSync(storeCheck))(`gammapy opens subsets${gammapyNote}`, () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "gadf-subset-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The selected observations of a store, each file copied to `prefix` and below. */
  async function select(root: string, indexDir: string, ids: bigint[], target: string, prefix: string): Promise<{ obs: IndexPart; hdu: HduPart }> {
    const obs = await readObsIndex(path.join(root, indexDir, "obs-index.fits.gz"));
    const hdu = await readHduIndex(path.join(root, indexDir, "hdu-index.fits.gz"));
    const rows: HduPart["rows"][number][] = [];
    for (const row of hdu.rows.filter(({ obsId }) => ids.includes(obsId))) {
      const { absolutePath, storePath } = await resolveStorePath(root, indexDir, row.baseDir, row.fileDir, row.fileName);
      const to = `${prefix}/${storePath}`;
      mkdirSync(path.dirname(path.join(target, to)), { recursive: true });
      if (!existsSync(path.join(target, to))) copyFileSync(absolutePath, path.join(target, to));
      rows.push({ row: row.raw, path: to });
    }
    const selected = obs.rows.filter(({ obsId }) => ids.includes(obsId)).map(({ raw }) => raw);
    return JSON.parse(JSON.stringify({ obs: { definition: obs.definition, rows: selected }, hdu: { definition: hdu.definition, rows } })) as { obs: IndexPart; hdu: HduPart };
  }

  function check(target: string, parts: { obs: IndexPart; hdu: HduPart }[], expected: number): unknown {
    writeFileSync(path.join(target, "obs-index.fits.gz"), writeObsIndex(parts.map(({ obs }) => obs)).bytes);
    writeFileSync(path.join(target, "hdu-index.fits.gz"), writeHduIndex(parts.map(({ hdu }) => hdu)).bytes);
    return JSON.parse(execFileSync("/usr/bin/python3", [storeCheck, target, "--expect", String(expected)], { encoding: "utf8" }));
  }

  const hess = (target: string) => select(hessRoot, "", [23523n, 33787n], target, "hess");
  const cta = (target: string) => select(ctaRoot, "index/gps", [110380n, 111140n], target, "cta");

  it("of H.E.S.S.", async () => {
    const target = path.join(folder, "hess");
    expect(check(target, [await hess(target)], 2)).toEqual({ observations: 2, events: 7613 + 7176, hdus: 12, problems: [] });
  });

  it("of CTA, where nothing climbs any more", async () => {
    const target = path.join(folder, "cta");
    expect(check(target, [await cta(target)], 2)).toMatchObject({ observations: 2, events: 106217 + 106386, problems: [] });
  });

  it("of both at once, with their times converted", async () => {
    const target = path.join(folder, "both");
    expect(check(target, [await hess(target), await cta(target)], 4)).toMatchObject({ observations: 4, problems: [] });
    const { rows } = await readObsIndex(path.join(target, "obs-index.fits.gz"));
    const { rows: original } = await readObsIndex(path.join(ctaRoot, "index/gps/obs-index.fits.gz"));
    expect((rows[2]!.startMjd! - original[0]!.startMjd!) * 86400).toBeCloseTo(0, 4);
    expect(rows[2]!.raw).toMatchObject({ OBS_ID: 110380, TELLIST: "", TARGET_NAME: "", CALDB: "1dc" });
    expect(rows[0]!.raw).toMatchObject({ OBS_ID: 23523, TARGET_NAME: "Crab", CALDB: "" });
  });
}, 120_000);
