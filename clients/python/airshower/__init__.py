"""Airshower's Python client: search, the basket, and data stores on disk, fetched and verified.

    import airshower
    portal = airshower.Portal("https://portal.example.org", token="airshower_pat_…")
    portal.basket().add(portal.search(project="SIM-CRAB"))

    from gammapy.data import DataStore
    store = DataStore.from_dir(portal.stage("crab"))

In a launch's notebook the data are there already, or are fetched by

    airshower.launch()                    # returns the path of data/, fetches only what is missing

Every way in which it can fail is a class of its own in `airshower.errors`.
"""

from . import errors
from .basket import Basket
from .client import Observations, Portal
from .errors import AirshowerError
from .launch import launch
from .version import VERSION as __version__

__all__ = ["AirshowerError", "Basket", "Observations", "Portal", "errors", "launch", "__version__"]
