import { describe, expect, it } from "vitest";
import type { IrfCandidate, MatchObservation } from "./candidate";
import { disagreementsOf, ZENITH_TOLERANCE_DEG } from "./disagreements";
import { namedByHeader } from "./event-header";
import { distanceOf, isComparable, NearestIrfs } from "./nearest";
import { neighbourhoods } from "./neighbourhood";
import { needsOf } from "./needs";

const observation = (change: Partial<MatchObservation> = {}): MatchObservation => ({
  key: "1", id: "store:10001", collection: "store", obsId: "10001", zenithDeg: 20, azDeg: 350, muonEfficiency: 0.9, nsbLevel: 1, startMjd: 60000, endMjd: 60000.02,
  instrument: "H.E.S.S.", facility: "H.E.S.S.", simulated: false, analysis: { chain: "hap", chainVersion: "1", cuts: "std", arrayLayout: "1,2,3,4", irf: "std_z20", caldb: "r1" }, ...change,
});
const candidate = (irf: IrfCandidate["irf"] = {}, change: Partial<IrfCandidate> = {}): IrfCandidate => ({
  productId: `store:${change.path ?? "a.fits"}`, collection: "store", path: "a.fits", sharing: "single", eventsOf: null, kind: "aeff", hduName: "AEFF", hduClass: "aeff_2d", irf, linkedTo: observation(), ...change,
});
const analysisOf = (part: Partial<NonNullable<IrfCandidate["irf"]["analysis"]>>) => ({ caldb: null, irf: null, creator: null, origin: null, chain: null, chainVersion: null, cuts: null, eventType: null, arrayLayout: null, ...part });

describe("needsOf", () => {
  it("blocks what the analysis can not do without, and no more", () => {
    const of = (...args: Parameters<typeof needsOf>) => needsOf(...args).map(({ kind, blocks }) => (blocks ? kind : `(${kind})`)).join(" ");
    expect(of("spectrum", "full-enclosure")).toBe("aeff edisp psf (bkg)");
    expect(of("spectrum", null)).toBe("aeff edisp psf (bkg)");
    expect(of("spectrum", "point-like")).toBe("aeff edisp (rad_max)");
    expect(of("light-curve", "full-enclosure")).toBe("aeff edisp (psf) (bkg)");
    expect(of("light-curve", "point-like")).toBe("aeff edisp (rad_max)");
    expect(of("map", "full-enclosure")).toBe("aeff edisp psf bkg");
    expect(of("map", "point-like")).toBe("aeff edisp psf bkg");
  });
});

describe("disagreementsOf", () => {
  const told = (irf: IrfCandidate["irf"], change: Partial<IrfCandidate> = {}, of: Partial<MatchObservation> = {}) => disagreementsOf(candidate(irf, change), observation(of), "full-enclosure");
  it("says nothing where the header says nothing or the same", () => {
    expect(told({})).toEqual([]);
    expect(told({ obsId: "010001", zenithDeg: 20.5, containment: "full-enclosure", telescope: "HESS", instrument: "H.E.S.S. Phase I", analysis: analysisOf({ arrayLayout: "4 3 2 1", irf: "std_z20" }), validFromMjd: 59000, validToMjd: 61000 })).toEqual([]);
  });
  it("allows a zenith angle its tolerance, more to shared IRFs on a grid", () => {
    const { own, shared } = ZENITH_TOLERANCE_DEG;
    expect(told({ zenithDeg: 20 + own })).toEqual([]);
    expect(told({ zenithDeg: 20 + own + 0.1 })).toEqual(["zenith: the IRF's header says 23.1 deg, the observation was at 20.0 deg"]);
    expect(told({ zenithDeg: 20 + shared }, { sharing: "shared-irf" })).toEqual([]);
    expect(told({ zenithDeg: 40 }, { sharing: "shared-irf" })).toEqual(["zenith: the IRF's header says 40.0 deg, the observation was at 20.0 deg"]);
    expect(told({ zenithDeg: 40 }, { sharing: "combined" })).toHaveLength(1);
    expect(told({ zenithDeg: 40 }, {}, { zenithDeg: null })).toEqual([]);
  });
  it("tells of another site, array, set, containment or period, with both values", () => {
    expect(told({ telescope: "CTA", instrument: "1DC", calibrationName: "North_z20" }, {}, { analysis: {} })).toEqual(["site: the IRF's header says CTA 1DC, the observation H.E.S.S."]);
    expect(told({ analysis: analysisOf({ arrayLayout: "1,2" }) })).toEqual(["array: the IRF's header says 1,2, the observation 1,2,3,4"]);
    expect(told({ calibrationName: "std_z40" })).toEqual(["name: the IRF's header says std_z40, the event header std_z20"]);
    expect(told({ containment: "point-like" })).toEqual(["containment: the IRF is point-like, the observation's effective area full-enclosure"]);
    expect(told({ validFromMjd: 60001 })).toEqual(["validity: the IRF's header says from 2023-02-26, the observation is of 2023-02-25"]);
    expect(told({ validFromMjd: 50000, validToMjd: 59999 })).toEqual(["validity: the IRF's header says from 1995-10-10 to 2023-02-24, the observation is of 2023-02-25"]);
  });
  it("knows an instrument that no list knows by its own words", () => {
    const unknown = { instrument: "SIM-IACT", facility: "SIM-IACT", analysis: {} };
    expect(told({ telescope: "SIM-IACT", instrument: "SIM-IACT-4" }, {}, unknown)).toEqual([]);
    expect(told({ telescope: "OTHER" }, {}, unknown)).toEqual(["site: the IRF's header says OTHER, the observation SIM-IACT"]);
  });
});

describe("namedByHeader", () => {
  const named = (...candidates: IrfCandidate[]) => namedByHeader(observation(), candidates).map(({ path }) => path);
  it("takes the set of that name in that database, the own store's first", () => {
    const path = (database: string, name = "std_z20") => `caldb/data/hess/${database}/bcf/${name}/irf_file.fits`;
    expect(named(candidate({}, { path: path("r1") }), candidate({}, { path: path("r2") }), candidate({}, { path: path("r1", "std_z40") }))).toEqual([path("r1")]);
    expect(named(candidate({ calibrationName: "std_z20", analysis: analysisOf({ caldb: "r1" }) }, { path: "b.fits" }))).toEqual(["b.fits"]);
    expect(named(candidate({ calibrationName: "std_z20", analysis: analysisOf({ caldb: "r9" }) }))).toEqual([]);
    expect(named(candidate({}, { path: path("r1"), collection: "other" }), candidate({}, { path: `copy/${path("r1")}` }))).toEqual([`copy/${path("r1")}`]);
    expect(named(candidate({}, { path: path("r1"), linkedTo: observation({ instrument: "MAGIC" }) }))).toEqual([]);
    expect(namedByHeader(observation({ analysis: {} }), [candidate({}, { path: path("r1") })])).toEqual([]);
  });
});

describe("the nearest", () => {
  it("is comparable only within site, array, chain, version, cuts, event type, containment, period and simulation", () => {
    const comparable = (irf: IrfCandidate["irf"], linkedTo: Partial<MatchObservation> = {}) => isComparable(candidate(irf, { linkedTo: observation(linkedTo) }), observation(), "full-enclosure");
    expect(comparable({})).toBe(true);
    expect(comparable({ analysis: analysisOf({ arrayLayout: "4,3,2,1" }) })).toBe(true);
    for (const other of [{ arrayLayout: "1,2" }, { chain: "other" }, { chainVersion: "2" }, { cuts: "hard" }, { eventType: "hybrid" }]) expect(comparable({ analysis: analysisOf(other) }), JSON.stringify(other)).toBe(false);
    for (const irf of [{ containment: "point-like" as const }, { validFromMjd: 60001 }, { validToMjd: 60000.01 }]) expect(comparable(irf), JSON.stringify(irf)).toBe(false);
    for (const linked of [{ instrument: "MAGIC" }, { facility: "MAGIC" }, { simulated: true }, { analysis: {} }]) expect(comparable({}, linked), JSON.stringify(linked)).toBe(false);
  });
  it("measures azimuth the short way round, and nothing where a value is not known", () => {
    expect(distanceOf(candidate({ zenithDeg: 60, azDeg: 10, muonEfficiency: 0.8 }), observation({ nsbLevel: null }))).toEqual({ cosZenith: expect.closeTo(Math.cos(Math.PI / 9) - 0.5, 12), azimuthDeg: 20, muonEfficiency: expect.closeTo(0.1, 12), nsb: null });
  });
  it("goes by cos(zenith), then azimuth, then muon efficiency, then night sky", () => {
    const one = (path: string, zenithDeg: number | null, azDeg: number, muonEfficiency: number, nsbLevel: number) => candidate({ zenithDeg, azDeg, muonEfficiency, nsbLevel }, { path, sharing: "shared-irf" });
    const best = (...candidates: IrfCandidate[]) => new NearestIrfs(candidates).find("aeff", observation(), null)?.candidate.path;
    expect(best(one("far", 30, 350, 0.9, 1), one("near", 22, 100, 0.5, 5))).toBe("near");
    expect(best(one("south", 22, 180, 0.9, 1), one("north", 22, 0, 0.5, 5))).toBe("north");
    expect(best(one("a", 22, 0, 0.7, 1), one("b", 22, 0, 0.85, 5))).toBe("b");
    expect(best(one("a", 22, 0, 0.7, 3), one("b", 22, 0, 0.7, 2))).toBe("b");
    expect(best(one("b", 22, 0, 0.7, 2), one("a", 22, 0, 0.7, 2))).toBe("a");
    expect(best(one("unknown", null, 350, 0.9, 1))).toBeUndefined();
    expect(new NearestIrfs([one("x", 22, 0, 0.7, 2)]).find("aeff", observation({ zenithDeg: null }), null)).toBeNull();
    expect(new NearestIrfs([one("x", 22, 0, 0.7, 2)]).find("bkg", observation(), null)).toBeNull();
  });
  it("is found among many as by a look at each", () => {
    let state = 3;
    const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    const many = Array.from({ length: 400 }, (_, i) =>
      candidate({ zenithDeg: Math.floor(next() * 60), azDeg: Math.floor(next() * 8) * 45, validFromMjd: next() < 0.3 ? 60001 : null, containment: next() < 0.5 ? "point-like" : null }, { path: `${i}.fits`, sharing: "shared-irf", linkedTo: observation({ simulated: next() < 0.2 }) }));
    const finder = new NearestIrfs(many);
    for (let i = 0; i < 200; i++) {
      const wanted = observation({ zenithDeg: next() * 70, azDeg: next() * 360 });
      const distance = (one: IrfCandidate) => distanceOf(one, wanted);
      const fit = many.filter((one) => isComparable(one, wanted, "full-enclosure"));
      const leastCos = Math.min(...fit.map((one) => distance(one).cosZenith!));
      const leastTurn = Math.min(...fit.filter((one) => distance(one).cosZenith! < leastCos + 1e-4).map((one) => distance(one).azimuthDeg!));
      expect(finder.find("aeff", wanted, "full-enclosure")?.distance).toMatchObject({ azimuthDeg: leastTurn });
      expect(finder.find("aeff", wanted, "full-enclosure")?.distance.cosZenith).toBeCloseTo(leastCos, 3);
    }
  });
  it("is looked for at each zenith angle, or by degrees when there are many", () => {
    expect(neighbourhoods([observation(), observation({ zenithDeg: 20.4 }), observation({ zenithDeg: null }), observation({ instrument: null })]).map((p) => p.zenithDeg)).toEqual([20, 20.4]);
    const many = Array.from({ length: 10_000 }, (_, i) => observation({ zenithDeg: i / 200 }));
    expect(neighbourhoods(many)).toHaveLength(51);
  });
});
