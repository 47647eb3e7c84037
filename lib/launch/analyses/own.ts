import { type Analysis, analyses, analysisLabels } from "@/lib/catalogue/analysis";
import { containmentsFor, needsOf } from "@/lib/catalogue/irf-match/needs";
import { softwareOf } from "../software/codemeta";
import type { SoftwareRecord } from "../software/record";

/** The names of the portal's own notebooks: no other may have them. */
export const ownAnalysisIds = analyses;

const descriptions: Readonly<Record<Analysis, string>> = {
  spectrum: "Reflected regions, a power law and flux points of a point source; OGIP spectra, model and flux points as files.",
  "light-curve": "Fluxes of a point source per observation and in 10-minute bins, and whether it is steady; ECSV and FITS files.",
  map: "Significance map of a field by ring background, with its distribution and the places that stand out; FITS and ECSV files.",
};

/** The portal's own notebook as a record of the catalogue, of the same form as everybody's. What it needs, IRF matching says. */
export function ownRecord(analysis: Analysis): SoftwareRecord {
  const containments = containmentsFor(analysis);
  const always = needsOf(analysis, "full-enclosure").filter(({ kind, blocks }) => blocks && containments.every((containment) => needsOf(analysis, containment).some((need) => need.blocks && need.kind === kind)));
  return softwareOf({
    "@context": "https://w3id.org/codemeta/3.0",
    "@type": "SoftwareSourceCode",
    name: analysisLabels[analysis],
    license: "https://spdx.org/licenses/BSD-3-Clause",
    description: descriptions[analysis],
    softwareRequirements: [{ name: "gammapy", version: ">=1.0" }],
    supportingData: ["event lists", ...containments.map((containment) => `${containment} IRFs`), ...always.map(({ kind }) => kind)],
  });
}
