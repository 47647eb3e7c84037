"""`airshower.Portal`: search, the basket, and data on disk, from any script or notebook."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any, Callable, List, Mapping, Optional, Union

from .api import Api
from .basket import Basket, read_basket
from .credentials import portal_address
from .loads import ask_for_load, follow_load
from .records import Records, api_name
from .times import mjd_utc

_PAGE = 1000


class Observations(Records):
    """Observations that a search found; `total_count` of them there are, None above 10 000."""

    def __init__(self, rows: List[Mapping[str, Any]], total_count: Optional[int]) -> None:
        super().__init__(rows)
        self.total_count = total_count


class Portal:
    """
    An Airshower portal.

        portal = Portal("https://portal.example.org", token="airshower_pat_…")
        found = portal.search(project="SIM-CRAB", zenith_max_deg=40)
        portal.basket().add(found)
        DataStore.from_dir(portal.stage("crab"))

    `url` may be left out after `airshower login`. `token` is an API token (or an access token of the identity service);
    without one AIRSHOWER_TOKEN counts, then what `airshower login` has kept; with none of them one sees what is public.
    `patience_sec`: how long a portal that does not answer is waited for; `timeout_sec`: how long one call may stay silent.
    """

    def __init__(
        self, url: Optional[str] = None, token: Optional[str] = None, *, patience_sec: float = 60.0, timeout_sec: float = 30.0
    ) -> None:
        address = portal_address(url)
        chosen = token or os.environ.get("AIRSHOWER_TOKEN") or None
        self._api = Api(address, chosen, patience_sec=patience_sec, timeout_sec=timeout_sec)

    def __repr__(self) -> str:
        return f"<Portal {self._api.url}>"

    @property
    def url(self) -> str:
        return self._api.url

    def me(self) -> Mapping[str, Any]:
        """Who the portal takes one for: username, name, groups, projects; `username` None for nobody."""
        found: Mapping[str, Any] = self._api.get("/me")
        return found

    def search(
        self,
        q: Optional[str] = None,
        *,
        project: Optional[str] = None,
        target: Optional[str] = None,
        instrument: Optional[str] = None,
        collection: Optional[str] = None,
        dataset: Optional[str] = None,
        ra_deg: Optional[float] = None,
        dec_deg: Optional[float] = None,
        radius_deg: Optional[float] = None,
        match: Optional[str] = None,
        offset_max_deg: Optional[float] = None,
        polygon: Optional[str] = None,
        start: Any = None,
        end: Any = None,
        night: Optional[str] = None,
        zenith_max_deg: Optional[float] = None,
        livetime_min_sec: Optional[float] = None,
        quality: Optional[int] = None,
        access: Optional[str] = None,
        basket: Optional[str] = None,
        sort: str = "-startMjd",
        limit: Optional[int] = None,
    ) -> Observations:
        """
        Search observations; all that are found, or the first `limit`.

        `q`: target name or observation id. `dataset`: a dataset or container of the data lake, `collection:scope:name`.
        `ra_deg`, `dec_deg`: degrees ICRS, that the field of view covers (`match="pointing"` with `radius_deg`: of the
        pointing itself); `offset_max_deg` to the pointing. `polygon`: corners in degrees ICRS, "80 20 87 20 87 25",
        around the pointing. `basket`: 'in' or 'out', of one's current one. `start`, `end`: UTC, as MJD, ISO text (`2027-03-03`), datetime or astropy Time; `night`: the evening's date. `zenith_max_deg` degrees,
        `livetime_min_sec` seconds, `quality` the worst accepted (0 is best). `access`: 'readable', 'visible', 'mine'.
        `sort`: a name of the API, `-` in front for descending.

        Raises BadRequest for what the portal does not take, and the other classes of `airshower.errors`.
        """
        asked = {name: value for name, value in locals().items() if name not in ("self", "limit")}
        query = {api_name(name): value for name, value in asked.items()}
        for name in ("start", "end"):
            value = query.pop(name)
            query[f"{name}Mjd"] = None if value is None else mjd_utc(value, name)
        query["limit"] = _PAGE if limit is None else max(1, min(limit, _PAGE))
        rows: List[Mapping[str, Any]] = []
        total: Optional[int] = None
        for number, page in enumerate(self._api.pages("/observations", query)):
            total = page["totalCount"] if number == 0 else total
            rows.extend(page["items"])
            if limit is not None and len(rows) >= limit:
                break
        return Observations(list(itertools.islice(rows, limit)), total)

    def basket(self) -> Basket:
        """One's basket."""
        return read_basket(self._api)

    def stage(
        self, dest: Union[str, Path], *, parallel: int = 4, quiet: bool = False, accept_problems: bool = False
    ) -> Path:
        """The basket as a data store in the folder `dest`: see `Basket.stage`."""
        return Basket(self._api, 0, 0, []).stage(dest, parallel=parallel, quiet=quiet, accept_problems=accept_problems)

    def load(self, collection: str, *, wait: bool = True, tell: Callable[[str], None] = lambda _state: None) -> Mapping[str, Any]:
        """
        Have the store of a collection that one manages loaded again, from where the operators keep it, and give the load
        with its report: `load["report"]["observations"]["added"]`. With `wait=False` it is only asked for. `tell` is
        called with each new state: waiting, running, done, refused, failed. Needs the token's scope `load`.

        Raises LoadUnderWay, LoadFailed, NotFound for a collection that one does not manage.
        """
        asked = ask_for_load(self._api, collection)
        return follow_load(self._api, collection, asked, tell) if wait else asked
