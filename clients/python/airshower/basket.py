"""The basket: what is in it, what to put in, and the way from it to a data store on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterable, List, Mapping, Sequence, Union

from .api import Api
from .records import Records
from .stage_basket import stage_manifest

_IDS_AT_ONCE = 5000


class Basket(Records):
    """
    The items of somebody's basket as it was when it was asked for, each with its state for them: readable, closed
    (`opensAt` says until when) or gone. `add`, `remove` and `clear` change it at the portal and give it as it is then.
    """

    def __init__(self, api: Api, revision: int, total_bytes: int, items: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(items)
        self._api = api
        self.revision = revision
        self.total_bytes = total_bytes
        """Bytes of the readable items, each file counted once."""

    def __repr__(self) -> str:
        return f"<Basket: {len(self)} items, {self.total_bytes / 1e6:.1f} MB>"

    def add(self, what: Union[str, Iterable[Any]], *, with_irfs: bool = True) -> "Basket":
        """
        Put in observations (rows of a search, or ids `collection:obsId`) or files by id, with the IRFs that belong to
        them unless `with_irfs` is False.
        """
        for ids in _pieces(_ids(what)):
            self._api.ask("POST", "/basket/items", {"ids": ids, "withIrfs": with_irfs})
        return read_basket(self._api)

    def remove(self, what: Union[str, Iterable[Any]]) -> "Basket":
        """Take items out, by rows or ids."""
        for ids in _pieces(_ids(what)):
            self._api.ask("DELETE", "/basket/items", {"ids": ids})
        return read_basket(self._api)

    def clear(self) -> "Basket":
        """Take everything out."""
        self._api.ask("DELETE", "/basket/items", {"all": True})
        return read_basket(self._api)

    def stage(
        self, dest: Union[str, Path], *, parallel: int = 4, quiet: bool = False, accept_problems: bool = False
    ) -> Path:
        """
        Fetch the basket, as it is now, into the folder `dest`, which then is a GADF data store, and return its path:

            DataStore.from_dir(basket.stage("crab"))

        `parallel` files at once, each resumed where it broke off and verified by its checksum. Again into the same
        folder, only what is new is fetched and what left the basket is removed; a folder with other files in it is
        refused. Everything that can be had is fetched first; what can not then raises `BasketIncomplete`, unless
        `accept_problems`.

        Raises a subclass of `airshower.AirshowerError`: FileClosed (with `opens_at`), FileGone, DiskFull, TokenEnded,
        ScopeMissing, FolderInUse, FilesUnreachable, …
        """
        document = self._api.get("/basket/manifest")
        return stage_manifest(self._api, document, dest, parallel=parallel, quiet=quiet, accept_problems=accept_problems)


def read_basket(api: Api) -> Basket:
    """The whole basket, whatever its size."""
    items: List[Mapping[str, Any]] = []
    first: Mapping[str, Any] = {}
    for page in api.pages("/basket", {"limit": 1000}):
        first = first or page
        items.extend(page["items"])
    return Basket(api, int(first["revision"]), int(first["totalBytes"]), items)


def _ids(what: Union[str, Iterable[Any]]) -> List[str]:
    if isinstance(what, str):
        return [what]
    return [each if isinstance(each, str) else str(each["id"]) for each in what]


def _pieces(ids: List[str]) -> Iterable[List[str]]:
    return (ids[at : at + _IDS_AT_ONCE] for at in range(0, len(ids), _IDS_AT_ONCE))
