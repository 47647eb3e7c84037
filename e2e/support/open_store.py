"""Opens a data store as gammapy does, reads every observation's events and IRFs, and prints what it found as JSON."""

import json
import sys
import warnings

warnings.filterwarnings("ignore")
from gammapy.data import DataStore

store = DataStore.from_dir(sys.argv[1])
observations = store.get_observations(required_irf="full-enclosure")
events = sum(len(observation.events.table) for observation in observations)
irfs = all(observation.aeff is not None and observation.edisp is not None for observation in observations)
print(json.dumps({"observations": len(observations), "events": events, "irfs": irfs}))
