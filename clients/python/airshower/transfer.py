"""One file on its way: what an earlier try left, one request for the rest, verified while it streams."""

from __future__ import annotations

import http.client
import os
import stat
from pathlib import Path
from typing import BinaryIO, Callable, Dict, Optional

from .checksums import CHUNK_BYTES, Verifier
from .errors import AirshowerError, ChecksumMismatch, SizeMismatch
from .manifest import ETAG_SUFFIX, PART_SUFFIX, ManifestFile
from .transport import Interrupted, Refused, Transport
from .workfolder import local_disk


class Damaged(Exception):
    """The file arrived to its end and is not the promised one; `error` says how."""

    def __init__(self, error: AirshowerError) -> None:
        super().__init__(error.detail)
        self.error = error


class Transfer:
    """
    The way of one file into its place. Unfinished bytes wait beside it, in `<name>.part`, with the ETag that they
    came with, so that another try, in this process or a later one, asks for the rest only.
    """

    def __init__(self, file: ManifestFile, place: Path, reached: Callable[[int], None], check: Callable[[], None]) -> None:
        self.file = file
        self.place = place
        self._part = place.with_name(place.name + PART_SUFFIX)
        self._etag = place.with_name(place.name + ETAG_SUFFIX)
        self._reached = reached
        self._check = check

    def attempt(self, transport: Transport, token: str) -> None:
        """
        One request for what is missing. Returns when the whole, verified file is in its place.
        Raises Interrupted (try again), Damaged (start again), Refused, or what the local disk says.
        """
        verifier = Verifier(self.file.checksum)
        offset = self._take_in_part(verifier)
        if offset < self.file.size_bytes or not self._part.exists():
            with self._request(transport, token, offset) as response:
                if offset and not _continues(response, offset):
                    offset, verifier = 0, Verifier(self.file.checksum)
                self._write(response, offset, verifier)
        if not verifier.agrees():
            raise self._damaged(ChecksumMismatch, f"has another {verifier.algorithm} than the manifest promises")
        with local_disk(self.file.path):
            os.replace(self._part, self.place)
            self._etag.unlink(missing_ok=True)

    def _take_in_part(self, verifier: Verifier) -> int:
        """How many bytes of an earlier try can be used; they go through the verifier again."""
        with local_disk(self.file.path):
            try:
                found = os.lstat(self._part)
            except FileNotFoundError:
                return 0
            if not stat.S_ISREG(found.st_mode) or found.st_size > self.file.size_bytes:
                self._part.unlink()
                return 0
            verifier.read(self._part, self._check)
        self._reached(found.st_size)
        return found.st_size

    def _request(self, transport: Transport, token: str, offset: int) -> http.client.HTTPResponse:
        headers: Dict[str, str] = {"Authorization": f"Bearer {token}"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
            if self._etag.exists():
                headers["If-Range"] = self._etag.read_text(encoding="latin-1")
        try:
            return transport.get(self.file.url, headers)
        except Refused as refused:
            if refused.status == 416:
                raise self._damaged(SizeMismatch, "ends before the size that the manifest promises") from refused
            raise

    def _write(self, response: http.client.HTTPResponse, offset: int, verifier: Verifier) -> None:
        with local_disk(self.file.path):
            stream = self._open_part(offset, response.headers.get("ETag"))
        reached = offset
        with stream:
            while reached <= self.file.size_bytes:
                self._check()
                piece = _read(response)
                if not piece:
                    break
                reached += len(piece)
                verifier.update(piece)
                with local_disk(self.file.path):
                    _write_whole(stream, piece)
                self._reached(min(reached, self.file.size_bytes))
        announced = response.headers.get("Content-Length", "")
        if reached < self.file.size_bytes and not (announced.isdigit() and reached - offset >= int(announced)):
            raise Interrupted(f"the connection ended after {reached} of {self.file.size_bytes} bytes")
        if reached != self.file.size_bytes:
            raise self._damaged(SizeMismatch, f"is not the {self.file.size_bytes} bytes long that the manifest promises")

    def _open_part(self, offset: int, etag: Optional[str]) -> BinaryIO:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        if not offset:
            flags |= os.O_TRUNC
            self._etag.unlink(missing_ok=True)
            if etag and not etag.startswith("W/"):
                self._etag.write_text(etag, encoding="latin-1")
        return os.fdopen(os.open(self._part, flags, 0o644), "wb", buffering=0)

    def _damaged(self, kind, what: str) -> Damaged:
        with local_disk(self.file.path):
            self._part.unlink(missing_ok=True)
            self._etag.unlink(missing_ok=True)
        text = f"{self.file.path} as the portal sends it {what}. Tell its operators: the stored file may be damaged."
        return Damaged(kind(text, self.file.path))


def _continues(response: http.client.HTTPResponse, offset: int) -> bool:
    """Whether the answer goes on where the part ends; a server sends the whole file instead if it has changed."""
    return response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {offset}-")


def _read(response: http.client.HTTPResponse) -> bytes:
    """What has arrived, not a full piece: a slow stream shows its progress and can be stopped."""
    try:
        return response.read1(CHUNK_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise Interrupted(str(error) or type(error).__name__) from error


def _write_whole(stream: BinaryIO, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[stream.write(rest) :]
