import { describe, expect, it } from "vitest";
import { BufferSource, listHdus } from "@/lib/fits/read";
import { textColumn, writeFits, type FitsCard, type FitsColumn } from "@/lib/fits/write";
import { parseHduIndex, readHduIndex, type HduIndex } from "@/lib/gadf/hdu-index";
import { readIndexTable } from "@/lib/gadf/index-table";
import { ctaRoot, hasRealStores, hessRoot, realStoresNote } from "@/lib/gadf/real-stores.test-support";

describe.skipIf(!hasRealStores)(`real hdu-indexes${realStoresNote}`, () => {
  it("reads six HDUs of each of 105 H.E.S.S. observations", async () => {
    const { rows } = await readHduIndex(`${hessRoot}/hdu-index.fits.gz`);
    expect(rows).toHaveLength(630);
    expect(rows.every(({ notes }) => notes.length === 0)).toBe(true);
    expect(rows.filter(({ obsId }) => obsId === 23523n).map(({ hduClass }) => hduClass).sort()).toEqual(["aeff_2d", "bkg_3d", "edisp_2d", "events", "gti", "psf_table"]);
    expect(rows[0]).toMatchObject({ fileDir: "data", hduName: "aeff", sizeBytes: 11520, baseDir: null, md5: null });
  });

  it("reads CTA's, which has no SIZE and whose folders climb", async () => {
    const { rows } = await readHduIndex(`${ctaRoot}/index/gps/hdu-index.fits.gz`);
    expect(rows).toHaveLength(24);
    expect(rows[2]).toMatchObject({ hduType: "aeff", hduName: "EFFECTIVE AREA", fileDir: "../../caldb/data/cta/1dc/bcf/South_z20_50h", sizeBytes: null });
  });
});

const base: FitsColumn[] = [
  { name: "OBS_ID", tform: "J", values: [1, 1, 1] },
  textColumn("HDU_TYPE", ["EVENTS", "psf", "psf"]),
  textColumn("HDU_CLASS", ["events", "psf_wavelet", ""]),
  textColumn("FILE_DIR", ["", "irfs", "irfs"]),
  textColumn("FILE_NAME", ["a.fits", "b.fits", "b.fits"]),
  textColumn("HDU_NAME", ["EVENTS", "PSF", "PSF2"]),
];
async function parse(columns: FitsColumn[], cards: FitsCard[] = []): Promise<HduIndex> {
  const source = new BufferSource(writeFits([{ name: "HDU_INDEX", cards, columns }]), "hdu-index.fits");
  return parseHduIndex(await readIndexTable({ source, hdus: await listHdus(source) }, "HDU_INDEX"));
}

describe("parseHduIndex", () => {
  it("keeps unknown classes and ambiguous rows, with a note each", async () => {
    const { rows } = await parse(base);
    expect(rows.map(({ notes }) => notes)).toEqual([
      [],
      ["unknown HDU_CLASS 'psf_wavelet'", "ambiguous: row 3 names another psf for observation 1"],
      ["HDU_CLASS has no value", "ambiguous: row 2 names another psf for observation 1"],
    ]);
    expect(rows[0]).toMatchObject({ hduType: "events", fileDir: "" });
  });

  it("takes BASE_DIR from the header, and a row's own first", async () => {
    expect((await parse(base, [{ keyword: "BASE_DIR", value: "../data" }])).rows[0]!.baseDir).toBe("../data");
    const { rows } = await parse([...base, textColumn("BASE_DIR", ["x", "", ""])], [{ keyword: "BASE_DIR", value: "../data" }]);
    expect(rows.map(({ baseDir }) => baseDir)).toEqual(["x", "../data", "../data"]);
  });

  it("names the columns that are missing, and the row without a file", async () => {
    await expect(parse(base.slice(0, 4))).rejects.toThrow("hdu-index.fits, HDU HDU_INDEX: lacks the required columns FILE_NAME, HDU_NAME");
    const nameless = base.map((column) => (column.name === "FILE_NAME" ? textColumn("FILE_NAME", ["a.fits", "", "b.fits"]) : column));
    await expect(parse(nameless)).rejects.toThrow("hdu-index.fits, HDU HDU_INDEX, row 2: FILE_NAME has no value");
  });
});
