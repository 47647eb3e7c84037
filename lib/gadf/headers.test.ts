import { describe, expect, it } from "vitest";
import { BufferSource, findHdu, listHdus, withFits, type Hdu } from "@/lib/fits/read";
import { writeFits, type FitsCard, type FitsColumn } from "@/lib/fits/write";
import { readEventHeader } from "@/lib/gadf/event-header";
import { livetime, readGoodTimes } from "@/lib/gadf/gti";
import { readIrfMetadata } from "@/lib/gadf/irf";
import { ctaRoot, hasRealStores, hessFile, realStoresNote } from "@/lib/gadf/real-stores.test-support";
import { energyThreshold } from "@/lib/gadf/threshold";
import { mjdToIso } from "@/lib/units/time";

const ctaEvents = `${ctaRoot}/data/baseline/gps/gps_baseline_110380.fits`;
const ctaIrfs = `${ctaRoot}/caldb/data/cta/1dc/bcf/South_z20_50h/irf_file.fits`;

describe.skipIf(!hasRealStores)(`real headers${realStoresNote}`, () => {
  it("reads a H.E.S.S. event header", async () => {
    const header = await withFits(hessFile(23523), async ({ hdus }) => readEventHeader(findHdu(hdus, "events")));
    expect(header).toMatchObject({
      obsId: 23523n, obsMode: "WOBBLE", ontimeSec: 1687, deadTimeCorrection: 0.937603298574686, objectName: "Crab Nebula",
      raDeg: 83.633333333333, decDeg: 21.514444444444, targetDecDeg: 22.014444444444, zenithDeg: 48.6102109619662, azDeg: 22.4817052274739,
      muonEfficiency: 0.907074809074402, telescope: "HESS", instrument: "H.E.S.S. Phase I", telescopeCount: 4, telescopeList: "1,2,3,4",
      eventCount: 7613, simulated: false, hduClass: "EVENTS", longitudeDeg: 16.5002222222222, notes: [],
      analysis: { creator: "SASH FITS::EventListWriter", origin: "H.E.S.S. Collaboration", cuts: "std", arrayLayout: "1,2,3,4", caldb: null, irf: null },
    });
    expect(mjdToIso(header.startMjd!)).toBe("2004-12-04T22:07:06.000Z");
  });

  it("reads a CTA event header: simulated, no HDUCLAS, placeholders", async () => {
    const header = await withFits(ctaEvents, async ({ hdus }) => readEventHeader(findHdu(hdus, "EVENTS")));
    expect(header).toMatchObject({
      obsId: 110380n, obsMode: null, hduClass: null, simulated: true, altDeg: null, zenithDeg: null, targetRaDeg: null, telescopeCount: null,
      eventCount: 106217, analysis: { caldb: "1dc", irf: "South_z20_50h", creator: "ctobssim (1.4.0)" },
    });
    expect(header.notes).toHaveLength(3);
  });

  it.each([[23523, 1687, 1581.7368], [20282, 1687, 1543.3231], [33787, 1689, 1645.9437]])("sums the good times of %i", async (obsId, ontimeSec, livetimeSec) => {
    await withFits(hessFile(obsId), async ({ source, hdus }) => {
      const times = await readGoodTimes(source, findHdu(hdus, "gti"));
      expect(times).toMatchObject({ ontimeSec, notes: [] });
      const result = livetime(times, readEventHeader(findHdu(hdus, "events")));
      expect(result.livetimeSec).toBeCloseTo(livetimeSec, 3);
      expect(result.notes).toEqual([]);
    });
  });

  it("trusts the good times of CTA, where TSTOP is rounded", async () => {
    await withFits(ctaEvents, async ({ source, hdus }) => {
      const times = await readGoodTimes(source, findHdu(hdus, "GTI"));
      const header = readEventHeader(findHdu(hdus, "EVENTS"));
      expect(times.ontimeSec).toBe(1800);
      expect((times.endMjd! - header.endMjd!) * 86400).toBeCloseTo(8, 2);
      expect(livetime(times, header)).toEqual({ livetimeSec: expect.closeTo(1764, 3), notes: [] });
    });
  });

  it.each([[23523, 0.870964, 0.554313], [20282, 0.40738, 0.26234], [33787, 1.071519, 0.667476]])("finds the thresholds of %i", async (obsId, lo, peak) => {
    const aeff = await withFits(hessFile(obsId), ({ source, hdus }) => readIrfMetadata(source, findHdu(hdus, "aeff"), { hduType: "aeff", hduClass: "aeff_2d" }));
    expect(aeff).toMatchObject({ kind: "aeff", hduClass: "aeff_2d", containment: "full-enclosure", obsId: String(obsId), offsetMaxDeg: 2.5, energyMaxTeV: 100, hiThresholdTeV: 100, analysis: { cuts: "std", arrayLayout: "1,2,3,4" }, notes: [] });
    expect(aeff.loThresholdTeV).toBeCloseTo(lo, 5);
    expect(aeff.peakFractionTeV).toBeCloseTo(peak, 5);
    expect(energyThreshold(aeff, null)).toBeCloseTo(lo, 5);
  });

  it("reads the other H.E.S.S. IRFs", async () => {
    await withFits(hessFile(23523), async ({ source, hdus }) => {
      const all = await Promise.all(["edisp", "psf", "bkg"].map((name) => readIrfMetadata(source, findHdu(hdus, name))));
      expect(all.map(({ hduClass }) => hduClass)).toEqual(["edisp_2d", "psf_table", "bkg_3d"]);
      expect(all.every(({ peakFractionTeV, offsetMaxDeg }) => peakFractionTeV === null && offsetMaxDeg === 2.5)).toBe(true);
    });
  });

  it("reads CTA's IRFs, whose zenith, azimuth and chain stand in calibration boundaries", async () => {
    await withFits(ctaIrfs, async ({ source, hdus }) => {
      const names = ["EFFECTIVE AREA", "ENERGY DISPERSION", "POINT SPREAD FUNCTION", "BACKGROUND"];
      const all = await Promise.all(names.map((name) => readIrfMetadata(source, findHdu(hdus, name))));
      expect(all.map(({ hduClass }) => hduClass)).toEqual(["aeff_2d", "edisp_2d", "psf_3gauss", "bkg_3d"]);
      for (const irf of all) {
        expect(irf).toMatchObject({ zenithDeg: 20, azDeg: 0, offsetMaxDeg: 6, validFromMjd: 56687, validToMjd: null, telescope: "CTA", instrument: "1DC", calibrationName: "South_z20_50h" });
        expect(irf.analysis).toMatchObject({ irf: "South_z20_50h", chain: "ASWG", chainVersion: "1dc" });
      }
      expect(all[0]!.loThresholdTeV).toBeNull();
      expect(energyThreshold(all[0]!, null)).toBeCloseTo(0.442173, 5);
    });
  });
});

async function hduOf(columns: FitsColumn[], cards: FitsCard[] = []): Promise<[BufferSource, Hdu]> {
  const source = new BufferSource(writeFits([{ name: "X", cards, columns }]), "a.fits");
  return [source, findHdu(await listHdus(source), "X")];
}

describe("readGoodTimes and livetime", () => {
  const gti = (start: number[], stop: number[], unit: string | null = "s") =>
    hduOf([{ name: "START", tform: "D", unit, values: start }, { name: "STOP", tform: "D", unit, values: stop }]);

  it("sums intervals with gaps, in any order", async () => {
    const times = await readGoodTimes(...(await gti([500, 0], [900, 300])));
    expect(times).toMatchObject({ ontimeSec: 700, intervals: [{ startSec: 0, stopSec: 300 }, { startSec: 500, stopSec: 900 }], startMjd: null, notes: [] });
  });

  it("counts what intervals share once, and leaves out those without length", async () => {
    const times = await readGoodTimes(...(await gti([0, 200, 50, 7], [300, 400, 60, 7])));
    expect(times.ontimeSec).toBe(400);
    expect(times.notes).toEqual(["1 of 4 good time intervals have no length", "good time intervals overlap: what they share counts once"]);
  });

  it("says when there is none, and refuses columns that hold no times", async () => {
    expect((await readGoodTimes(...(await gti([], [])))).notes).toEqual(["there is no good time"]);
    await expect(readGoodTimes(...(await gti([1], [2], "deg")))).rejects.toThrow("a.fits, HDU X: column START (unit 'deg') holds no times");
  });

  it("flags a LIVETIME that disagrees, and needs DEADC or LIVETIME", () => {
    expect(livetime({ ontimeSec: 1000 }, { deadTimeCorrection: 0.9, livetimeSec: 950 })).toEqual({ livetimeSec: 900, notes: ["LIVETIME says 950.0 s, good times x DEADC give 900.0 s"] });
    expect(livetime({ ontimeSec: 1000 }, { deadTimeCorrection: 0.9, livetimeSec: 900.8 }).notes).toEqual([]);
    expect(livetime({ ontimeSec: 1000 }, { deadTimeCorrection: null, livetimeSec: 900 })).toMatchObject({ livetimeSec: 900 });
    expect(livetime({ ontimeSec: 1000 }, { deadTimeCorrection: null, livetimeSec: null }).livetimeSec).toBeNull();
    expect(livetime({ ontimeSec: 1000 }, { deadTimeCorrection: 90, livetimeSec: null }).notes[0]).toMatch(/DEADC is 90/);
  });
});

describe("readIrfMetadata", () => {
  const aeff = (energyUnit: string, area: number[]): FitsColumn[] => [
    { name: "ENERG_LO", tform: "3E", unit: energyUnit, values: [100, 1000, 10000] },
    { name: "ENERG_HI", tform: "3E", unit: energyUnit, values: [1000, 10000, 100000] },
    { name: "THETA_LO", tform: "2E", unit: "rad", values: [0, 0.01] },
    { name: "THETA_HI", tform: "2E", unit: "rad", values: [0.01, 0.02] },
    { name: "EFFAREA", tform: "6E", unit: "m2", dim: [3, 2], values: area },
  ];

  it("converts units, and takes the index's word where the header is silent", async () => {
    const irf = await readIrfMetadata(...(await hduOf(aeff("GeV", [0, 5, 100, 1, 1, 1]), [{ keyword: "HDUCLAS3", value: "POINT-LIKE" }, { keyword: "RAD_MAX", value: 0.1 }, { keyword: "ALT_PNT", value: 70 }])), { hduType: "aeff", hduClass: "aeff_2d" });
    expect(irf).toMatchObject({ kind: "aeff", hduClass: "aeff_2d", containment: "point-like", radMaxDeg: 0.1, zenithDeg: 20 });
    expect(irf.energyMinTeV).toBeCloseTo(0.1);
    expect(irf.offsetMaxDeg).toBeCloseTo(1.1459, 4);
    // Peak 100, so 10: between the centres 3.16 TeV (5) and 31.6 TeV (100), at 5/95 of the way in log energy.
    expect(irf.peakFractionTeV).toBeCloseTo(10 ** (0.5 + 5 / 95), 4);
  });

  it("has no threshold where the area is nothing, and notes a class that disagrees", async () => {
    const cards = [{ keyword: "HDUCLAS2", value: "EFF_AREA" }, { keyword: "HDUCLAS4", value: "AEFF_2D" }];
    const irf = await readIrfMetadata(...(await hduOf(aeff("TeV", [0, 0, 0, 0, 0, 0]), cards)), { hduType: "psf", hduClass: "psf_king" });
    expect(irf.peakFractionTeV).toBeNull();
    expect(irf.notes).toEqual(["the hdu-index calls it psf, its header says EFF_AREA", "the hdu-index gives class psf_king, its header says aeff_2d"]);
  });

  it("refuses an HDU that is no IRF, and axes in no unit of theirs", async () => {
    const [source, hdu] = await hduOf(aeff("TeV", [1, 1, 1, 1, 1, 1]), [{ keyword: "HDUCLAS2", value: "LIGHTCURVE" }]);
    await expect(readIrfMetadata(source, hdu)).rejects.toThrow("a.fits, HDU X: HDUCLAS2 is 'LIGHTCURVE', which names no IRF");
    await expect(readIrfMetadata(...(await hduOf(aeff("m", [1, 1, 1, 1, 1, 1]))), { hduType: "aeff" })).rejects.toThrow("column ENERG_LO has unit 'm', one like TeV belongs there");
  });
});
