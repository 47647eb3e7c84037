"""Airshower's client for notebooks: the data of a launch, fetched and verified, beside the notebook.

    import airshower
    airshower.launch()                    # returns the path of data/, fetches only what is missing

    from gammapy.data import DataStore
    store = DataStore.from_dir("data")

Every way in which it can fail is a class of its own in `airshower.errors`.
"""

from .errors import AirshowerError
from .launch import launch
from .version import VERSION as __version__

__all__ = ["AirshowerError", "launch", "__version__"]
