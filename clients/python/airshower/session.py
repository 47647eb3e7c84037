"""What a session was started with, and how it is remembered: ticket, key, portal, launch."""

from __future__ import annotations

import json
import os
import re
import secrets
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Mapping, Optional
from urllib.parse import urlsplit

from .errors import SessionInvalid

WORK_FOLDER_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Session:
    """
    One launch as seen from inside. `key` is made here, once per ticket: the same ticket with the same key may be
    redeemed again, so that an answer lost on the way strands nothing; the ticket alone, stolen, is worth nothing.
    """

    portal: str
    launch_id: str
    ticket: str = field(repr=False)
    key: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def launches_page(self) -> str:
        return f"{self.portal}/launches"

    def as_json(self) -> dict:
        return asdict(self)

    @staticmethod
    def from_json(document: Any) -> Optional["Session"]:
        """The remembered session, or None where there is none (or one that was cut off while being written)."""
        names = ("portal", "launch_id", "ticket", "key")
        if not isinstance(document, dict) or not all(isinstance(document.get(n), str) for n in names):
            return None
        return Session(**{name: document[name] for name in names})


def session_from_environment(environment: Mapping[str, str] = os.environ) -> Optional[Session]:
    """The session that the spawner describes, None for a server that no launch asked for."""
    ticket = environment.get("AIRSHOWER_TICKET", "")
    if not ticket:
        return None
    portal = environment.get("AIRSHOWER_PORTAL", "").rstrip("/")
    address = urlsplit(portal)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise SessionInvalid("AIRSHOWER_PORTAL is not the portal's address. Launch again from the portal.")
    try:
        launch_id = str(uuid.UUID(environment.get("AIRSHOWER_LAUNCH_ID", "")))
    except ValueError:
        raise SessionInvalid("AIRSHOWER_LAUNCH_ID is not a launch's id. Launch again from the portal.") from None
    return Session(portal=portal, launch_id=launch_id, ticket=ticket)


def work_folder_from_environment(environment: Mapping[str, str] = os.environ) -> Path:
    """`<home>/<AIRSHOWER_WORK_FOLDER>`; the name can not climb, so that it never leaves the home folder."""
    name = environment.get("AIRSHOWER_WORK_FOLDER", "")
    if not WORK_FOLDER_NAME.fullmatch(name):
        raise SessionInvalid("AIRSHOWER_WORK_FOLDER is not a folder's name. Launch again from the portal.")
    return Path(environment.get("HOME") or str(Path.home())) / name


TICKET_FILE = "airshower-ticket.json"
"""Where the portal puts the ticket at a service whose sessions it can not start itself (Binder), in the work folder."""


def session_from_ticket_file(folder: Path) -> Optional[Session]:
    """The session that the portal's file in a work folder describes, None where there is none."""
    try:
        document = json.loads((folder / TICKET_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(document, dict):
        return None
    names = {"portal": "AIRSHOWER_PORTAL", "launchId": "AIRSHOWER_LAUNCH_ID", "ticket": "AIRSHOWER_TICKET"}
    return session_from_environment({variable: str(document.get(name, "")) for name, variable in names.items()})
