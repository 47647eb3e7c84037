import { describe, expect, it } from "vitest";
import type { DraftObservation, ManifestDraft } from "@/lib/basket/manifest/draft";
import { notebookFile, notebookInput } from "./notebook-file";

const portalUrl = "https://portal.example.org";
const own = { template: null };

const observation = (change: Partial<DraftObservation> = {}): DraftObservation => ({
  key: "1", obsId: "23523", id: "hess:23523", collection: "hess", targetName: "Crab Nebula", raDeg: 83.6, decDeg: 22.5, targetRaDeg: 83.63, targetDecDeg: 22.01,
  zenithDeg: 47, livetimeSec: 1580, energyThresholdTeV: 0.62, simulated: false, projectCode: "HESS-CRAB", containment: "full-enclosure",
  files: [{ path: "data/a.fits.gz", did: "hess:r1/data/a.fits.gz", role: "event-list", release: 1, sha256: "0".repeat(64) }],
  irfs: [{ kind: "aeff", path: "data/a.fits.gz", hduName: "AEFF", hduClass: "aeff_2d", rule: "linked" }],
  ...change,
});
const draft = (observations: DraftObservation[], change: Partial<ManifestDraft> = {}): ManifestDraft => ({
  basketRevision: 3, items: [], analysis: "spectrum", members: observations, observations, files: [], generated: [], terms: ["TERMS.txt"], totalBytes: 0, problems: [], ...change,
});
const inputOf = (...args: Parameters<typeof draft>) => notebookInput(draft(...args), "00000000-0000-4000-8000-000000000000", portalUrl);

describe("what a notebook is made from", () => {
  it("tells each observation's files, releases and IRF rules", () => {
    expect(inputOf([observation()])).toMatchObject({
      title: "Crab Nebula · HESS-CRAB", projectCodes: ["HESS-CRAB"], termsPaths: ["TERMS.txt"], simulated: false,
      observations: [{ obsId: "23523", observationId: "hess:23523", releases: [{ path: "data/a.fits.gz", release: 1 }], irfRules: [{ kind: "aeff", rule: "linked", detail: "data/a.fits.gz, AEFF" }] }],
    });
  });

  it("takes the target that most observations have, and none for a map or where no store says one", () => {
    const other = observation({ targetName: "Another", targetRaDeg: 10, targetDecDeg: 10 });
    expect(inputOf([other, observation(), observation()]).target).toEqual({ name: "Crab Nebula", raDeg: 83.63, decDeg: 22.01 });
    expect(inputOf([observation()], { analysis: "map" }).target).toBeNull();
    expect(inputOf([observation()], { analysis: "light-curve" })).toMatchObject({ analysis: "light-curve", target: { name: "Crab Nebula" } });
    expect(inputOf([observation({ targetRaDeg: null })]).target).toBeNull();
  });

  it("begins below the lowest threshold, and where none is known at a tenth of a TeV", () => {
    expect(inputOf([observation(), observation({ energyThresholdTeV: 0.9 })]).energyMinTeV).toBe(0.3);
    expect(inputOf([observation({ energyThresholdTeV: 0.05 })]).energyMinTeV).toBe(0.02);
    expect(inputOf([observation({ energyThresholdTeV: null })]).energyMinTeV).toBe(0.1);
    expect(inputOf([observation({ energyThresholdTeV: 300 })])).toMatchObject({ energyMinTeV: 4, energyMaxTeV: 40 });
  });

  it("says when anything in it is simulated", () => {
    expect(inputOf([observation(), observation({ simulated: true })]).simulated).toBe(true);
  });
});

describe("the notebook's file", () => {
  it("is named by its project, for each other analysis apart, and by no project where there are several", () => {
    const name = (...args: Parameters<typeof draft>) => notebookFile(draft(...args), own, "id", portalUrl).path;
    expect(name([observation()])).toBe("HESS-CRAB.ipynb");
    expect(name([observation()], { analysis: "map" })).toBe("HESS-CRAB-map.ipynb");
    expect(name([observation()], { analysis: "light-curve" })).toBe("HESS-CRAB-light-curve.ipynb");
    expect(name([observation(), observation({ projectCode: "OTHER" })])).toBe("analysis.ipynb");
    expect(name([observation({ projectCode: "../.Öd/x" })])).toBe("d-x.ipynb");
    expect(name([observation({ projectCode: null })])).toBe("analysis.ipynb");
  });

  it("is a notebook", () => {
    const file = notebookFile(draft([observation()]), own, "00000000-0000-4000-8000-000000000000", portalUrl);
    expect(file).toMatchObject({ role: "notebook", mediaType: "application/x-ipynb+json" });
    expect(JSON.parse(file.content.toString())).toMatchObject({ nbformat: 4 });
  });
});
