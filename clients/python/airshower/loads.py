"""Loads of a collection's store, for scripts of those who manage the collection."""

from __future__ import annotations

import time
from typing import Any, Callable, List, Mapping
from urllib.parse import quote

from .api import Api
from .errors import LoadFailed, NotFound

_EVERY_SEC = 2.0


def ask_for_load(api: Api, collection: str) -> Mapping[str, Any]:
    """Ask for one. Raises LoadUnderWay where one waits or runs, NotFound where one does not manage the collection."""
    asked: Mapping[str, Any] = api.ask("POST", _path(collection))
    return asked


def follow_load(
    api: Api, collection: str, load: Mapping[str, Any], tell: Callable[[str], None], every_sec: float = _EVERY_SEC
) -> Mapping[str, Any]:
    """Wait until it has ended, telling each new state, and give it with its report. Raises LoadFailed."""
    state = ""
    while True:
        if load["state"] != state:
            state = load["state"]
            tell(state)
        if state == "done":
            return load
        if load["endedAt"] is not None:
            raise LoadFailed(_why(collection, load))
        time.sleep(every_sec)
        items = api.get(_path(collection))["items"]
        found = next((each for each in items if each["id"] == load["id"]), None)
        if found is None:
            raise NotFound(f"The load of {collection} is not listed any more. Ask for it again, or ask the portal's operators.")
        load = found


def report_lines(collection: str, load: Mapping[str, Any]) -> List[str]:
    """What a load did, as lines: what is odd in the store, what managers had set and it left, and the counts."""
    report = load["report"]
    left_out = report["findingCount"] - len(report["findings"])
    return [
        *(f"note: {finding}" for finding in report["findings"]),
        *([f"note: and {left_out} more"] if left_out > 0 else []),
        *(f"kept: {kept}" for kept in report["kept"]),
        _counts(f"{collection}: observations", report["observations"], "changed"),
        _counts(f"{collection}: files", report["products"], "as new releases"),
    ]


def _counts(what: str, changes: Mapping[str, int], changed: str) -> str:
    return f"{what} {changes['added']} added, {changes['changed']} {changed}, {changes['unchanged']} unchanged"


def _why(collection: str, load: Mapping[str, Any]) -> str:
    problem = str(load["problem"]).rstrip(".")
    if load["state"] == "refused":
        return f"The load of {collection} was refused: {problem}. Nothing was changed; when that is put right, load it again."
    return f"The load of {collection} failed: {problem}."


def _path(collection: str) -> str:
    return f"/collections/{quote(collection, safe='')}/loads"
