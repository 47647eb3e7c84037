import { codeCell, markdownCell, type NotebookCell } from "@/lib/launch/notebook/cells";
import { markdownText } from "@/lib/launch/notebook/markdown-text";
import { plotLabel } from "@/lib/launch/notebook/python-literal";
import { regionCells, regionWords, type TargetInput } from "@/lib/launch/notebook/region-cells";

const fluxPoints = String.raw`
from gammapy.datasets import FluxPointsDataset
from gammapy.estimators import FluxPointsEstimator

# From the lowest threshold up, in steps of two bins of the energy axis.
threshold = min(thresholds)  # TeV
edges = energy.edges.to_value("TeV")
assert threshold < edges[-2], "no energy bin lies above the threshold"
energy_edges = energy.edges[np.flatnonzero(edges >= threshold * 0.999)[0] :: 2]
print(f"energy threshold {threshold:.2f} TeV")

if detected:
    points = FluxPointsEstimator(
        energy_edges=energy_edges, source="source", selection_optional=["errn-errp", "ul"]
    ).run(datasets)
    ax_sed, ax_residuals = FluxPointsDataset(data=points, models=model).plot_fit()
    ax_sed.label_outer()  # the residuals have the energies below them
    ax_sed.set_title(SED_TITLE)
    ax_sed.figure.savefig("sed.png", dpi=110, bbox_inches="tight")
    plt.show()
`;

/** What goes on to other programs: OGIP spectra (Xspec, Sherpa), the model, the flux points. */
const write = String.raw`
from pathlib import Path

Path("ogip").mkdir(exist_ok=True)
for dataset in datasets:
    dataset.write(Path("ogip") / f"pha_obs{dataset.name}.fits", overwrite=True)  # with its arf, rmf and background
if detected:
    datasets.models.write("spectrum-model.yaml", overwrite=True, write_covariance=False)
    for suffix in ("ecsv", "fits"):
        points.write(f"flux-points.{suffix}", sed_type="dnde", overwrite=True)
`;

const result = String.raw`
import json


def plain(value, digits=4):
    value = float(value)
    return float(f"{value:.{digits}g}") if np.isfinite(value) else None


summary = {
    "n_observations": len(datasets),
    "index": plain(power_law.index.value) if detected else None,
    "index_error": plain(power_law.index.error) if detected else None,
    "amplitude": plain(power_law.amplitude.value) if detected else None,
    "amplitude_error": plain(power_law.amplitude.error) if detected else None,
    "sqrt_ts": plain(sqrt_ts),
    "counts": int(total["counts"]),
    "counts_off": int(total["counts_off"]),
    "livetime_s": plain(total["livetime"], 6),
    "energy_threshold_tev": plain(threshold),
}
print("AIRSHOWER_RESULT", json.dumps(summary))
`;

/** The one-dimensional analysis of a point source, down to the line that programs read. */
export function spectrumCells(input: TargetInput): NotebookCell[] {
  const name = markdownText(input.target.name);
  const title = `SED_TITLE = ${plotLabel(input.target.name)}`;
  return [
    markdownCell("about-spectrum",
      `## Spectrum of ${name}\n\nReflected regions, with ${regionWords(input)}. ` +
      "Where another source lies in the field, give `ReflectedRegionsBackgroundMaker` an `exclusion_mask`."),
    ...regionCells(input),
    markdownCell("about-sed", "## Spectral energy distribution\n\nFlux points from the energy threshold up, the fitted power law, and the residuals."),
    codeCell("sed", `${title}\n${fluxPoints}`),
    codeCell("write", write),
    codeCell("result", result),
  ];
}
