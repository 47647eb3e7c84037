"""Rows as the portal tells them, and the way into astropy's and pandas' tables."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union, overload

from .errors import PackageMissing

_UNIT_BY_ENDING: Tuple[Tuple[str, str], ...] = (
    ("Deg", "deg"),
    ("Sec", "s"),
    ("TeV", "TeV"),
    ("Bytes", "byte"),
    ("Mjd", "d"),
)
"""Names of the API end with their unit; MJD are days, UTC."""


class Records(Sequence[Mapping[str, Any]]):
    """
    Rows of one kind, each a mapping with the names of the portal's API: `obs["raDeg"]`. Units stand in the names:
    Deg degrees (ICRS), Sec seconds, TeV, Bytes, Mjd days (UTC).
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows = list(rows)

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Any]: ...

    @overload
    def __getitem__(self, index: slice) -> "Records": ...

    def __getitem__(self, index: Union[int, slice]) -> Any:
        return Records(self._rows[index]) if isinstance(index, slice) else self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)} rows>"

    @property
    def ids(self) -> List[str]:
        """The public ids, `collection:obsId` for observations."""
        return [str(row["id"]) for row in self._rows]

    def columns(self) -> Dict[str, List[Any]]:
        """Column by column; members of an object as `object_member`, lists as text with commas between."""
        flat = [_flat(row) for row in self._rows]
        names = list(dict.fromkeys(name for row in flat for name in row))
        return {name: [row.get(name) for row in flat] for name in names}

    def to_pandas(self) -> Any:
        """A pandas.DataFrame with these columns. Raises PackageMissing without pandas."""
        pandas = _load("pandas", "to_pandas()")
        return pandas.DataFrame(self.columns())

    def to_table(self) -> Any:
        """
        An astropy.table.Table with units; what is not known is masked. Raises PackageMissing without astropy.
        """
        table = _load("astropy.table", "to_table()")
        made = table.Table()
        for name, values in self.columns().items():
            made[name] = _column(table, values, unit_of(name))
        return made


def unit_of(name: str) -> Optional[str]:
    """The unit that a name of the API carries, as astropy writes it; None for what has none."""
    return next((unit for ending, unit in _UNIT_BY_ENDING if name.endswith(ending)), None)


def _column(table: Any, values: List[Any], unit: Optional[str]) -> Any:
    known = [value for value in values if value is not None]
    kind: Callable[[Any], Any]
    blank: Any
    if known and all(isinstance(value, bool) for value in known):
        kind, blank = bool, False
    elif known and all(isinstance(value, int) and not isinstance(value, bool) for value in known):
        kind, blank = int, 0
    elif all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in known):
        kind, blank = float, float("nan")
    else:
        kind, blank = str, ""
    filled = [blank if value is None else kind(value) for value in values]
    mask = [value is None for value in values]
    return table.MaskedColumn(filled, mask=mask, unit=unit) if any(mask) else table.Column(filled, unit=unit)


def _flat(row: Mapping[str, Any]) -> Dict[str, Any]:
    flat: Dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat.update({f"{name}_{inner}": each for inner, each in _flat(value).items()})
        else:
            flat[name] = ", ".join(str(each) for each in value) if isinstance(value, list) else value
    return flat


def _load(module: str, what: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.split(".", 1)[0]
        raise PackageMissing(f"{what} needs {package}, which is not installed here: pip install {package}.") from error


def api_name(name: str) -> str:
    """`ra_deg` as the API writes it, `raDeg`; `energy_min_tev` ends in TeV."""
    words = re.sub(r"_([a-z0-9])", lambda found: found.group(1).upper(), name)
    return re.sub(r"Tev$", "TeV", words)
