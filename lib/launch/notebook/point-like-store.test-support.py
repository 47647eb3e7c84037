"""Test support: turn the H.E.S.S. Crab observations into a point-like store. point-like-store.test-support.py SOURCE OUT fixed|energy

The effective area is multiplied by what the PSF leaves inside the ON radius, PSF and background are dropped, and the
radius is stated as GADF has it for point-like IRFs: the keyword RAD_MAX, or a RAD_MAX_2D table over energy.
"""

import sys
import warnings
from pathlib import Path

import astropy.units as u
import numpy as np
from astropy.io import fits
from astropy.table import Table
from gammapy.data import DataStore

warnings.filterwarnings("ignore")
OBS_IDS = (23523, 23526, 23559, 23592)
COLUMNS = ["OBS_ID", "HDU_TYPE", "HDU_CLASS", "FILE_DIR", "FILE_NAME", "HDU_NAME"]
KINDS = [("events", "events", "EVENTS"), ("gti", "gti", "GTI"), ("aeff", "aeff_2d", "AEFF"), ("edisp", "edisp_2d", "EDISP")]


def radius_deg(energy_tev, fixed):
    if fixed:
        return np.full(np.shape(energy_tev), 0.11)
    return np.interp(np.log10(energy_tev), [-1, 0, 2], [0.16, 0.12, 0.08])


def rad_max_table():
    edges = np.geomspace(0.05, 120, 25)
    radii = radius_deg(np.sqrt(edges[:-1] * edges[1:]), fixed=False)
    table = Table({"ENERG_LO": edges[None, :-1], "ENERG_HI": edges[None, 1:]})
    table["THETA_LO"], table["THETA_HI"] = [[0.0, 1.0]], [[1.0, 3.0]]
    table["RAD_MAX"] = np.stack([radii, radii])[None]
    for name in table.colnames:
        table[name].unit = "TeV" if name.startswith("ENERG") else "deg"
    hdu = fits.BinTableHDU(table, name="RAD_MAX")
    keys = {"HDUCLAS1": "RESPONSE", "HDUCLAS2": "RAD_MAX", "HDUCLAS3": "POINT-LIKE", "HDUCLAS4": "RAD_MAX_2D"}
    hdu.header.update(HDUCLASS="GADF", **keys)
    return hdu


def point_like(observation, hdus, fixed):
    energies = observation.aeff.axes["energy_true"].center
    for row, offset in enumerate(observation.aeff.axes["offset"].center):
        radii = radius_deg(energies.to_value("TeV"), fixed) * u.deg
        inside = observation.psf.containment(rad=radii, offset=offset, energy_true=energies)
        hdus["AEFF"].data["EFFAREA"][0][row] *= np.nan_to_num(inside.to_value(""))
    for name in ("AEFF", "EDISP"):
        hdus[name].header["HDUCLAS3"] = "POINT-LIKE"
        if fixed:
            hdus[name].header["RAD_MAX"] = 0.11
    del hdus["PSF"], hdus["BKG"]
    if not fixed:
        hdus.append(rad_max_table())


def main(source, out, kind):
    source, out, fixed = Path(source), Path(out), kind == "fixed"
    (out / "data").mkdir(parents=True)
    store, rows = DataStore.from_dir(source), []
    for obs_id in OBS_IDS:
        name = f"hess_dl3_dr1_obs_id_0{obs_id}.fits.gz"
        with fits.open(source / "data" / name) as opened:
            hdus = fits.HDUList([hdu.copy() for hdu in opened])
        point_like(store.obs(obs_id), hdus, fixed)
        hdus.writeto(out / "data" / name)
        kinds = KINDS if fixed else [*KINDS, ("rad_max", "rad_max_2d", "RAD_MAX")]
        rows += [(obs_id, hdu_type, hdu_class, "data", name, hdu) for hdu_type, hdu_class, hdu in kinds]
    fits.BinTableHDU(Table(rows=rows, names=COLUMNS), name="HDU_INDEX").writeto(out / "hdu-index.fits.gz")
    index = Table.read(source / "obs-index.fits.gz")
    index[np.isin(index["OBS_ID"], OBS_IDS)].write(out / "obs-index.fits.gz")


main(*sys.argv[1:])
