import { describe, expect, it } from "vitest";
import { distanceText, groupsOf, patternOf, remarksOf, summarise, summaryText } from "@/components/observation/irf-match-words";
import type { IrfMatch } from "@/lib/catalogue/schemas";

const component = (change: Partial<IrfMatch["components"][number]> = {}): IrfMatch["components"][number] => ({
  kind: "aeff",
  productId: "sim-crab:data/obs_70001.fits.gz",
  hduName: "AEFF",
  hduClass: "aeff_2d",
  rule: "linked",
  proposed: false,
  distance: null,
  disagreements: [],
  ...change,
});

const match = (change: Partial<IrfMatch> = {}): IrfMatch => ({ observationId: "sim-crab:70001", containment: "full-enclosure", components: [component()], ambiguous: [], missing: [], ...change });

describe("what the IRF match says in the selection bar", () => {
  it("is complete when nothing wants an eye", () => expect(summaryText(summarise([match(), match()]))).toBe("complete"));

  it("is complete without what the analysis does not need, and says so beside it", () => {
    const noBackground = match({ missing: [{ kind: "bkg", blocks: false }] });
    expect(summaryText(summarise([noBackground]))).toBe("complete");
    expect(remarksOf(noBackground)).toEqual(["No background (bkg); this analysis does without."]);
  });

  it("counts each trouble", () => {
    const all = [
      match({ missing: [{ kind: "aeff", blocks: true }] }),
      match({ components: [component({ disagreements: ["zenith 24° in the header, 47° at the observation"] })] }),
      match({ ambiguous: [{ kind: "psf", candidates: [{ productId: "sim-crab:a.fits", hduName: "PSF" }] }] }),
      match({ components: [component({ rule: "nearest", proposed: true })] }),
      match(),
    ];
    expect(summarise(all)).toEqual({ complete: 1, incomplete: 1, ambiguous: 1, disagreeing: 1, proposed: 1 });
    expect(summaryText(summarise(all))).toBe("1 incomplete, 1 disagrees, 1 ambiguous, 1 to confirm");
  });
});

describe("remarks", () => {
  it("tells by how much a proposal differs", () => {
    const distance = { cosZenith: 0.0832, azimuthDeg: 12, muonEfficiency: null, nsb: null };
    expect(distanceText(distance)).toBe("differs by cos(zenith) 0.083, azimuth 12°");
    expect(distanceText({ ...distance, cosZenith: 0 })).toBe("differs by azimuth 12°");
    expect(distanceText({ ...distance, cosZenith: 0, azimuthDeg: 0 })).toBe("made for the same conditions");
    expect(distanceText({ cosZenith: null, azimuthDeg: null, muonEfficiency: null, nsb: null })).toBeNull();
    expect(remarksOf(match({ components: [component({ rule: "nearest", proposed: true, distance })] }))[0]).toContain("only a proposal (differs by cos(zenith)");
  });

  it("repeats a disagreement word by word", () => {
    expect(remarksOf(match({ components: [component({ disagreements: ["zenith 24° against 47°"] })] }))).toEqual(["aeff: zenith 24° against 47°"]);
  });
});

describe("many matches in few lines", () => {
  it("puts components of one rule together", () => {
    const mixed = match({
      components: [component(), component({ kind: "edisp" }), component({ kind: "psf", rule: "nearest", proposed: true })],
      missing: [{ kind: "bkg", blocks: true }],
    });
    expect(patternOf(mixed)).toBe("aeff, edisp linked · psf nearest (proposal) · bkg missing");
  });

  it("puts observations of one pattern together", () => {
    const other = match({ observationId: "sim-crab:70002", components: [component({ rule: "event-header" })] });
    expect(groupsOf([match(), other, match({ observationId: "sim-crab:70003" })])).toEqual([
      { pattern: "aeff linked", ids: ["sim-crab:70001", "sim-crab:70003"] },
      { pattern: "aeff by header", ids: ["sim-crab:70002"] },
    ]);
  });
});
