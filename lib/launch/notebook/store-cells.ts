import { codeCell, markdownCell, type NotebookCell } from "@/lib/launch/notebook/cells";
import type { CheckedNotebookInput } from "@/lib/launch/notebook/input";
import { plotLabel, pythonLiteral } from "@/lib/launch/notebook/python-literal";
import { skyView } from "@/lib/launch/notebook/sky-view";

/**
 * Opens the store. `launch()` comes first: it fetches what is missing, returns at once (and asks nobody) when the
 * store is whole, and a copy of the notebook runs without the package too.
 */
const openStore = String.raw`
%matplotlib inline
import logging
import warnings

warnings.filterwarnings("ignore")
logging.getLogger("gammapy").setLevel(logging.ERROR)  # what gammapy only logs, this notebook checks itself

from astropy.utils import iers

iers.conf.auto_download = False  # no network is needed
if hasattr(iers.conf, "iers_degraded_accuracy"):
    iers.conf.iers_degraded_accuracy = "ignore"

try:
    import airshower
except ImportError:
    print("The package airshower is not installed here: data/ is taken as it is.")
else:
    airshower.launch()

import astropy
import gammapy
import numpy as np
from gammapy.data import DataStore

print(f"gammapy {gammapy.__version__}, astropy {astropy.__version__}, numpy {np.__version__}")
store = DataStore.from_dir("data")
store.info()
`;

/** What the cells that follow can not do without. */
function requiredFor({ analysis, target, containment, requiredIrfs }: CheckedNotebookInput): readonly string[] {
  if (requiredIrfs !== null) return requiredIrfs;
  if (analysis === "map") return ["aeff", "edisp", "bkg"];
  if (target === null) return [];
  return containment === "full-enclosure" && analysis === "spectrum" ? ["aeff", "edisp", "psf"] : ["aeff", "edisp"];
}

/** Loads every observation and says so if one is missing, since gammapy drops incomplete ones with a log line. */
function loadObservations(input: CheckedNotebookInput): string {
  const obsIds = input.observations.map((observation) => observation.obsId).join(", ");
  const required = requiredFor(input);
  return String.raw`
OBS_IDS = [${obsIds}]
REQUIRED_IRFS = ${pythonLiteral(required)}

observations = store.get_observations(OBS_IDS, required_irf=REQUIRED_IRFS)
missing = sorted(set(OBS_IDS) - {int(observation.obs_id) for observation in observations})
assert not missing, f"these observations lack events, GTI or one of {REQUIRED_IRFS}: {missing}"
print(f"{len(observations)} of {len(OBS_IDS)} observations loaded")
`;
}

/** A map of all events, with the pointings and the target on it. */
function countsMap(input: CheckedNotebookInput): string {
  const view = skyView(input);
  const [widthDeg, heightDeg] = view.widthDeg;
  const pointings = input.observations.flatMap(({ raPntDeg, decPntDeg }) =>
    raPntDeg === null || decPntDeg === null ? [] : [`(${raPntDeg}, ${decPntDeg})`],
  );
  return String.raw`
import matplotlib.pyplot as plt
from astropy.coordinates import SkyCoord
from gammapy.maps import Map

counts = Map.create(
    skydir=SkyCoord(${pythonLiteral(view.raDeg)}, ${pythonLiteral(view.decDeg)}, unit="deg"), frame="icrs",
    width=(${pythonLiteral(widthDeg)}, ${pythonLiteral(heightDeg)}), binsz=${pythonLiteral(view.pixelDeg)}, proj=${pythonLiteral(view.projection)},
)
for observation in observations:
    counts.fill_events(observation.events)

ax = counts.smooth("0.05 deg").plot(add_cbar=True, stretch="sqrt")
icrs = ax.get_transform("icrs")
${[...markTarget(input), ...markPointings(pointings)].join("\n")}
ax.set_title("Counts, smoothed by 0.05 deg")
plt.savefig("counts.png", dpi=110, bbox_inches="tight")
plt.show()
print(f"{int(counts.data.sum())} events on the map")
`;
}

function markTarget({ target }: CheckedNotebookInput): string[] {
  if (!target) return [];
  const place = `${pythonLiteral(target.raDeg)}, ${pythonLiteral(target.decDeg)}`;
  const style = `marker="o", s=160, facecolor="none", edgecolor="white"`;
  return [`ax.scatter(${place}, transform=icrs, ${style}, label=${plotLabel(target.name)})`];
}

function markPointings(pointings: readonly string[]): string[] {
  if (pointings.length === 0) return [];
  return [
    `pointings = np.array([${pointings.join(", ")}])`,
    `ax.scatter(*pointings.T, transform=icrs, marker="+", color="white", label="pointings")`,
    `ax.legend(loc="upper right", facecolor="black", labelcolor="white", framealpha=0.6)`,
  ];
}

/** The cells that every notebook has: store, observations. */
export function storeCells(input: CheckedNotebookInput): NotebookCell[] {
  return [
    codeCell("open-store", openStore),
    markdownCell("about-observations", "## Observations"),
    codeCell("load-observations", loadObservations(input)),
  ];
}

/** All events on one map. */
export function mapCells(input: CheckedNotebookInput): NotebookCell[] {
  return [
    markdownCell("about-map", "## Counts map"),
    codeCell("counts-map", countsMap(input)),
  ];
}
