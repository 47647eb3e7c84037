import { describe, expect, it } from "vitest";
import type { DraftObservation, ManifestDraft } from "@/lib/basket/manifest/draft";
import type { Demand } from "@/lib/catalogue/irf-match/needs";
import { analysisLack } from "./fits";
import { notebookNotes } from "./notes";

const irf = (kind: string): DraftObservation["irfs"][number] => ({ kind, path: "a.fits", hduName: kind.toUpperCase(), hduClass: null, rule: "linked" });
const observation = (change: Partial<DraftObservation> = {}): DraftObservation => ({
  key: "1", obsId: "1", id: "hess:1", collection: "hess", targetName: "Crab Nebula", raDeg: 83.6, decDeg: 22.5, targetRaDeg: 83.63, targetDecDeg: 22.01,
  zenithDeg: 47, livetimeSec: 1580, energyThresholdTeV: 0.6, simulated: false, projectCode: "CRAB", containment: "full-enclosure", files: [],
  irfs: ["aeff", "edisp", "psf", "bkg"].map(irf), ...change,
});
const elsewhere = observation({ targetName: "Mrk 421", raDeg: 166, decDeg: 38, targetRaDeg: 166.11, targetDecDeg: 38.21 });
const drift = observation({ raDeg: null, decDeg: null });
const draft = (observations: DraftObservation[]) => ({ observations }) as unknown as ManifestDraft;
const notes = (demand: Demand, ...observations: DraftObservation[]) => notebookNotes({ demand, template: typeof demand === "string" ? null : [] }, draft(observations));
const mine: Demand = { id: "mine", words: "the notebook Mine", containments: ["point-like"], kinds: ["aeff", "rad_max"] };

describe("what a notebook will make of a basket", () => {
  it("is as expected for observations of one target or field", () => {
    for (const demand of ["spectrum", "light-curve", "map", mine] as const) expect(notes(demand, observation(), observation({ targetName: "Crab", targetRaDeg: 83.66 })), String(demand)).toEqual([]);
  });

  it("without a target is no spectrum and no light curve, but a map", () => {
    const without = observation({ targetRaDeg: null, targetDecDeg: null });
    expect(notes("spectrum", without)).toEqual([{ slug: "no-target", blocks: false, detail: expect.stringContaining("will stop at the counts map, without the spectrum") as string }]);
    expect(notes("light-curve", without)[0]?.detail).toContain("without the light curve");
    expect(notes("map", without)).toEqual([]);
    expect(notes(mine, without)[0]?.detail).toContain("TARGET is None in the notebook Mine");
  });

  it("of several targets is of the one of most", () => {
    const [note, ...more] = notes("light-curve", elsewhere, observation(), observation());
    expect(more).toEqual([]);
    expect(note).toMatchObject({ slug: "several-targets", blocks: false });
    expect(note!.detail).toBe("1 observation of 3 is of another target than Crab Nebula (Mrk 421). The notebook will make the light curve of Crab Nebula at RA 83.630, Dec 22.010 deg alone, and leave out observations whose field of view does not hold it.");
    expect(notes("spectrum", observation(), observation({ targetRaDeg: 90 }), observation({ targetRaDeg: 91 }))[0]?.detail).toContain("2 observations of 3 are of another place than the one that is taken for Crab Nebula");
    expect(notes(mine, elsewhere, observation(), observation())[0]?.detail).toContain("TARGET is Crab Nebula in the notebook Mine, and all observations are loaded");
  });

  it("of no common field is no significance map", () => {
    const detail = expect.stringContaining("counts map of the whole sky and stop there") as string;
    expect(notes("map", observation(), elsewhere)).toEqual([{ slug: "no-common-field", blocks: false, detail }]);
    expect(notes("map", drift, drift)).toEqual([{ slug: "no-common-field", blocks: false, detail }]);
  });

  it("is without drift scans", () => {
    expect(notes("map", observation(), drift)).toEqual([{ slug: "drift-scans", blocks: false, detail: "1 observation of 2 is a drift scan without a pointing: the notebook will leave it out of the map." }]);
    expect(notes("spectrum", observation(), drift, drift)[0]?.detail).toContain("2 observations of 3 are drift scans");
  });

  it("of nothing is told by the plan's problems", () => expect(notes("spectrum")).toEqual([]));
});

describe("whether a notebook fits a basket", () => {
  const lack = (demand: Demand, ...observations: DraftObservation[]) => analysisLack({ title: "It", demand }, draft(observations));
  const pointLike = observation({ containment: "point-like", irfs: ["aeff", "edisp", "rad_max"].map(irf) });

  it("hangs on the kind of IRFs", () => {
    expect(lack("map", pointLike)).toEqual({ slug: "containment-unfit", detail: "It needs full-enclosure IRFs, and the observations have point-like ones." });
    expect(lack("spectrum", pointLike)).toBeNull();
    expect(lack(mine, observation())).toMatchObject({ slug: "containment-unfit" });
    expect(lack(mine, pointLike)).toBeNull();
  });
  it("on the IRFs that at least one observation has", () => {
    const noBkg = observation({ irfs: ["aeff", "edisp", "psf"].map(irf) });
    expect(lack("map", noBkg)).toEqual({ slug: "irf-missing", detail: "It needs bkg, and no observation of the basket has all that it needs." });
    expect(lack("map", noBkg, observation())).toBeNull();
    expect(lack("light-curve", observation({ irfs: [irf("aeff"), irf("edisp")] }))).toBeNull();
    expect(lack(mine, observation({ containment: "point-like", irfs: [irf("aeff")] }))).toMatchObject({ slug: "irf-missing", detail: expect.stringContaining("needs rad_max") as string });
  });
  it("and on there being anything", () => expect(lack("spectrum")).toMatchObject({ slug: "no-observations" }));
});
