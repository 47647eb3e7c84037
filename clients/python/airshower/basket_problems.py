"""What a manifest says of things in the basket that can not be had, as the errors that they are."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from .api import Api
from .errors import AirshowerError, FileClosed, FileGone

_CLOSED = ("item-closed", "file-closed")
_GONE = ("item-gone",)
_NOTHING_ELSE = ("no-observations",)
"""Says only that nothing is left, which the reasons beside it explain."""


def problems_of(api: Api, document: Mapping[str, Any]) -> List[AirshowerError]:
    """One error for each thing that is missing; remarks that take nothing away are left out."""
    told = [problem for problem in document.get("problems", []) if isinstance(problem, dict) and _is_missing(problem)]
    reasons = [problem for problem in told if problem.get("slug") not in _NOTHING_ELSE] or told
    opens = _openings(api) if any(problem.get("slug") in _CLOSED for problem in reasons) else {}
    return [_error(problem, opens) for problem in reasons]


def _is_missing(problem: Mapping[str, Any]) -> bool:
    return bool(problem.get("blocks")) or problem.get("slug") in (*_CLOSED, *_GONE)


def _openings(api: Api) -> Dict[str, Optional[str]]:
    """When what is closed opens, by the basket's ids; the manifest says it in words only."""
    return {str(item["id"]): item.get("opensAt") for page in api.pages("/basket", {"limit": 1000}) for item in page["items"]}


def _error(problem: Mapping[str, Any], opens: Mapping[str, Optional[str]]) -> AirshowerError:
    detail, about = str(problem.get("detail") or problem.get("slug")), problem.get("observationId") or problem.get("path")
    path = None if about is None else str(about)
    if problem.get("slug") in _CLOSED:
        return FileClosed(detail, path, opens.get(path or ""))
    return FileGone(detail, path) if problem.get("slug") in _GONE else AirshowerError(detail, path)
