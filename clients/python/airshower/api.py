"""The portal's API as a script uses it: tokens sent and renewed, passing faults waited out, refusals as exceptions."""

from __future__ import annotations

import threading
from typing import Any, Dict, Iterator, Mapping, Optional, Type
from urllib.parse import urlencode

from .credentials import Credentials
from .device_login import refresh
from .errors import (
    AirshowerError,
    BadRequest,
    LoadUnderWay,
    NotFound,
    PortalAnswerInvalid,
    PortalRefused,
    PortalUnreachable,
    ScopeMissing,
    SignInNeeded,
    TokenEnded,
)
from .patience import Patience, StopSignal
from .transport import Interrupted, Refused, Transport, Unreachable

_REFUSALS: Dict[str, Type[AirshowerError]] = {kind.slug: kind for kind in (ScopeMissing, SignInNeeded, BadRequest, NotFound, LoadUnderWay)}


class Api:
    """
    One portal, asked in somebody's name or in nobody's. `token` is an API token or an access token of the identity
    service; without one, what `airshower login` has kept is used, if there is any, unless it is asked `anonymous`ly.
    """

    def __init__(
        self,
        url: str,
        token: Optional[str] = None,
        *,
        patience_sec: float = 60.0,
        timeout_sec: float = 30.0,
        credentials: Optional[Credentials] = None,
        anonymous: bool = False,
    ) -> None:
        self.url = url
        self.patience_sec = patience_sec
        self.transport = Transport(timeout_sec)
        self.transport.trusted_bases.add(url)
        self._credentials = credentials or Credentials()
        self._lock = threading.Lock()
        self._kept = None if anonymous or token is not None else self._credentials.of(url)
        self._token = token if self._kept is None else str(self._kept.get("accessToken") or self._kept.get("token"))

    # -- as a source of files -----------------------------------------------------------------------------------

    @property
    def tokens_page(self) -> str:
        return f"{self.url}/settings/tokens"

    @property
    def token(self) -> str:
        """The token to send. Raises SignInNeeded without one."""
        if self._token is None:
            raise SignInNeeded(
                f"This belongs to an account. Run `airshower login {self.url}`, or make an API token at {self.tokens_page} "
                "and give it: Portal(url, token=…), or AIRSHOWER_TOKEN."
            )
        return self._token

    @property
    def again(self) -> str:
        return "stage the basket again"

    def renew(self, refused_token: str, why: Optional[str] = None) -> None:
        """A fresh access token of the login that is kept; of many who ask at once, one goes. Raises TokenEnded."""
        with self._lock:
            if self._token != refused_token:
                return
            if self._kept is None or self._kept.get("kind") != "login":
                said = why or "The portal does not take the token any more: it has ended, or was revoked."
                raise TokenEnded(f"{said} Tokens are made at {self.tokens_page}.")
            with self._credentials.locked():
                # Another process may have done it.
                newest = self._credentials.of(self.url)
                if newest is None or newest.get("accessToken") in (None, refused_token):
                    newest = refresh(newest or self._kept, self.transport)
                    self._credentials.keep(self.url, newest)
            self._kept, self._token = newest, str(newest["accessToken"])

    # -- questions ----------------------------------------------------------------------------------------------

    def get(self, path: str, query: Optional[Mapping[str, Any]] = None) -> Any:
        """The answer to a GET below /api/v1; parameters that are None are left out."""
        return self.ask("GET", path, query=query)

    def pages(self, path: str, query: Mapping[str, Any]) -> Iterator[Any]:
        """Every page of a list, one after the other."""
        cursor: Optional[str] = None
        while True:
            page = self.get(path, {**query, "cursor": cursor})
            yield page
            cursor = page.get("nextCursor") if isinstance(page, dict) else None
            if cursor is None:
                return

    def ask(self, method: str, path: str, body: Any = None, query: Optional[Mapping[str, Any]] = None) -> Any:
        """
        One request. Passing faults (no answer, 429, 5xx) are tried again while patience lasts; the portal's writes that
        the client uses may be said twice. Raises the class of the refusal, TokenEnded, PortalUnreachable.
        """
        chosen = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        url = f"{self.url}/api/v1{path}" + (f"?{urlencode(chosen)}" if chosen else "")
        patience = Patience(self.patience_sec, StopSignal())
        renewed = False
        while True:
            token = self._token
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            try:
                return self.transport.ask_json(method, url, body, headers)
            except Refused as refused:
                if refused.status != 401 or token is None or renewed:
                    raise self._refusal(refused) from refused
                renewed = True
                self.renew(token, refused.detail)
            except Unreachable as error:
                raise PortalUnreachable(f"{self.url} can not be trusted or reached: {error}.") from error
            except ValueError as error:
                raise PortalAnswerInvalid(f"What answers at {self.url} does not speak as the portal does (no JSON).") from error
            except Interrupted as interrupted:
                if not patience.wait(interrupted.retry_after_sec):
                    raise self._gave_up(interrupted) from interrupted

    def _gave_up(self, interrupted: Interrupted) -> AirshowerError:
        return PortalUnreachable(
            f"The portal at {self.url} did not answer for {self.patience_sec:.0f} s ({interrupted}). "
            "Try again in a minute, or ask its operators."
        )

    def _refusal(self, refused: Refused) -> AirshowerError:
        if refused.status == 401 and self._token is not None:
            return TokenEnded(f"{refused.detail} Tokens are made at {self.tokens_page}.")
        kind = _REFUSALS.get(refused.slug, PortalRefused)
        if kind is PortalRefused and not refused.document:
            return PortalAnswerInvalid(
                f"What answers at {self.url} does not speak as the portal does (status {refused.status}). Ask its operators."
            )
        parts = refused.document.get("errors")
        named = [f"{part.get('path')}: {part.get('message')}" for part in parts] if isinstance(parts, list) else []
        if kind is SignInNeeded:
            return SignInNeeded(f"{refused.detail} Run `airshower login {self.url}`, or make a token at {self.tokens_page}.")
        return kind("; ".join([refused.detail, *named]))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value) if isinstance(value, float) else str(value)
