"""One at a time: who stages into a work folder, and which notebook server runs in it."""

from __future__ import annotations

import errno
import json
import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator, Optional

from .errors import WorkFolderBusy
from .workfolder import WorkFolder, local_disk

try:
    import fcntl
except ImportError:  # a laptop without POSIX locks: one person, who will not start twice at the same instant
    fcntl = None  # type: ignore[assignment]

_HELD = (errno.EACCES, errno.EAGAIN)
_END_WITHIN_SEC = 10.0


def _lock(path: Path) -> Optional[int]:
    """An open descriptor that holds the lock until it is closed (or its process dies); None if another holds it."""
    with local_disk():
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if fcntl is None:
        return handle
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            os.close(handle)
            return None
        # A file system that knows no locks: go on without, as a cluster's own rules keep sessions apart.
    return handle


@contextmanager
def one_stager(folder: WorkFolder) -> Iterator[None]:
    """Only one process stages into a folder; a second one waits until the first is done."""
    handle = _lock(folder.notes / "staging.lock")
    while handle is None:
        time.sleep(0.2)
        handle = _lock(folder.notes / "staging.lock")
    try:
        yield
    finally:
        os.close(handle)


def become_the_server(folder: WorkFolder, launch_id: str) -> None:
    """
    Make this process, and the server that it becomes, the only one of the folder.

    A hub that was killed can lose sight of a server that it had just started, and start a second one for the same
    launch: the second ends the first. A server of another launch is left alone. Raises WorkFolderBusy.
    """
    place = folder.notes / "server.lock"
    handle = _lock(place)
    if handle is None:
        holder = WorkFolder.read_note(place)
        if not isinstance(holder, dict) or holder.get("launchId") != launch_id:
            raise WorkFolderBusy(
                f"Another launch of the same data is still running in {folder.path.name}. "
                "Stop it on the portal's page of launches, then launch again."
            )
        handle = _take_over(place, holder)
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps({"pid": os.getpid(), "launchId": launch_id}).encode(), 0)
    os.set_inheritable(handle, True)  # kept on purpose when this process becomes the server


def server_may_be_running(folder: WorkFolder) -> bool:
    """Whether a live server holds the folder; True as well where the file system can not tell."""
    place = folder.notes / "server.lock"
    if not place.exists():
        return False
    if fcntl is None:
        return True
    with open(place, "rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _take_over(place: Path, holder: Any) -> int:
    """End the server that holds the lock (the lock proves that this process id is still its own), then hold it."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(int(holder["pid"]), ending)
        except (ProcessLookupError, PermissionError, KeyError, ValueError):
            pass
        give_up_at = time.monotonic() + _END_WITHIN_SEC
        while time.monotonic() < give_up_at:
            handle = _lock(place)
            if handle is not None:
                return handle
            time.sleep(0.1)
    raise WorkFolderBusy("An earlier server of this launch does not end. Ask the operators of the notebook service.")
