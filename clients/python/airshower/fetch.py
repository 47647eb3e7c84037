"""A file of the manifest brought into the store: found there, or fetched with as many tries as patience allows."""

from __future__ import annotations

import os
import stat
from typing import Optional

from .checksums import Verifier
from .errors import (
    AirshowerError,
    FileClosed,
    FileGone,
    FilesUnreachable,
    FileUnavailable,
    LaunchOver,
    ScopeMissing,
    TokenEnded,
    UnsafePath,
)
from .linking import link_is_right
from .manifest import PART_SUFFIX, ManifestFile
from .patience import Patience, StopSignal
from .source import Source
from .progress import Tally
from .transfer import Damaged, Transfer
from .transport import Interrupted, Refused, Transport, Unreachable
from .workfolder import WorkFolder, local_disk

WHOLE_TRIES = 3
"""How often a file is fetched from its start when what arrives is not what the manifest promises."""


class Fetcher:
    """Fetches files of one store; one instance serves all workers."""

    def __init__(
        self,
        folder: WorkFolder,
        portal: Source,
        transport: Transport,
        tally: Tally,
        stop: StopSignal,
        patience_sec: float,
    ) -> None:
        self._folder = folder
        self._portal = portal
        self._transport = transport
        self._tally = tally
        self._stop = stop
        self._patience_sec = patience_sec

    def bring(self, file: ManifestFile) -> None:
        """Bring one file, or find it here. Raises the error that says why it can not be had."""
        if not is_here(self._folder, file, self._stop):
            self._fetch(file)
        self._tally.finished(file.path, file.size_bytes)

    def _fetch(self, file: ManifestFile) -> None:
        patience = Patience(self._patience_sec, self._stop)
        farthest, refused_token, whole_tries = 0, None, 0

        def reached(file_bytes: int) -> None:
            """Only bytes never had before are progress: a server that cuts at the same place each time makes none."""
            nonlocal farthest, refused_token
            self._tally.reached(file.path, file_bytes)
            if file_bytes > farthest:
                farthest, refused_token = file_bytes, None
                patience.progressed()

        transfer = Transfer(file, self._folder.make_room_for(file), reached, self._stop.check)
        while True:
            self._stop.check()
            token = self._portal.token
            try:
                return transfer.attempt(self._transport, token)
            except Damaged as damaged:
                whole_tries += 1
                if whole_tries == WHOLE_TRIES:
                    raise damaged.error from None
            except Refused as refused:
                if refused.status != 401 or refused_token is not None:
                    raise self._refusal(file, refused) from refused
                refused_token = token
                self._portal.renew(token)
            except Unreachable as error:
                raise FilesUnreachable(f"The server of the files can not be reached: {error}.", file.path) from error
            except Interrupted as interrupted:
                if not patience.wait(interrupted.retry_after_sec):
                    raise self._gave_up(file, interrupted) from interrupted

    def _refusal(self, file: ManifestFile, refused: Refused) -> AirshowerError:
        said = refused.detail.rstrip(".")
        if refused.slug == LaunchOver.slug:
            return LaunchOver(f"{said}. To go on, {self._portal.again}.")
        if refused.status == 401:
            return TokenEnded(f"The portal refuses a token that it has just issued. To go on, {self._portal.again}.", file.path)
        if refused.status in (404, 410):
            return FileGone(f"{file.path} is not there any more. Take it out of the basket, then {self._portal.again}.", file.path)
        if refused.slug == ScopeMissing.slug:
            return ScopeMissing(f"{said}.", file.path)
        if refused.status == 403:
            opens_at = _text(refused.document.get("opensAt"))
            until = f" It opens on {opens_at}." if opens_at else ""
            advice = "Take it out of the basket, or ask the project for access."
            return FileClosed(f"{file.path} may not be read: {said}.{until} {advice}", file.path, opens_at)
        return FileUnavailable(f"{file.path} can not be fetched: {said} (status {refused.status}).", file.path)

    def _gave_up(self, file: ManifestFile, interrupted: Interrupted) -> AirshowerError:
        waited = f"for {self._patience_sec:.0f} s ({interrupted})"
        if interrupted.reached:
            return FileUnavailable(f"The server of the files failed for {file.path} {waited}. Try again later.", file.path)
        return FilesUnreachable(f"The server of the files did not deliver {file.path} {waited}. Try again later.", file.path)


def is_here(folder: WorkFolder, file: ManifestFile, stop: Optional[StopSignal] = None) -> bool:
    """
    Whether the promised file lies in its place, told by its bytes.

    A notebook that lies there is the user's by now and counts as here, whatever is in it.
    """
    place = folder.place_of(file)
    try:
        found = os.lstat(place)
    except OSError:
        return False
    if stat.S_ISLNK(found.st_mode) and folder.own_link(file.path) is not None:
        if link_is_right(folder, file):
            return True
        # It led to a copy that is not there any more, or not for this launch.
        with local_disk(file.path):
            place.unlink()
        return False
    if not stat.S_ISREG(found.st_mode):
        raise UnsafePath(f"{place} is not a file of its own. Remove it, then {folder.again}.", file.path)
    if file.is_notebook:
        return True
    if found.st_size != file.size_bytes:
        return False
    verifier = Verifier(file.checksum)
    with local_disk(file.path):
        verifier.read(place, stop.check if stop else lambda: None)
    return verifier.agrees()


def missing_bytes(folder: WorkFolder, file: ManifestFile) -> int:
    """How much of a file is still to come, judged by sizes alone: for the estimate of the room that is needed."""
    place = folder.place_of(file)
    if place.is_symlink():
        return 0 if link_is_right(folder, file) else file.size_bytes
    for candidate in (place, place.with_name(place.name + PART_SUFFIX)):
        try:
            return max(0, file.size_bytes - os.lstat(candidate).st_size)
        except OSError:
            continue
    return file.size_bytes


def _text(value: object) -> Optional[str]:
    return value if isinstance(value, str) else None
