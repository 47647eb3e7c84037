"""Where tokens are kept between runs: one file that only its owner can read, by the portal's address."""

from __future__ import annotations

import json
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, Mapping, Optional
from urllib.parse import urlsplit

from .errors import BadRequest, CredentialsUnusable, PortalUnknown
from .served_by import PORTAL

try:
    import fcntl
except ImportError:  # Windows: one person's programs, which rarely refresh at the same instant
    fcntl = None  # type: ignore[assignment]


def portal_address(url: Optional[str], environment: Mapping[str, str] = os.environ) -> str:
    """
    The address of the portal to use: `url`, else AIRSHOWER_PORTAL, else the last login's, else the portal that this
    copy of the client came from. Raises PortalUnknown, BadRequest.
    """
    found = url or environment.get("AIRSHOWER_PORTAL") or Credentials(environment).last_portal() or PORTAL
    if not found:
        raise PortalUnknown(
            "Which portal? Give its address, Portal('https://…'), set AIRSHOWER_PORTAL, or run `airshower login https://…` once."
        )
    address = urlsplit(found.rstrip("/"))
    if address.scheme not in ("http", "https") or not address.netloc or address.username is not None:
        raise BadRequest(f"{found!r} is not the address of a portal: it begins with https://.")
    if address.scheme == "http" and address.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise BadRequest(f"{found} is not encrypted: a token is sent over https only (http on this machine alone).")
    return found.rstrip("/")


class Credentials:
    """
    The file `credentials.json`, mode 0600, in AIRSHOWER_CONFIG_DIR, else in `airshower/` of XDG_CONFIG_HOME, else in
    `~/.config/airshower/`. One entry for each portal: an API token, or what a login at the identity service gave.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        config = environment.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
        self.folder = Path(environment.get("AIRSHOWER_CONFIG_DIR") or os.path.join(config, "airshower"))
        self.path = self.folder / "credentials.json"

    def of(self, portal: str) -> Optional[Dict[str, Any]]:
        """What is kept for a portal; None without a login there. Raises CredentialsUnusable."""
        entry = self._read()["portals"].get(portal)
        return entry if isinstance(entry, dict) else None

    def last_portal(self) -> Optional[str]:
        """The portal of the last login."""
        last = self._read()["last"]
        return last if isinstance(last, str) else None

    def keep(self, portal: str, entry: Mapping[str, Any]) -> None:
        """Keep what a login gave. Raises CredentialsUnusable."""
        document = self._read()
        document["portals"][portal] = dict(entry)
        document["last"] = portal
        self._write(document)

    def forget(self, portal: str) -> bool:
        """Remove what is kept for a portal; False when there was nothing."""
        document = self._read()
        was_there = document["portals"].pop(portal, None) is not None
        if document["last"] == portal:
            document["last"] = next(iter(document["portals"]), None)
        if was_there:
            self._write(document)
        return was_there

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time: a refresh token counts once."""
        with self._usable():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _read(self) -> Dict[str, Any]:
        empty: Dict[str, Any] = {"portals": {}, "last": None}
        with self._usable():
            try:
                found = os.stat(self.path)
                text = self.path.read_text(encoding="utf-8")
            except FileNotFoundError:
                return empty
        if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
            raise CredentialsUnusable(
                f"{self.path} holds tokens and can be read by others. Run `chmod 600 {self.path}`, and revoke the tokens "
                "on the portal's page Settings, API tokens, if somebody else may have seen them."
            )
        try:
            document = json.loads(text)
        except ValueError:
            raise CredentialsUnusable(f"{self.path} is damaged. Remove it and sign in again: airshower login.") from None
        if not isinstance(document, dict) or not isinstance(document.get("portals"), dict):
            return empty
        return {"portals": document["portals"], "last": document.get("last")}

    def _write(self, document: Mapping[str, Any]) -> None:
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        with self._usable():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(document, stream, indent=2)
            os.replace(fresh, self.path)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CredentialsUnusable(f"{error.filename or self.path} can not be used: {error.strerror or error}.") from error
