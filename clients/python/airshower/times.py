"""Moments as people write them, as the portal's API takes them: MJD, UTC."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

from .errors import BadRequest

_MJD_ZERO = datetime(1858, 11, 17, tzinfo=timezone.utc)
_DAY_SEC = 86400.0


def mjd_utc(value: Any, name: str) -> float:
    """
    A moment as MJD in UTC, days: from a number (MJD), ISO 8601 text or a date (UTC where no offset stands), a datetime,
    or an astropy Time, whose own scale is heeded. `name` is the parameter's, for the error. Raises BadRequest.
    """
    if isinstance(value, bool):
        raise BadRequest(f"{name}: {value!r} is no moment.")
    if isinstance(value, (int, float)):
        return float(value)
    if hasattr(value, "utc") and hasattr(value.utc, "mjd"):
        return float(value.utc.mjd)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        except ValueError:
            raise BadRequest(f"{name}: {value!r} is no moment. Write 2027-03-03, 2027-03-03T22:10:00Z, or an MJD as a number.") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if not isinstance(value, datetime):
        raise BadRequest(f"{name}: {value!r} is no moment. Give an MJD, a date or a time.")
    moment = value if value.tzinfo is not None else value.replace(tzinfo=timezone.utc)
    return (moment - _MJD_ZERO).total_seconds() / _DAY_SEC
