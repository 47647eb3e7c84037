"""Files that a mounted storage site shows in this session: linked into the store instead of fetched, where they are right."""

from __future__ import annotations

import os
import stat
from typing import List

from .checksums import Verifier
from .manifest import PART_SUFFIX, ManifestFile
from .patience import StopSignal
from .workfolder import WorkFolder, local_disk

SAMPLE_BYTES = 64 * 2**20
"""
How much of what is linked is read and compared by checksum, the smallest files first. Each file's size is compared. To
read everything would cost what linking saves; a mount that shows something else is found by a sample, and the data lake
verified each copy when it arrived.
"""


def link_mounted(folder: WorkFolder, files: List[ManifestFile], stop: StopSignal) -> int:
    """
    Link those files that a mount shows with the promised size, and return how many are linked now. The others are left
    to be fetched: a link is a saving, never a reason to fail. The mount is read-only, so a link can not change the file.
    """
    mounted = sorted((file for file in files if file.mounted_path and not file.is_notebook), key=lambda file: file.size_bytes)
    if not mounted:
        return 0
    # Noted first: a link that a killed run leaves is known to be the client's.
    folder.remember_links({file.path: str(file.mounted_path) for file in mounted})
    sample_left, linked = SAMPLE_BYTES, 0
    for file in mounted:
        stop.check()
        if link_is_right(folder, file):
            linked += 1
            continue
        is_sampled = file.size_bytes <= sample_left
        if not _is_right(file, is_sampled, stop):
            continue
        sample_left -= file.size_bytes if is_sampled else 0
        linked += _link(folder, file)
    return linked


def link_is_right(folder: WorkFolder, file: ManifestFile) -> bool:
    """Whether the file's place is a link of the client's own to where this launch's mount shows it, with its size."""
    if file.mounted_path is None or folder.own_link(file.path) != file.mounted_path:
        return False
    return _has_size(file)


def _link(folder: WorkFolder, file: ManifestFile) -> bool:
    place = folder.make_room_for(file)
    with local_disk(file.path):
        if os.path.lexists(place) and folder.own_link(file.path) is None:
            return False  # a file that was fetched before, or somebody's own thing: judged by who brings the files
        fresh = place.with_name(place.name + PART_SUFFIX)
        fresh.unlink(missing_ok=True)
        os.symlink(str(file.mounted_path), fresh)
        os.replace(fresh, place)
    return True


def _is_right(file: ManifestFile, is_sampled: bool, stop: StopSignal) -> bool:
    if not _has_size(file):
        return False
    verifier = Verifier(file.checksum)
    if not is_sampled or verifier.algorithm is None:
        return True
    try:
        with open(str(file.mounted_path), "rb") as stream:
            for piece in iter(lambda: stream.read(1 << 18), b""):
                stop.check()
                verifier.update(piece)
    except OSError:
        return False
    return verifier.agrees()


def _has_size(file: ManifestFile) -> bool:
    try:
        found = os.stat(str(file.mounted_path))
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == file.size_bytes and os.access(str(file.mounted_path), os.R_OK)
