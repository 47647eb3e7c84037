import { codeCell, type NotebookCell } from "@/lib/launch/notebook/cells";
import type { CheckedNotebookInput } from "@/lib/launch/notebook/input";
import { pythonLiteral } from "@/lib/launch/notebook/python-literal";

/** An input that names its point source. */
export type TargetInput = CheckedNotebookInput & { target: NonNullable<CheckedNotebookInput["target"]> };

/** Full-enclosure IRFs hold for the whole PSF: the radius is ours to choose, and what leaks out of it is corrected. */
const fullEnclosureRegions = String.raw`
def on_region_of(observation):
    """The ON region, and ways to place OFF regions, best first."""
    return CircleSkyRegion(TARGET, ON_RADIUS), [ReflectedRegionsFinder()]

`;

/** Point-like IRFs hold inside RAD_MAX only: the radius is theirs, and nothing is corrected. */
const pointLikeRegions = String.raw`
def on_region_of(observation):
    """The ON region, and ways to place OFF regions, best first. Where RAD_MAX depends on energy, the region is a point."""
    rad_max = observation.rad_max
    assert rad_max is not None, f"observation {observation.obs_id} has point-like IRFs without RAD_MAX"
    if rad_max.is_fixed_rad_max:
        return CircleSkyRegion(TARGET, rad_max.quantity.squeeze()), [ReflectedRegionsFinder()]
    return PointSkyRegion(TARGET), [WobbleRegionsFinder(n_off_regions=n) for n in (5, 4, 3, 2, 1)]

`;

/** A drift scan has no pointing in RA and Dec to reflect regions around. */
function pointings({ observations }: TargetInput): string {
  return observations.flatMap(({ obsId, raPntDeg, decPntDeg }) => (raPntDeg === null || decPntDeg === null ? [] : [`${obsId}: (${raPntDeg}, ${decPntDeg})`])).join(", ");
}

/** A light curve may lack the psf; then no observation is corrected, so that all are alike. */
function containmentCorrection({ analysis, containment }: TargetInput): string {
  if (containment === "point-like") return "CONTAINMENT_CORRECTION = False";
  if (analysis !== "light-curve") return "CONTAINMENT_CORRECTION = True";
  return String.raw`
CONTAINMENT_CORRECTION = all("psf" in observation.available_irfs for observation in observations)
if not CONTAINMENT_CORRECTION:
    print("Some observations have no psf: fluxes are NOT corrected for the events that fall outside the ON region.")
`.trim();
}

function reduceObservations(input: TargetInput): string {
  const regions = input.containment === "full-enclosure" ? fullEnclosureRegions : pointLikeRegions;
  const onRadius = input.containment === "full-enclosure" ? `\nON_RADIUS = ${pythonLiteral(input.onRadiusDeg)} * u.deg` : "";
  return String.raw`
import astropy.units as u
from gammapy.datasets import Datasets, SpectrumDataset
from gammapy.makers import (
    ReflectedRegionsBackgroundMaker,
    ReflectedRegionsFinder,
    SafeMaskMaker,
    SpectrumDatasetMaker,
    WobbleRegionsFinder,
)
from gammapy.maps import MapAxis, RegionGeom
from regions import CircleSkyRegion, PointSkyRegion

TARGET = SkyCoord(${pythonLiteral(input.target.raDeg)}, ${pythonLiteral(input.target.decDeg)}, unit="deg")${onRadius}
E_MIN, E_MAX = ${pythonLiteral(input.energyMinTeV)}, ${pythonLiteral(input.energyMaxTeV)}  # TeV

${regions.trim()}


${containmentCorrection(input)}
energy = MapAxis.from_energy_bounds(E_MIN, E_MAX, nbin=10, per_decade=True, unit="TeV", name="energy")
energy_true = MapAxis.from_energy_bounds(E_MIN / 2, E_MAX * 2.5, nbin=20, per_decade=True, unit="TeV", name="energy_true")
spectrum_maker = SpectrumDatasetMaker(
    selection=["counts", "exposure", "edisp"], containment_correction=CONTAINMENT_CORRECTION
)
safe_mask_maker = SafeMaskMaker(methods=["aeff-max"], aeff_percent=10)  # fitted: above a tenth of the peak area


def threshold_of(dataset, observation):
    """The energy threshold, TeV: what the effective area's file states, but never below the energies that are fitted."""
    meta = observation.aeff.meta or {}
    fitted_from = energy.edges[:-1][dataset.mask_safe.data.squeeze(axis=(1, 2))].to_value("TeV")
    stated = meta.get("LO_THRES") or meta.get("SAFE_ENERGY_LO") or 0.0
    return max(float(stated), fitted_from.min()) if len(fitted_from) else np.inf


def reduce_observation(observation, name):
    """ON and OFF counts with their response, of an observation or a part of one; None where OFF regions have no room."""
    on_region, finders = on_region_of(observation)
    geom = RegionGeom.create(on_region, axes=[energy])
    on = spectrum_maker.run(SpectrumDataset.create(geom=geom, energy_axis_true=energy_true, name=name), observation)
    for finder in finders:
        on_off = ReflectedRegionsBackgroundMaker(region_finder=finder).run(on, observation)
        if on_off.counts_off is not None:
            return safe_mask_maker.run(on_off, observation)
    return None


def holds_target(observation):
    """Do the observation's IRFs reach the target? One that looks elsewhere has nothing to say of it."""
    offsets = observation.aeff.axes["offset"]
    reach = offsets.edges.max() if offsets.nbin > 1 else WIDEST_FIELD
    return SkyCoord(*POINTINGS[int(observation.obs_id)], unit="deg").separation(TARGET) < reach


WIDEST_FIELD = 5 * u.deg  # where the IRFs are given at one offset
POINTINGS = {${pointings(input)}}  # OBS_ID: RA, Dec (deg, ICRS); drift scans are left out
pointed = [o for o in observations if int(o.obs_id) in POINTINGS]
elsewhere = [int(o.obs_id) for o in pointed if not holds_target(o)]
if elsewhere:
    print(f"Left out, since their field of view does not hold the target: {elsewhere}")
pointed = [o for o in pointed if int(o.obs_id) not in elsewhere]
datasets, thresholds, left_out = Datasets(), [], []
for observation in pointed:
    on_off = reduce_observation(observation, str(observation.obs_id))
    if on_off is None:
        left_out.append(int(observation.obs_id))  # the pointing is too close to the target
    else:
        datasets.append(on_off)
        thresholds.append(threshold_of(on_off, observation))

if left_out:
    print(f"Left out, since their pointing leaves no room for OFF regions: {left_out}")
assert len(datasets) > 0, "no observation has room for OFF regions around this target"
info = datasets.info_table(cumulative=True)
info["name", "counts", "counts_off", "alpha", "excess", "sqrt_ts", "livetime"]
`;
}

const fit = String.raw`
from gammapy.modeling import Fit
from gammapy.modeling.models import PowerLawSpectralModel, SkyModel
from gammapy.stats import WStatCountsStatistic

total = info[-1]
significance = WStatCountsStatistic(n_on=total["counts"], n_off=total["counts_off"], alpha=total["alpha"])
sqrt_ts = float(np.squeeze(significance.sqrt_ts))
print(f"Li-Ma significance {sqrt_ts:.1f} sigma: {total['counts']:.0f} counts, {float(total['excess']):.1f} of them excess")

MIN_SIGNIFICANCE = 5  # below this a spectrum would be a fit to noise
detected = sqrt_ts >= MIN_SIGNIFICANCE
power_law = PowerLawSpectralModel(index=2, amplitude="1e-12 cm-2 s-1 TeV-1", reference="1 TeV")
if detected:
    model = SkyModel(spectral_model=power_law, name="source")
    datasets.models = [model]
    fit_result = Fit().run(datasets)
    assert fit_result.success, "the fit did not converge"
    print(f"index {power_law.index.value:.2f} +- {power_law.index.error:.2f}")
    print(f"amplitude at 1 TeV ({power_law.amplitude.value:.3g} +- {power_law.amplitude.error:.2g}) {power_law.amplitude.unit}")
else:
    print("Not detected: no spectrum is fitted.")
`;

/** What the ON region is, for the text above the cells. */
export function regionWords(input: TargetInput): string {
  return input.containment === "full-enclosure"
    ? `an ON region of ${input.onRadiusDeg} deg, corrected for what the PSF spreads beyond it${input.analysis === "light-curve" ? " (where all observations have a psf)" : ""}`
    : "the ON region that the point-like IRFs state (RAD_MAX), without a correction for containment";
}

/** From observations to counts in ON and OFF regions, and a power law fitted to all of them. */
export function regionCells(input: TargetInput): NotebookCell[] {
  return [codeCell("reduce", reduceObservations(input)), codeCell("fit", fit)];
}
