import { describe, expect, it } from "vitest";
import { BufferSource, listHdus } from "@/lib/fits/read";
import { textColumn, writeFits, type FitsCard, type FitsColumn } from "@/lib/fits/write";
import { readIndexTable } from "@/lib/gadf/index-table";
import { parseObsIndex, readObsIndex, type ObsIndex } from "@/lib/gadf/obs-index";
import { ctaRoot, hasRealStores, hessRoot, realStoresNote } from "@/lib/gadf/real-stores.test-support";
import { mjdToIso } from "@/lib/units/time";

describe.skipIf(!hasRealStores)(`real obs-indexes${realStoresNote}`, () => {
  it("reads all of H.E.S.S., with times in UTC although DATE-OBS is TT", async () => {
    const index = await readObsIndex(`${hessRoot}/obs-index.fits.gz`);
    expect(index.rows).toHaveLength(105);
    expect(index.longitudeDeg).toBeCloseTo(16.5002, 4);
    const row = index.rows.find(({ obsId }) => obsId === 23523n)!;
    expect(mjdToIso(row.startMjd!)).toBe("2004-12-04T22:07:06.000Z");
    expect(mjdToIso(row.endMjd!)).toBe("2004-12-04T22:35:13.000Z");
    expect(row.raw["TIME-OBS"]).toBe("22:08:10.184");
    expect(row).toMatchObject({ targetName: "Crab", objectName: "Crab Nebula", telescopeCount: 4, telescopeList: "1,2,3,4", quality: 0, eventCount: 7613, obsMode: null, nsbLevel: null, notes: [] });
    expect(row.zenithDeg).toBeCloseTo(48.61, 2);
    expect(row.safeEnergyLoTeV).toBeCloseTo(0.871, 3);
    expect(row.deadTimeCorrection! * row.ontimeSec!).toBeCloseTo(row.livetimeSec!, 2);
  });

  it("reads CTA's, which has other columns, and takes placeholders for no values", async () => {
    const index = await readObsIndex(`${ctaRoot}/index/gps/obs-index.fits.gz`);
    expect(index.rows.map(({ obsId }) => obsId)).toEqual([110380n, 111140n, 111159n, 111630n]);
    expect(mjdToIso(index.rows[0]!.startMjd!)).toBe("2021-01-21T11:58:50.816Z");
    expect(index.rows[0]).toMatchObject({
      raDeg: 267.68121338, altDeg: null, azDeg: null, zenithDeg: null, telescopeCount: null, telescopeList: null,
      targetName: "Galactic Plane Survey", targetRaDeg: null, caldb: "1dc", irf: "South_z20_50h",
      notes: ["altitude 90 and azimuth 0 stand for 'not known'", "N_TELS 0 stands for 'not known'"],
    });
  });
});

const timeCards: FitsCard[] = [{ keyword: "MJDREFI", value: 51544 }, { keyword: "MJDREFF", value: 0.5 }, { keyword: "TIMESYS", value: "TT" }];
const base: FitsColumn[] = [
  { name: "OBS_ID", tform: "K", values: [10001n, 10002n] },
  { name: "RA_PNT", tform: "D", unit: "deg", values: [10, 20] },
  { name: "DEC_PNT", tform: "D", unit: "deg", values: [-5, 5] },
  { name: "TSTART", tform: "D", unit: "s", values: [0, 1800] },
  { name: "TSTOP", tform: "D", unit: "s", values: [1700, 3500] },
];

async function parse(columns: FitsColumn[], cards = timeCards): Promise<ObsIndex> {
  const source = new BufferSource(writeFits([{ name: "OBS_INDEX", cards, columns }]), "obs-index.fits");
  return parseObsIndex(await readIndexTable({ source, hdus: await listHdus(source) }, "OBS_INDEX"));
}
const without = (name: string) => base.filter((column) => column.name !== name);
const replaced = (...columns: FitsColumn[]) => [...base.filter(({ name }) => !columns.some((column) => column.name === name)), ...columns];

describe("parseObsIndex", () => {
  it("gives null for every column that is absent", async () => {
    const { rows, notes } = await parse(base);
    expect(rows[0]).toMatchObject({ obsMode: null, quality: null, muonEfficiency: null, targetName: null, zenithDeg: null, eventCount: null, notes: [] });
    expect(notes).toEqual(["there is no OBS_MODE: observations are taken as pointed"]);
  });

  it("takes OBJECT where TARGET_NAME is blank, and zenith from altitude", async () => {
    const { rows } = await parse(replaced(textColumn("OBJECT", ["Crab Nebula", "Mrk 421"]), textColumn("TARGET_NAME", ["Crab", ""]), { name: "ALT_PNT", tform: "E", values: [60, 70] }));
    expect(rows.map(({ targetName }) => targetName)).toEqual(["Crab", "Mrk 421"]);
    expect(rows[0]!.zenithDeg).toBe(30);
  });

  it("notes a pointing without position, and lets DRIFT have none", async () => {
    const nowhere: FitsColumn[] = [{ name: "RA_PNT", tform: "D", values: [NaN, 20] }, { name: "DEC_PNT", tform: "D", values: [NaN, 5] }];
    const { rows } = await parse(replaced(...nowhere));
    expect(rows[0]).toMatchObject({ raDeg: null, decDeg: null, notes: ["the pointing has no position"] });
    const modes = textColumn("OBS_MODE", ["drift", "DRIFT"]);
    const drifts = await parse([...without("RA_PNT").filter(({ name }) => name !== "DEC_PNT"), modes]);
    expect(drifts.rows[0]).toMatchObject({ obsMode: "DRIFT", raDeg: null, notes: ["DRIFT: a horizontal pointing without a fixed position"] });
  });

  it("takes times in days, and warns of single precision", async () => {
    const { rows, notes } = await parse(replaced({ name: "TSTART", tform: "E", unit: "d", values: [1, 2] }));
    expect(mjdToIso(rows[0]!.startMjd!)).toBe("2000-01-02T11:58:55.816Z");
    expect(notes).toContain("TSTART: single precision, so only good to some seconds; the event lists are better");
  });

  it("checks DATE-OBS against TSTART, and takes TELESCOP from the header", async () => {
    const dated = [textColumn("DATE-OBS", ["2000-01-01", "2000-01-01"]), textColumn("TIME-OBS", ["12:00:00", "18:00:00"])];
    const { rows } = await parse([...base, ...dated], [...timeCards, { keyword: "TELESCOP", value: "CTA" }]);
    expect(rows[0]).toMatchObject({ notes: [], telescope: "CTA" });
    expect(rows[1]!.notes).toEqual(["DATE-OBS says 2000-01-01 18:00:00, TSTART gives 2000-01-01T12:28:55.816Z"]);
  });

  it("says when there is no time reference, and leaves the moments open", async () => {
    const { rows, time, notes } = await parse(base, []);
    expect(time).toBeNull();
    expect(rows[0]!.startMjd).toBeNull();
    expect(notes[0]).toMatch(/no time reference/);
  });

  it("notes positions that are none and times that run backwards", async () => {
    const { rows } = await parse(replaced({ name: "DEC_PNT", tform: "D", values: [-95, 5] }, { name: "TSTOP", tform: "D", values: [-1, 3500] }));
    expect(rows[0]!.notes).toEqual(["TSTOP lies before TSTART", "RA_PNT, DEC_PNT (10, -95) are no position on the sky", "the pointing has no position"]);
  });

  it.each<[string, FitsColumn[], FitsCard[], string, string]>([
    ["a missing OBS_ID", without("OBS_ID"), timeCards, "GadfMissingColumn", "obs-index.fits, HDU OBS_INDEX: lacks the required column OBS_ID"],
    ["a missing position", without("RA_PNT"), timeCards, "GadfMissingColumn", "obs-index.fits, HDU OBS_INDEX: lacks the required column RA_PNT"],
    ["a duplicate OBS_ID", replaced({ name: "OBS_ID", tform: "K", values: [7n, 7n] }), timeCards, "GadfDuplicateObservation", "obs-index.fits, HDU OBS_INDEX: OBS_ID 7 stands in rows 1 and 2; it must be there once"],
    ["a negative OBS_ID", replaced({ name: "OBS_ID", tform: "K", values: [1n, -7n] }), timeCards, "GadfBadValue", "obs-index.fits, HDU OBS_INDEX, row 2: OBS_ID is -7; a whole number belongs there"],
    ["an unknown TIMESYS", base, [...timeCards.slice(0, 2), { keyword: "TIMESYS", value: "LST" }], "GadfBadValue", "obs-index.fits, HDU OBS_INDEX: TIMESYS is 'LST'; TT, TAI, UTC or TDB belongs there"],
    ["times in no unit of time", replaced({ name: "TSTART", tform: "D", unit: "deg", values: [1, 2] }), timeCards, "GadfBadValue", "obs-index.fits, HDU OBS_INDEX: column TSTART has unit 'deg', which is no unit of time"],
  ])("refuses %s", async (_, columns, cards, name, message) => {
    await expect(parse(columns, cards)).rejects.toMatchObject({ name, message, status: 422 });
  });
});
