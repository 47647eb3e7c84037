"""Signing in at the identity service without a browser on this machine: OAuth's device flow (RFC 8628)."""

from __future__ import annotations

import time
from typing import Any, Callable, Dict, Mapping, Optional

from .errors import LoginFailed, PortalUnreachable, TokenEnded
from .transport import Interrupted, Refused, Transport, Unreachable

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
DEFAULT_INTERVAL_SEC = 5.0
_TRIES = 4


def sign_in(
    device: Mapping[str, Any],
    tell: Callable[[str, str], None],
    transport: Transport,
    sleep: Callable[[float], None] = time.sleep,
) -> Dict[str, Any]:
    """
    Sign in, with the help of somebody at any browser. `device` is what the portal says of its identity service
    (issuer, clientId, scope, audience); `tell(address, code)` shows where to go and which code to confirm.

    Returns what `Credentials` keeps. Raises LoginFailed, PortalUnreachable.
    """
    endpoints = _endpoints(device["issuer"], transport)
    if "device_authorization_endpoint" not in endpoints:
        raise LoginFailed("The identity service offers no login for devices. Make an API token in the portal instead.")
    asked = {"client_id": device["clientId"], "scope": device["scope"], **_for_audience(device)}
    answer = _post(transport, endpoints["device_authorization_endpoint"], asked)
    if "device_code" not in answer:
        raise LoginFailed(f"The identity service refuses a login for devices: {_why(answer)}.")
    tell(str(answer["verification_uri"]), str(answer["user_code"]))
    tokens = _wait(device, endpoints["token_endpoint"], answer, transport, sleep)
    return _entry(device, endpoints["token_endpoint"], tokens, None)


def refresh(entry: Mapping[str, Any], transport: Transport) -> Dict[str, Any]:
    """Fresh tokens for a login that is kept. Raises TokenEnded when it is over, PortalUnreachable."""
    if not entry.get("refreshToken"):
        raise TokenEnded("The login at the identity service has ended. Sign in again: airshower login.")
    fields = {
        "grant_type": "refresh_token",
        "client_id": str(entry["clientId"]),
        "refresh_token": str(entry["refreshToken"]),
        **_for_audience(entry),
    }
    answer = _post(transport, str(entry["tokenEndpoint"]), fields)
    if "access_token" not in answer:
        raise TokenEnded(f"The login at the identity service has ended ({_why(answer)}). Sign in again: airshower login.")
    return _entry(entry, str(entry["tokenEndpoint"]), answer, entry.get("refreshToken"))


def _wait(
    device: Mapping[str, Any],
    token_endpoint: str,
    answer: Mapping[str, Any],
    transport: Transport,
    sleep: Callable[[float], None],
) -> Mapping[str, Any]:
    interval_sec = float(answer.get("interval") or DEFAULT_INTERVAL_SEC)
    ends_at = time.monotonic() + float(answer.get("expires_in") or 600)
    fields = {"grant_type": DEVICE_GRANT, "client_id": device["clientId"], "device_code": answer["device_code"]}
    while time.monotonic() < ends_at:
        sleep(interval_sec)
        found = _post(transport, token_endpoint, {**fields, **_for_audience(device)})
        if "access_token" in found:
            return found
        error = found.get("error")
        if error == "slow_down":
            interval_sec += 5
        elif error == "access_denied":
            raise LoginFailed("The login was refused in the browser. Nothing is kept.")
        elif error == "expired_token":
            break
        elif error != "authorization_pending":
            raise LoginFailed(f"The identity service gave no token: {_why(found)}.")
    raise LoginFailed("Nobody confirmed the code in time. Begin again: airshower login.")


def _endpoints(issuer: str, transport: Transport) -> Mapping[str, str]:
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    found = _reached(lambda: transport.ask_json("GET", address, None, {}), issuer)
    if not isinstance(found, dict) or not isinstance(found.get("token_endpoint"), str):
        raise LoginFailed(f"What answers at {issuer} is no identity service.")
    return found


def _post(transport: Transport, url: str, fields: Mapping[str, str]) -> Mapping[str, Any]:
    """The answer's document, of a refusal too: its `error` says what it means."""

    def ask() -> Any:
        try:
            return transport.post_form(url, fields)
        except Refused as refused:
            return refused.document

    found = _reached(ask, url)
    return found if isinstance(found, dict) else {}


def _reached(ask: Callable[[], Any], where: str) -> Any:
    cause: Optional[Exception] = None
    for attempt in range(_TRIES):
        try:
            return ask()
        except Interrupted as error:
            cause = error
            time.sleep(0.25 * 2**attempt)
        except (Unreachable, ValueError) as error:
            cause = error
            break
    raise PortalUnreachable(f"The identity service at {where} can not be reached: {cause}. Try again in a minute.") from cause


def _for_audience(device: Mapping[str, Any]) -> Dict[str, str]:
    """Identity services name it differently: `resource` (RFC 8707), `audience` (INDIGO IAM); each ignores the other's."""
    audience = device.get("audience")
    return {"resource": str(audience), "audience": str(audience)} if audience else {}


def _entry(
    device: Mapping[str, Any], token_endpoint: str, tokens: Mapping[str, Any], old_refresh: Optional[str]
) -> Dict[str, Any]:
    return {
        "kind": "login",
        "issuer": device["issuer"],
        "clientId": device["clientId"],
        "audience": device.get("audience"),
        "tokenEndpoint": token_endpoint,
        "accessToken": tokens["access_token"],
        "refreshToken": tokens.get("refresh_token", old_refresh),
    }


def _why(answer: Mapping[str, Any]) -> str:
    return str(answer.get("error_description") or answer.get("error") or "it gave no reason")
