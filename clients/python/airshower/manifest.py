"""The manifest: which files make the store, where they are, and how to know that they arrived whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

from .errors import ForeignUrl, ManifestInvalid, UnsafePath
from .transport import is_below

NOTEBOOK_ROLE = "notebook"
PART_SUFFIX = ".part"
ETAG_SUFFIX = ".part.etag"
_RESERVED_IN_WORK_FOLDER = ("data", ".airshower")


@dataclass(frozen=True)
class ManifestFile:
    """One file: `path` is relative to the store `data/`, a notebook's to the work folder itself."""

    path: str
    did: str
    url: str
    size_bytes: int
    checksum: Mapping[str, str]
    media_type: str
    role: str
    mounted_path: Optional[str] = None
    """Where a mounted storage site shows the file in this session; None where it has to be fetched."""

    @property
    def is_notebook(self) -> bool:
        return self.role == NOTEBOOK_ROLE


@dataclass(frozen=True)
class Manifest:
    """A launch's frozen list of files; `document` is the JSON that it was read from."""

    files: Tuple[ManifestFile, ...]
    document: Mapping[str, Any]

    @property
    def total_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)

    @property
    def store_files(self) -> List[ManifestFile]:
        return [file for file in self.files if not file.is_notebook]

    @property
    def notebooks(self) -> List[ManifestFile]:
        return [file for file in self.files if file.is_notebook]

    @property
    def notebook_path(self) -> Optional[str]:
        """The notebook to open, relative to the work folder."""
        return self.notebooks[0].path if self.notebooks else None

    @property
    def digest(self) -> str:
        """Names the store's content; where the files are fetched from has no part in it."""
        rows = sorted((f.path, f.size_bytes, sorted(f.checksum.items())) for f in self.store_files)
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def read_manifest(document: Any, bases: Optional[Iterable[str]]) -> Manifest:
    """
    Check a manifest as it came from the portal. `bases` are the addresses below which files may lie;
    None for a manifest that nothing will be fetched by.

    Raises ManifestInvalid, UnsafePath or ForeignUrl, each naming the file.
    """
    if not isinstance(document, dict) or not isinstance(document.get("files"), list):
        raise ManifestInvalid("The portal's manifest has no list of files. Launch again from the portal.")
    files = tuple(_read_file(entry, index) for index, entry in enumerate(document["files"]))
    allowed = None if bases is None else [base for base in bases if base]
    for file in files:
        if allowed is not None and not any(is_below(file.url, base) for base in allowed):
            raise ForeignUrl(
                f"The address of {file.path} is not the portal's, so it is not fetched. "
                "Tell the operators of the portal (FILES_URL).",
                file.path,
            )
    _refuse_collisions(files)
    return Manifest(files, document)


def _read_file(entry: Any, index: int) -> ManifestFile:
    if not isinstance(entry, dict):
        raise ManifestInvalid(f"Entry {index} of the portal's manifest is not a file.")
    path, size = entry.get("path"), entry.get("sizeBytes")
    if not isinstance(path, str) or not isinstance(entry.get("url"), str):
        raise ManifestInvalid(f"Entry {index} of the portal's manifest lacks its path or its address.")
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        raise ManifestInvalid(f"The portal's manifest gives no size for {path}.", path)
    role = str(entry.get("role", ""))
    _refuse_unsafe(path, role)
    return ManifestFile(
        path=path,
        did=str(entry.get("did", "")),
        url=entry["url"],
        size_bytes=size,
        checksum=_read_checksum(entry.get("checksum"), path),
        media_type=str(entry.get("mediaType", "application/octet-stream")),
        role=role,
        mounted_path=_read_mounted(entry.get("mountedPath")),
    )


def _read_mounted(value: Any) -> Optional[str]:
    """An absolute path that does not climb; anything else is no place to link to, and the file is fetched."""
    if not isinstance(value, str) or not value.startswith("/") or any(ord(c) < 32 or c == "\x7f" for c in value):
        return None
    return None if any(part in (".", "..") for part in value.split("/")) else value


def _read_checksum(value: Any, path: str) -> Dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values() if text is not None):
        raise ManifestInvalid(f"The portal's manifest gives a malformed checksum for {path}.", path)
    return {name: text for name, text in value.items() if text}


def _refuse_unsafe(path: str, role: str) -> None:
    parts = path.split("/")
    climbs = any(part in ("", ".", "..") for part in parts)
    odd = any(ord(c) < 32 or c in "\\\x7f" for c in path) or (len(path) > 1 and path[1] == ":")
    if climbs or odd or len(path) > 1024 or PurePosixPath(path).is_absolute():
        raise UnsafePath(f"The path {path!r} of the manifest would leave the work folder. Nothing was fetched.", path)
    if role == NOTEBOOK_ROLE and (parts[0] in _RESERVED_IN_WORK_FOLDER or not path.endswith(".ipynb")):
        raise UnsafePath(f"The notebook {path!r} of the manifest lies where only staged data may be.", path)


def _refuse_collisions(files: Iterable[ManifestFile]) -> None:
    """Two files on one path, a file where a folder must be, or a file named as another's unfinished part."""
    taken = set()
    for file in files:
        for name in (file.path, file.path + PART_SUFFIX, file.path + ETAG_SUFFIX):
            if (file.is_notebook, name) in taken:
                raise ManifestInvalid(f"The manifest puts two files at {name}.", file.path)
            taken.add((file.is_notebook, name))
    for file in files:
        for parent in PurePosixPath(file.path).parents:
            if (file.is_notebook, parent.as_posix()) in taken:
                raise ManifestInvalid(f"The manifest puts a file and a folder at {parent}.", file.path)
