"""HTTP as the client needs it: a time limit on every call, problem+json understood, the token kept at home."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.error
import urllib.request
from typing import Any, Dict, Mapping, Optional
from urllib.parse import urlencode, urlsplit

from .version import VERSION

TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
LONGEST_PROBLEM_BYTES = 65536


class Interrupted(Exception):
    """The network or the server failed in a way that may pass: try again."""

    def __init__(self, cause: str, retry_after_sec: Optional[float] = None, reached: bool = False) -> None:
        super().__init__(cause)
        self.retry_after_sec = retry_after_sec
        self.reached = reached
        """True when a server did answer, with a fault of its own."""


class Unreachable(Exception):
    """The address can not be reached and trying again will not help (a certificate that is not trusted)."""


class Refused(Exception):
    """The server answered with an error status; its problem document (RFC 9457) is read if it sent one."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        self.status = status
        self.document = document
        kind = document.get("type")
        self.slug = kind.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1] if isinstance(kind, str) else ""
        text = document.get("detail") or document.get("title")
        self.detail = text if isinstance(text, str) else f"HTTP status {status}"
        super().__init__(self.detail)


def is_below(url: str, base: str) -> bool:
    """Whether `url` lies below `base`: same scheme, host and port, and a path that starts with the base's."""
    if any(ord(c) <= 32 or c in "\\\x7f" for c in url):
        return False
    parts, root = urlsplit(url), urlsplit(base.rstrip("/") + "/")
    if parts.scheme not in ("http", "https") or parts.username is not None:
        return False
    same_server = (parts.scheme, parts.netloc.lower()) == (root.scheme, root.netloc.lower())
    return same_server and parts.path.startswith(root.path) and ".." not in parts.path.split("/")


class _CarefulRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a GET only, never from https to http, and sends the token only below the portal's own addresses."""

    max_redirections = 3

    def __init__(self, trusted_bases) -> None:
        self._trusted_bases = trusted_bases

    def redirect_request(self, request, fp, code, message, headers, new_url):
        target = urlsplit(new_url)
        downgraded = request.type == "https" and target.scheme != "https"
        if request.get_method() != "GET" or target.scheme not in ("http", "https") or downgraded:
            raise urllib.error.HTTPError(new_url, code, "redirect not followed", headers, fp)
        kept = {k: v for k, v in request.header_items() if k.lower() not in ("authorization", "host")}
        if any(is_below(new_url, base) for base in self._trusted_bases):
            token = request.get_header("Authorization")
            kept.update({"Authorization": token} if token else {})
        return urllib.request.Request(new_url, headers=kept)

    http_error_308 = urllib.request.HTTPRedirectHandler.http_error_302  # known to urllib from Python 3.11 on


class Transport:
    """Opens requests. `trusted_bases` are the addresses below which the staging token may be sent."""

    def __init__(self, timeout_sec: float = 30.0) -> None:
        self.timeout_sec = timeout_sec
        self.trusted_bases: set = set()
        self._opener = urllib.request.build_opener(_CarefulRedirects(self.trusted_bases))

    def get(self, url: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        """The open response of a GET; the caller reads and closes it. Raises Interrupted, Unreachable, Refused."""
        return self._open(urllib.request.Request(url, headers=_with_common(headers)))

    def post_json(self, url: str, body: Any, headers: Mapping[str, str]) -> Any:
        """Send JSON, read JSON (None for an empty answer). Raises Interrupted, Unreachable, Refused, ValueError."""
        return self.ask_json("POST", url, body, headers)

    def ask_json(self, method: str, url: str, body: Any, headers: Mapping[str, str]) -> Any:
        """The same by any method; a `body` of None sends none."""
        content_type = {} if body is None else {"Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        return self._ask(method, url, data, {**content_type, **headers})

    def post_form(self, url: str, fields: Mapping[str, str]) -> Any:
        """Send a form, read JSON, as the identity service's endpoints want it."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", url, urlencode(fields).encode(), headers)

    def _ask(self, method: str, url: str, data: Optional[bytes], headers: Mapping[str, str]) -> Any:
        full = _with_common({"Accept": "application/json", **headers})
        with self._open(urllib.request.Request(url, data=data, headers=full, method=method)) as response:
            try:
                content = response.read()
            except (OSError, http.client.HTTPException) as error:
                raise Interrupted(_said(error)) from error
        return json.loads(content) if content else None

    def _open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        try:
            return self._opener.open(request, timeout=self.timeout_sec)
        except urllib.error.HTTPError as error:
            raise _refusal(error) from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, ssl.SSLCertVerificationError):
                raise Unreachable(_said(error.reason)) from error
            raise Interrupted(_said(error.reason)) from error
        except (OSError, http.client.HTTPException) as error:
            raise Interrupted(_said(error)) from error


def _with_common(headers: Mapping[str, str]) -> Dict[str, str]:
    return {"User-Agent": f"airshower/{VERSION}", "Accept-Encoding": "identity", **headers}


def _said(error: object) -> str:
    return str(error) or type(error).__name__


def _refusal(error: urllib.error.HTTPError) -> Exception:
    with error:
        try:
            document = json.loads(error.read(LONGEST_PROBLEM_BYTES))
        except (OSError, ValueError, http.client.HTTPException):
            document = {}
    refused = Refused(error.code, document if isinstance(document, dict) else {})
    if error.code not in TRANSIENT_STATUS:
        return refused
    asked = error.headers.get("Retry-After", "")
    return Interrupted(f"status {error.code}: {refused.detail}", float(asked) if asked.isdigit() else None, reached=True)
