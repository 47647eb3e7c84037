#!/usr/bin/python3
"""Power-law spectrum of a point source in simulated GADF data stores, with gammapy (1.0 or later).

    fit_spectrum.py --ra DEG --dec DEG [--on-radius DEG] STORE...

Prints one JSON line per store: observations, index and amplitude at 1 TeV (cm-2 s-1 TeV-1) with their errors.
Spectra are taken from a circle around the source, with the background from circles at the same offset.
Exits 1 when a store can not be read or lacks an observation.
"""
import argparse
import json
import sys
import warnings

warnings.filterwarnings("ignore")
import astropy.units as u  # noqa: E402
from astropy.coordinates import SkyCoord  # noqa: E402
from gammapy.data import DataStore  # noqa: E402
from gammapy.datasets import Datasets, SpectrumDataset  # noqa: E402
from gammapy.makers import ReflectedRegionsBackgroundMaker, SafeMaskMaker, SpectrumDatasetMaker  # noqa: E402
from gammapy.maps import MapAxis, RegionGeom  # noqa: E402
from gammapy.modeling import Fit  # noqa: E402
from gammapy.modeling.models import PowerLawSpectralModel, SkyModel  # noqa: E402
from regions import CircleSkyRegion  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stores", nargs="+", metavar="STORE")
    parser.add_argument("--ra", type=float, required=True)
    parser.add_argument("--dec", type=float, required=True)
    parser.add_argument("--on-radius", type=float, default=0.11)
    return parser.parse_args()


def spectra(observations, position, on_radius):
    """Counts, background and response of each observation, in the energies where the effective area is usable."""
    reco = MapAxis.from_energy_bounds(0.1, 40, nbin=10, per_decade=True, unit="TeV", name="energy")
    true = MapAxis.from_energy_bounds(0.05, 100, nbin=20, per_decade=True, unit="TeV", name="energy_true")
    geom = RegionGeom.create(CircleSkyRegion(position, on_radius), axes=[reco])
    empty = SpectrumDataset.create(geom=geom, energy_axis_true=true)
    make = SpectrumDatasetMaker(containment_correction=True, selection=["counts", "exposure", "edisp"])
    background = ReflectedRegionsBackgroundMaker()
    safe = SafeMaskMaker(methods=["aeff-max"], aeff_percent=10)
    datasets = Datasets()
    for observation in observations:
        dataset = make.run(empty.copy(name=str(observation.obs_id)), observation)
        datasets.append(safe.run(background.run(dataset, observation), observation))
    return datasets


def fit(store_dir, position, on_radius):
    """Fits all observations of a store jointly."""
    store = DataStore.from_dir(store_dir)
    wanted = [int(obs_id) for obs_id in store.obs_table["OBS_ID"]]
    observations = store.get_observations(wanted)
    if len(observations) != len(wanted):
        raise SystemExit(f"{store_dir}: only {len(observations)} of {len(wanted)} observations are complete")
    datasets = spectra(observations, position, on_radius)
    power_law = PowerLawSpectralModel(amplitude="1e-11 cm-2 s-1 TeV-1", index=2, reference="1 TeV")
    datasets.models = [SkyModel(power_law, name="source")]
    result = Fit().run(datasets)
    return {
        "store": store_dir,
        "observations": len(observations),
        "converged": bool(result.success),
        "index": float(power_law.index.value),
        "indexError": float(power_law.index.error),
        "amplitude": float(power_law.amplitude.value),
        "amplitudeError": float(power_law.amplitude.error),
    }


def main():
    args = arguments()
    position = SkyCoord(args.ra, args.dec, unit="deg")
    for store_dir in args.stores:
        print(json.dumps(fit(store_dir, position, args.on_radius * u.deg)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
