"""`airshower.launch()`: the data of this launch, here and verified, however often it is called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Union

from .errors import NoLaunch
from .locks import one_stager
from .session import TICKET_FILE, Session, session_from_environment, session_from_ticket_file
from .staging import Staging, StagingOptions, store_is_whole
from .workfolder import WorkFolder

_INDEX_NAMES = ("hdu-index.fits.gz", "hdu-index.fits")


def launch(folder: Union[str, Path, None] = None, *, quiet: bool = False) -> Path:
    """
    Make sure that the launch's data store is whole, and return its path (`data/` in the work folder).

    `folder` is the work folder, by default the one that the notebook lies in. Where the store is here and verified,
    nobody is asked and it returns at once; where files are missing they are fetched, with a line of progress unless
    `quiet`. A store that was put there by hand, without any launch, is taken as it is.

    Raises a subclass of `airshower.AirshowerError` that says what failed and what to do.
    """
    work = WorkFolder(_find_work_folder() if folder is None else Path(folder))
    session = session_from_environment() or _take_ticket_file(work) or work.saved_session()
    if session is None:
        if any((work.data / name).exists() for name in _INDEX_NAMES):
            return work.data
        raise NoLaunch(
            f"There is no data store in {work.data}, and no launch to fetch one for. Staged data are removed when a "
            "launch is stopped: launch the same basket again from the portal."
        )
    if store_is_whole(work, session):
        return work.data
    work.create()
    with one_stager(work):
        if not store_is_whole(work, session):
            staging = Staging(session, work, StagingOptions.from_environment(), _nobody if quiet else _progress_line())
            staging.run(staging.manifest())
            if not quiet:
                print()
    return work.data


def _find_work_folder() -> Path:
    """The nearest folder, from here upwards, that a launch works in; else the current one."""
    here = Path.cwd()
    for candidate in (here, *here.parents):
        if WorkFolder(candidate).session_note.is_file() or (candidate / TICKET_FILE).is_file():
            return candidate
    return here


def _take_ticket_file(work: WorkFolder) -> Optional[Session]:
    """The ticket that the portal put beside the notebook: kept in a note that only its owner can read, and the file removed."""
    session = session_from_ticket_file(work.path)
    if session is None:
        return None
    work.create()
    session = work.remember_session(session)
    (work.path / TICKET_FILE).unlink(missing_ok=True)
    return session


def _nobody(_counts: Dict[str, Any]) -> None:
    """Progress that nobody wants to see."""


def _progress_line() -> Callable[[Dict[str, Any]], None]:
    """One line that is written over, in megabytes (10^6 bytes)."""
    last: Optional[str] = None

    def show(counts: Dict[str, Any]) -> None:
        nonlocal last
        total = counts["bytesTotal"] or 1
        line = (
            f"{counts['filesDone']} of {counts['filesTotal']} files, {counts['bytesDone'] / 1e6:.1f} of "
            f"{counts['bytesTotal'] / 1e6:.1f} MB ({100 * counts['bytesDone'] // total} %)"
        )
        if line != last:
            sys.stdout.write("\r" + line.ljust(len(last or "")))
            sys.stdout.flush()
            last = line

    return show
