"""The two calls that a session makes to the portal: redeem the ticket, report progress."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Dict, Optional, Type

from .errors import (
    AirshowerError,
    LaunchOver,
    PortalAnswerInvalid,
    PortalRefused,
    PortalUnreachable,
    TicketUnknown,
    TicketUsed,
)
from .patience import Patience, StopSignal
from .session import Session
from .transport import Interrupted, Refused, Transport, Unreachable

_REFUSALS: Dict[str, Type[AirshowerError]] = {kind.slug: kind for kind in (TicketUsed, TicketUnknown, LaunchOver)}


@dataclass(frozen=True)
class Grant:
    """What a ticket is exchanged for. `token` opens the manifest's files and nothing else."""

    token: str
    expires_at: str
    files_url: str
    manifest: Any


class SessionPortal:
    """The portal as one launch's session sees it; holds the staging token while it is needed, and renews it."""

    def __init__(self, session: Session, transport: Transport, stop: StopSignal, patience_sec: float) -> None:
        self.session = session
        self._transport = transport
        self._stop = stop
        self._patience_sec = patience_sec
        self._lock = threading.Lock()
        self._token: Optional[str] = None
        transport.trusted_bases.add(session.portal)

    @property
    def again(self) -> str:
        """What helps when files can not be had any more, as the end of a sentence."""
        return f"launch again from {self.session.launches_page}"

    @property
    def token(self) -> str:
        if self._token is None:
            raise PortalAnswerInvalid("The ticket has not been redeemed yet.")
        return self._token

    def resume(self, grant: Grant) -> None:
        """Go on with a token that was issued before."""
        self._token = grant.token
        self._transport.trusted_bases.add(grant.files_url)

    def redeem(self) -> Grant:
        """Exchange the ticket, again and again while nobody answers. Raises the error that the portal gives."""
        patience = Patience(self._patience_sec, self._stop)
        body = {"ticket": self.session.ticket, "key": self.session.key}
        while True:
            try:
                answer = self._transport.post_json(self._url("tickets/redeem"), body, {})
                break
            except Refused as refused:
                raise self._refusal(refused) from refused
            except Unreachable as error:
                raise PortalUnreachable(f"{self.session.portal} can not be trusted or reached: {error}.") from error
            except ValueError as error:
                raise self._odd_answer("no JSON") from error
            except Interrupted as interrupted:
                if not patience.wait(interrupted.retry_after_sec):
                    raise PortalUnreachable(
                        f"The portal at {self.session.portal} did not answer for {self._patience_sec:.0f} s "
                        f"({interrupted}). Try again, or ask its operators."
                    ) from interrupted
        grant = self._read_grant(answer)
        self.resume(grant)
        return grant

    def renew(self, refused_token: str) -> None:
        """Get a fresh token in place of one that was refused; of many who ask at once, one goes."""
        with self._lock:
            if self._token == refused_token:
                self.redeem()

    def report(self, progress: Dict[str, Any]) -> None:
        """Send one report. Raises LaunchOver when the portal says that the launch is over, Interrupted if it fails."""
        token = self.token
        headers = {"Authorization": f"Bearer {token}"}
        try:
            self._transport.post_json(self._url("progress"), {"launchId": self.session.launch_id, **progress}, headers)
        except Refused as refused:
            if refused.status == 409 or refused.slug == LaunchOver.slug:
                raise LaunchOver(self._over(refused)) from refused
            if refused.status == 401:
                self.renew(token)
            raise Interrupted(str(refused)) from refused
        except (Unreachable, ValueError) as error:
            raise Interrupted(str(error)) from error

    def _url(self, name: str) -> str:
        return f"{self.session.portal}/api/v1/staging/{name}"

    def _over(self, refused: Refused) -> str:
        return f"{refused.detail.rstrip('.')}. Launch again from {self.session.launches_page}."

    def _refusal(self, refused: Refused) -> AirshowerError:
        kind = _REFUSALS.get(refused.slug, PortalRefused)
        if kind is PortalRefused and not refused.document:
            return self._odd_answer(f"status {refused.status}")
        return kind(self._over(refused))

    def _odd_answer(self, what: str) -> PortalAnswerInvalid:
        return PortalAnswerInvalid(
            f"What answers at {self.session.portal} does not speak as the portal does ({what}). Ask its operators."
        )

    def _read_grant(self, answer: Any) -> Grant:
        texts = ("token", "expiresAt", "launchId", "filesUrl")
        if not isinstance(answer, dict) or not all(isinstance(answer.get(name), str) for name in texts):
            raise self._odd_answer("an answer without token or address of the files")
        if answer["launchId"] != self.session.launch_id:
            raise self._odd_answer("a ticket of another launch")
        return Grant(answer["token"], answer["expiresAt"], answer["filesUrl"], answer.get("manifest"))
