"""Checksums as a manifest gives them: the strongest that is there is the one that counts."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path
from typing import Callable, Mapping, Optional, Tuple

CHUNK_BYTES = 1 << 18


class _Adler32:
    """zlib's Adler-32 with the face of a hashlib object; storage sites of the data lake know no other."""

    def __init__(self) -> None:
        self._value = 1

    def update(self, data: bytes) -> None:
        self._value = zlib.adler32(data, self._value)

    def hexdigest(self) -> str:
        return f"{self._value & 0xFFFFFFFF:08x}"


def _md5():
    return hashlib.md5(usedforsecurity=False)


_BY_STRENGTH: Tuple[Tuple[str, Callable, int], ...] = (
    ("sha256", hashlib.sha256, 64),
    ("md5", _md5, 32),
    ("adler32", _Adler32, 8),
)


class Verifier:
    """Takes a file's bytes as they pass and says at the end whether they are the promised ones."""

    def __init__(self, promised: Mapping[str, str]) -> None:
        self.algorithm: Optional[str] = None
        self._promised = ""
        self._running = None
        for name, start, digits in _BY_STRENGTH:
            if promised.get(name):
                self.algorithm, self._running = name, start()
                self._promised = promised[name].strip().lower().rjust(digits, "0")
                break

    def update(self, data: bytes) -> None:
        if self._running is not None:
            self._running.update(data)

    def agrees(self) -> bool:
        """True also when the manifest promises no checksum at all: then only the size can be checked."""
        return self._running is None or self._running.hexdigest() == self._promised

    def read(self, path: Path, check: Callable[[], None] = lambda: None) -> None:
        """Take in a whole file; `check` is called between pieces and may raise to stop."""
        with open(path, "rb") as stream:
            while True:
                check()
                piece = stream.read(CHUNK_BYTES)
                if not piece:
                    return
                self.update(piece)
