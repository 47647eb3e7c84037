import { codeCell, markdownCell, type NotebookCell } from "@/lib/launch/notebook/cells";
import { lightCurvePlot } from "@/lib/launch/notebook/light-curve-plot";
import { markdownText } from "@/lib/launch/notebook/markdown-text";
import { plotLabel } from "@/lib/launch/notebook/python-literal";
import { regionCells, regionWords, type TargetInput } from "@/lib/launch/notebook/region-cells";

const BIN_MINUTES = 10;

/** Observations cut in bins of time, and the flux of each with the spectral shape of all of them. */
const fluxes = String.raw`
from gammapy.estimators import LightCurveEstimator

BIN_MINUTES = ${BIN_MINUTES}
SHORTEST_MINUTES = 3  # a rest shorter than this is joined to the bin before it
ASSUMED_INDEX = 2.5  # of the power law, where the source is too faint to fit one

# All observations are sensitive from the highest of their thresholds on: one range of energies for all fluxes.
edges = energy.edges.to_value("TeV")
above = np.flatnonzero(edges >= max(thresholds) * 0.999)
assert len(above) >= 2, "no energy bin lies above the threshold of all observations"
flux_range = energy.edges[[above[0], above[-1]]]
threshold = edges[above[0]]

if not detected:
    power_law.index.value = ASSUMED_INDEX
    model = SkyModel(spectral_model=power_law, name="source")
    datasets.models = [model]
    print(f"Fluxes and upper limits are for a power law of index {ASSUMED_INDEX}.")


def good_time(of):
    """From the first to the last good moment of an observation or a dataset, whatever gaps lie between."""
    return [of.gti.time_start[0], of.gti.time_stop[-1]]


def bins_of(observation):
    """The observation's bins of time, from its start on."""
    start, stop = good_time(observation)
    minutes = (stop - start).to_value("min")
    starts = np.arange(0, max(minutes - SHORTEST_MINUTES, SHORTEST_MINUTES), BIN_MINUTES)
    times = start + np.append(starts, minutes) * u.min
    return [times[[k, k + 1]] for k in range(len(starts))]


binned = Datasets()
for observation in pointed:
    if str(observation.obs_id) not in datasets.names:
        continue
    for k, interval in enumerate(bins_of(observation)):
        part = observation.select_time(interval)
        if part.gti is None or len(part.gti.table) == 0:
            continue  # the bin lies in a gap of the good time
        on_off = reduce_observation(part, f"{observation.obs_id}-{k + 1}")
        if on_off is not None and on_off.mask_safe.data.any():
            binned.append(on_off)
binned.models = [model]


def light_curve(of):
    return LightCurveEstimator(
        time_intervals=[good_time(dataset) for dataset in of], energy_edges=flux_range, source="source",
        reoptimize=False, selection_optional=["ul"],
    ).run(of)


per_observation = light_curve(Datasets(sorted(datasets, key=lambda dataset: good_time(dataset)[0].mjd)))
per_bin = light_curve(Datasets(sorted(binned, key=lambda dataset: good_time(dataset)[0].mjd)))
print(f"{per_observation.geom.axes['time'].nbin} observations, {per_bin.geom.axes['time'].nbin} bins of {BIN_MINUTES} min")
`;

/** What makes the files an astronomer takes home, with the time scale said in each. */
const write = String.raw`
def flux_table(curve):
    """Integral fluxes, cm-2 s-1; time_min and time_max are MJD in the scale that TIMESYS names."""
    table = curve.to_table(sed_type="flux", format="lightcurve")
    table["time_min"].unit = table["time_max"].unit = "d"
    table.meta["TIMESYS"] = curve.geom.axes["time"].time_min.scale
    table.meta["TIMEUNIT"] = "d"
    return table


for name, curve in {"per-observation": per_observation, f"{BIN_MINUTES}-min": per_bin}.items():
    for suffix in ("ecsv", "fits"):
        flux_table(curve).write(f"light-curve-{name}.{suffix}", overwrite=True)
datasets.models.write("light-curve-model.yaml", overwrite=True, write_covariance=False)
`;

const statistics = String.raw`
from scipy.stats import chi2


def points_of(curve):
    """Middles and half widths in UTC, fluxes with errors and upper limits (cm-2 s-1), significance, one row a bin."""
    axis = curve.geom.axes["time"]
    start, stop = axis.time_min.utc, axis.time_max.utc
    flat = lambda quantity: np.squeeze(quantity.quantity.to_value("cm-2 s-1"), axis=(1, 2, 3))
    return {
        "middle": start + (stop - start) / 2, "half": (stop - start) / 2,
        "flux": flat(curve.flux), "error": flat(curve.flux_err), "limit": flat(curve.flux_ul),
        "sqrt_ts": np.squeeze(curve.sqrt_ts.data, axis=(1, 2, 3)),
    }


def constancy(points):
    """Weighted mean and chi-square of a constant flux; excess variance as Vaughan et al. 2003, MNRAS 345, 1271."""
    usable = np.isfinite(points["flux"]) & (points["error"] > 0)
    flux, error = points["flux"][usable], points["error"][usable]
    weights = error**-2
    mean = np.sum(flux * weights) / np.sum(weights)
    chi_square, dof = np.sum(((flux - mean) / error) ** 2), len(flux) - 1
    excess = (np.var(flux, ddof=1) - np.mean(error**2)) / np.mean(flux) ** 2 if dof > 0 else np.nan
    return {
        "mean": mean, "mean_error": np.sum(weights) ** -0.5, "chi2": chi_square, "dof": dof,
        "p_constant": chi2.sf(chi_square, dof) if dof > 0 else np.nan,
        "f_var": np.sqrt(excess) if excess > 0 else 0.0 if np.isfinite(excess) else np.nan,
    }


observation_points, bin_points = points_of(per_observation), points_of(per_bin)
constant, constant_bins = constancy(observation_points), constancy(bin_points)
for name, found in {"per observation": constant, f"{BIN_MINUTES} min": constant_bins}.items():
    print(
        f"{name}: constant flux ({found['mean']:.3g} +- {found['mean_error']:.2g}) cm-2 s-1, "
        f"chi2/dof {found['chi2']:.1f}/{found['dof']} (p {found['p_constant']:.2g}), F_var {found['f_var']:.2f}"
    )
`;

const result = String.raw`
import json


def plain(value, digits=4):
    value = float(value)
    return float(f"{value:.{digits}g}") if np.isfinite(value) else None


summary = {
    "n_observations": len(datasets),
    "n_bins": len(bin_points["flux"]),
    "bin_minutes": BIN_MINUTES,
    "energy_threshold_tev": plain(threshold),
    "index": plain(power_law.index.value),
    "index_fitted": bool(detected),
    "sqrt_ts": plain(sqrt_ts),
    "containment_correction": CONTAINMENT_CORRECTION,
    "flux": plain(constant["mean"]),
    "flux_error": plain(constant["mean_error"]),
    "chi2": plain(constant["chi2"]),
    "dof": int(constant["dof"]),
    "p_constant": plain(constant["p_constant"]),
    "f_var": plain(constant["f_var"]),
    "flux_max": plain(np.nanmax(bin_points["flux"])),
    "flux_min": plain(np.nanmin(bin_points["flux"])),
    "chi2_bins": plain(constant_bins["chi2"]),
    "dof_bins": int(constant_bins["dof"]),
    "p_constant_bins": plain(constant_bins["p_constant"]),
    "f_var_bins": plain(constant_bins["f_var"]),
}
print("AIRSHOWER_RESULT", json.dumps(summary))
`;

/** The flux of a point source through time, per observation and in bins of ten minutes. */
export function lightCurveCells(input: TargetInput): NotebookCell[] {
  return [
    markdownCell("about-regions",
      `## Light curve of ${markdownText(input.target.name)}\n\nReflected regions, with ${regionWords(input)}. The spectral shape is fitted to all ` +
      "observations and kept; each point is a flux with that shape. Errors are statistical only."),
    ...regionCells(input),
    markdownCell("about-fluxes",
      `## Fluxes\n\nPer observation and in bins of ${BIN_MINUTES} minutes from the start of each, above the highest threshold of the observations. ` +
      "The tables (`light-curve-*.ecsv`, `.fits`) give times as MJD in the scale that TIMESYS names; statistics and plots are in UTC."),
    codeCell("fluxes", fluxes),
    codeCell("write", write),
    codeCell("statistics", statistics),
    codeCell("result", result),
    codeCell("plot", `LIGHT_CURVE_TITLE = ${plotLabel(input.target.name)}\n${lightCurvePlot}`),
  ];
}
