"""A bar while files are fetched: tqdm's where it is installed, else one line that is written over."""

from __future__ import annotations

import sys
import threading
from typing import Any, Callable, Dict, Optional

from .progress import Tally

EVERY_SEC = 0.2


class ProgressBar:
    """Shows a tally until it is left; a context manager. In megabytes of 10^6 bytes."""

    def __init__(self, tally: Tally, quiet: bool = False) -> None:
        self._tally = tally
        self._show = None if quiet else (_tqdm(tally.snapshot()) or _line())
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep_showing, name="airshower-bar", daemon=True)

    def __enter__(self) -> "ProgressBar":
        if self._show is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._show is not None:
            self._thread.join()
            self._show(self._tally.snapshot(), True)

    def _keep_showing(self) -> None:
        while not self._ended.wait(EVERY_SEC):
            assert self._show is not None
            self._show(self._tally.snapshot(), False)


Show = Callable[[Dict[str, Any], bool], None]


def _tqdm(first: Dict[str, Any]) -> Optional[Show]:
    try:
        from tqdm.auto import tqdm  # type: ignore[import]
    except ImportError:
        return None
    bar = tqdm(total=first["bytesTotal"], unit="B", unit_scale=True, desc="Staging")

    def show(counts: Dict[str, Any], is_last: bool) -> None:
        bar.update(counts["bytesDone"] - bar.n)
        bar.set_postfix_str(f"{counts['filesDone']} of {counts['filesTotal']} files")
        if is_last:
            bar.close()

    return show


def _line() -> Show:
    last = ""

    def show(counts: Dict[str, Any], is_last: bool) -> None:
        nonlocal last
        total = counts["bytesTotal"] or 1
        line = (
            f"{counts['filesDone']} of {counts['filesTotal']} files, {counts['bytesDone'] / 1e6:.1f} of "
            f"{counts['bytesTotal'] / 1e6:.1f} MB ({100 * counts['bytesDone'] // total} %)"
        )
        if line != last:
            sys.stderr.write("\r" + line.ljust(len(last)))
            last = line
        if is_last:
            sys.stderr.write("\n")
        sys.stderr.flush()

    return show
