import { codeCell, markdownCell, type NotebookCell } from "@/lib/launch/notebook/cells";
import type { CheckedNotebookInput } from "@/lib/launch/notebook/input";
import { pythonLiteral } from "@/lib/launch/notebook/python-literal";
import { significancePlots } from "@/lib/launch/notebook/significance-plots";
import { skyView } from "@/lib/launch/notebook/sky-view";

/** Counts and the background model's acceptance of each observation in one band of energy, on a part of the common map. */
function reduceFields(input: CheckedNotebookInput): string {
  const places = input.observations.flatMap(({ obsId, raPntDeg, decPntDeg }) =>
    raPntDeg === null || decPntDeg === null ? [] : [`${obsId}: (${raPntDeg}, ${decPntDeg})`],
  );
  return String.raw`
import astropy.units as u
from gammapy.datasets import MapDataset
from gammapy.makers import MapDatasetMaker, RingBackgroundMaker, SafeMaskMaker
from gammapy.maps import MapAxis, WcsGeom

POINTINGS = {${places.join(", ")}}  # OBS_ID: RA, Dec (deg, ICRS); drift scans are left out
E_MIN, E_MAX = ${pythonLiteral(input.energyMinTeV)}, ${pythonLiteral(input.energyMaxTeV)}  # TeV
OFFSET_MAX = 2 * u.deg  # events further from the pointing are left out
CORRELATION_RADIUS = 0.1 * u.deg
RING_INNER_RADIUS, RING_WIDTH = 0.5 * u.deg, 0.4 * u.deg

centres = SkyCoord(list(POINTINGS.values()), unit="deg")
in_plane = bool(np.all(np.abs(centres.galactic.b.deg) < 10))  # a field in the Galactic plane is mapped along it
frame = "galactic" if in_plane else "icrs"
middle = SkyCoord(${pythonLiteral(skyView(input).raDeg)}, ${pythonLiteral(skyView(input).decDeg)}, unit="deg").transform_to(frame)
lon, lat = middle.spherical_offsets_to(centres.transform_to(frame))
extent = [2 * (np.max(np.abs(along)) + OFFSET_MAX).to_value("deg") for along in (lon, lat)]
pixel = 0.02 if max(extent) < 8 else 0.04  # deg

energy = MapAxis.from_energy_bounds(E_MIN, E_MAX, nbin=5, per_decade=True, unit="TeV", name="energy")
energy_true = MapAxis.from_energy_bounds(E_MIN / 2, E_MAX * 2.5, nbin=5, per_decade=True, unit="TeV", name="energy_true")
geom = WcsGeom.create(skydir=middle, frame=frame, width=extent, binsz=pixel, proj="TAN", axes=[energy])
map_maker = MapDatasetMaker(selection=["counts", "exposure", "background"])
safe_mask_maker = SafeMaskMaker(methods=["offset-max", "aeff-max"], offset_max=OFFSET_MAX, aeff_percent=2)  # a map needs events, no flux

images = []
for observation in observations:
    if int(observation.obs_id) not in POINTINGS:
        continue
    field = SkyCoord(*POINTINGS[int(observation.obs_id)], unit="deg")
    cutout = geom.cutout(field, width=2 * OFFSET_MAX + 0.2 * u.deg)
    dataset = map_maker.run(MapDataset.create(cutout, energy_axis_true=energy_true, name=str(observation.obs_id)), observation)
    dataset = safe_mask_maker.run(dataset, observation)
    if dataset.mask_safe.data.any():
        images.append(dataset.to_image(name=dataset.name))
assert images, "no observation has events above its threshold"
print(f"{len(images)} observations on a map of {extent[0]:.1f} by {extent[1]:.1f} deg, pixels of {pixel} deg")
`;
}

/** Sums over observations, each with rings of its own: summed before, the edge of one field would tear the rings of another. */
const significance = String.raw`
from astropy.convolution import Tophat2DKernel
from gammapy.stats import WStatCountsStatistic

EXCLUDE_ABOVE = 5  # sigma: what is as significant as this is no background
EXCLUDE_AROUND = 0.3 * u.deg
PASSES = 3

flat_geom = geom.to_image()
circle = Tophat2DKernel(CORRELATION_RADIUS.to_value("deg") / pixel)
circle.normalize("peak")


def in_circles(image):
    """Sums of a map in the circle around each pixel."""
    return image.convolve(circle.array).data[0]


def summed_in_rings(mask):
    """Events in circles, what the rings predict there with its variance, and what the background model expects, on the common map."""
    sums = {name: Map.from_geom(flat_geom, data=0.0, dtype=float) for name in ("counts", "background", "variance", "expected")}
    rings = RingBackgroundMaker(r_in=RING_INNER_RADIUS, width=RING_WIDTH, exclusion_mask=mask.to_cube([images[0].counts.geom.axes[0]]))
    for image in images:
        off = rings.make_maps_off(image)
        n_off, acceptance_off = np.rint(off["counts_off"].data[0]), off["acceptance_off"].data[0]
        acceptance = in_circles(image.npred_background() * image.mask_safe)
        usable = acceptance_off > 1e-6 * np.max(acceptance_off)  # elsewhere the ring is excluded as a whole
        alpha = np.divide(acceptance, acceptance_off, out=np.zeros_like(acceptance), where=usable)
        parts = {
            "counts": np.rint(in_circles(image.counts * image.mask_safe)), "background": alpha * n_off,
            "variance": alpha**2 * n_off, "expected": acceptance,
        }
        for name, part in parts.items():
            sums[name].stack(Map.from_geom(image.counts.geom.to_image(), data=np.where(usable, part, 0.0)))
    return {name: total.data for name, total in sums.items()}


exclusion = Map.from_geom(flat_geom, data=True, dtype=bool)  # False where a source may be
for _ in range(PASSES):
    sums = summed_in_rings(exclusion)
    counted, predicted = sums["counts"], sums["background"]
    seen = (predicted > 0) & (sums["expected"] > 0.5)
    # One ring with the variance of all together.
    alpha = np.divide(sums["variance"], predicted, out=np.ones_like(predicted), where=seen)
    statistic = WStatCountsStatistic(n_on=counted, n_off=np.where(seen, predicted / alpha, 0), alpha=alpha)
    values = np.where(seen, statistic.sqrt_ts, np.nan)
    bright = Map.from_geom(flat_geom, data=np.nan_to_num(values) > EXCLUDE_ABOVE)
    grown = Map.from_geom(flat_geom, data=~bright.binary_dilate(EXCLUDE_AROUND).data.astype(bool)) if bright.data.any() else exclusion
    settled = np.array_equal(grown.data, exclusion.data)
    exclusion = grown
    if settled:
        break
`;

const distribution = String.raw`
from scipy.stats import norm as normal

# Where a circle holds few events, significances can not follow a normal distribution: they are left out of it.
LEAST_BACKGROUND = 5
measured = np.isfinite(values) & (sums["expected"] >= LEAST_BACKGROUND)
assert measured.any(), f"no place on the map has {LEAST_BACKGROUND} background events within {CORRELATION_RADIUS}"
off_source = measured & exclusion.data
assert off_source.any(), "no part of the field is without a source: give exclusion regions by hand"
off_mean, off_width = normal.fit(values[off_source])
print(f"off source: mean {off_mean:.3f}, width {off_width:.3f} (0 and 1 where the background is understood)")
`;

const write = String.raw`
from astropy.io import fits
from astropy.table import Table
from gammapy.estimators.utils import find_peaks

IMAGES = {  # of circles of the correlation radius around each pixel
    "SIGNIFICANCE": values, "EXCESS": counted - predicted, "COUNTS": counted,
    "BACKGROUND": predicted, "OFF_SOURCE": off_source.astype(np.int16),
}
header = flat_geom.to_header()
hdus = fits.HDUList([fits.PrimaryHDU()])
for name, data in IMAGES.items():
    hdu = fits.ImageHDU(data=data, header=header, name=name)
    if name != "OFF_SOURCE":
        hdu.header["BUNIT"] = ("", "standard deviations (Li and Ma 1983)") if name == "SIGNIFICANCE" else ("count", "per circle")
    hdu.header["CORR_RAD"] = (CORRELATION_RADIUS.to_value("deg"), "correlation radius, deg")
    hdus.append(hdu)
hdus.writeto("significance-map.fits", overwrite=True)

edges = np.arange(-6, max(8, np.ceil(np.nanmax(values[measured]))) + 0.25, 0.25)
histogram = Table({
    "sqrt_ts_min": edges[:-1], "sqrt_ts_max": edges[1:],
    "n_pixels": np.histogram(values[measured], edges)[0], "n_pixels_off_source": np.histogram(values[off_source], edges)[0],
})
histogram.meta = {"off_mean": float(off_mean), "off_width": float(off_width), "n_pixels_off_source": int(off_source.sum())}
histogram.write("significance-distribution.ecsv", overwrite=True)

shown = Map.from_geom(flat_geom, data=np.where(measured, values, np.nan))
peaks = find_peaks(shown.copy(), threshold=EXCLUDE_ABOVE, min_distance=EXCLUDE_AROUND)
if len(peaks) > 0:
    peaks.rename_column("value", "sqrt_ts")
    peaks["ra"].description = peaks["dec"].description = "ICRS"
peaks.write("significance-peaks.ecsv", overwrite=True)
peaks
`;

const result = String.raw`
import json


def plain(value, digits=4):
    value = float(value)
    return float(f"{value:.{digits}g}") if np.isfinite(value) else None


summary = {
    "n_observations": len(images),
    "index": None,
    "off_mean": plain(off_mean),
    "off_width": plain(off_width),
    "n_pixels_off_source": int(off_source.sum()),
    "fraction_excluded": plain(1 - off_source.sum() / measured.sum()),
    "sqrt_ts_max": plain(np.nanmax(values[measured])),
    "peaks": [
        {"ra_deg": plain(peak["ra"], 7), "dec_deg": plain(peak["dec"], 7), "sqrt_ts": plain(peak["sqrt_ts"])} for peak in peaks[:20]
    ],
}
print("AIRSHOWER_RESULT", json.dumps(summary))
`;

/** A significance map of the field by ring background, and its distribution off source. */
export function significanceCells(input: CheckedNotebookInput): NotebookCell[] {
  if (skyView(input).projection === "CAR") return noFieldCells();
  return [
    markdownCell("about-significance",
      "## Significance map\n\nRing background, with the background model as acceptance; Li and Ma significance in circles of 0.1 deg. What is " +
      "above five sigma, and 0.3 deg around it, is kept out of the rings, in up to three passes."),
    codeCell("reduce", reduceFields(input)),
    codeCell("significance", significance),
    markdownCell("about-distribution",
      "## Distribution\n\nOff source, significances should follow a normal distribution of mean 0 and width 1. A wider one tells of a background " +
      "that is not understood, or of faint sources that were not excluded."),
    codeCell("distribution", distribution),
    codeCell("write", write),
    codeCell("result", result),
    codeCell("plot", significancePlots),
  ];
}

/** Where observations share no field, one map of all would be empty sky. */
function noFieldCells(): NotebookCell[] {
  return [
    markdownCell("no-field",
      "## No significance map\n\nThe observations share no field (their pointings lie more than 15 deg apart, or none has one), so this notebook " +
      "stops at the counts map. Launch again with the observations of one field."),
    codeCell("result", String.raw`
import json

print("AIRSHOWER_RESULT", json.dumps({"n_observations": len(observations), "index": None, "reason": "no common field"}))
`),
  ];
}
