"""The part of the portal's API that scripts use, and an identity service's device flow, over HTTP. Tests only.

The files come from a FakePortal: another server, as in production.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

from fake_portal import QuietServer

PROBLEMS = "urn:airshower:problem:"


def observation(number):
    return {
        "id": f"sim:{number}",
        "obsId": str(number),
        "raDeg": 83.6 if number % 2 else None,
        "startMjd": 60000.25,
        "livetimeSec": 1500.0,
        "sizeBytes": 1_000_000,
        "telescopeCount": 4,
        "irfKinds": ["aeff", "edisp"],
        "simulated": True,
        "targetName": None,
        "access": {"readable": True, "onHold": False, "opensAt": None},
    }


class FakeApi:
    """State and switches; `url` is where it answers. `files` is the FakePortal that serves the bytes."""

    def __init__(self, files):
        self.files = files
        self.valid = {"airshower_pat_good"}
        self.scopes_missing = False
        self.refusal = None
        """A (status, slug, detail, more) that every question is answered with."""
        self.faults = []
        self.observations = [observation(number) for number in range(1, 6)]
        self.page_size = 2
        self.items = []
        self.problems = []
        self.load_states = []
        """What each question about a load of sim-crab finds of it; the last one stays."""
        self.requests, self.tokens_seen = [], Counter()
        self.device_offered = True
        self.device_answers = []
        self.refreshes = []
        self.refused_refresh = None
        self.issued = 0
        self.lock = threading.Lock()
        self.server = QuietServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def issue(self):
        self.issued += 1
        token = f"access-{self.issued}"
        self.valid = {"airshower_pat_good", token}
        self.files.token = token
        return {"access_token": token, "refresh_token": f"refresh-{self.issued}", "token_type": "Bearer"}

    def _handler(api):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self, status, document, headers=()):
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/problem+json" if status >= 400 else "application/json")
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def problem(self, status, slug, detail, more=None):
                document = {"type": PROBLEMS + slug, "title": slug, "status": status, "detail": detail, **(more or {})}
                self.answer(status, document)

            def do_GET(self):
                self.serve("GET")

            def do_POST(self):
                self.serve("POST")

            def do_DELETE(self):
                self.serve("DELETE")

            def serve(self, method):
                text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                address = urlsplit(self.path)
                query = dict(parse_qsl(address.query))
                if address.path == "/.well-known/openid-configuration":
                    return self.discovery()
                if address.path in ("/device", "/token"):
                    return self.identity(address.path, dict(parse_qsl(text)))
                with api.lock:
                    api.requests.append((method, address.path, query))
                    if api.faults:
                        return self.problem(api.faults.pop(0), "internal-error", "A fault that passes")
                if api.refusal:
                    return self.problem(*api.refusal)
                sent = (self.headers["Authorization"] or "").replace("Bearer ", "") or None
                api.tokens_seen[sent] += 1
                if sent is not None and sent not in api.valid:
                    return self.problem(401, "api-token-refused", "This API token has reached its end date.", {"state": "ended"})
                return self.api(method, address.path.replace("/api/v1", "", 1), query, json.loads(text or "null"), sent)

            def api(self, method, path, query, body, sent):
                if path == "/me":
                    return self.answer(200, {"username": "pi-crab" if sent else None, "groups": []})
                if path == "/device-login":
                    device = {"issuer": api.url, "clientId": "cli", "scope": "openid", "audience": api.url}
                    return self.answer(200, {"device": device if api.device_offered else None, "tokensPage": api.url + "/settings/tokens"})
                if path == "/observations":
                    first = int(query.get("cursor", "0"))
                    size = min(api.page_size, int(query["limit"]))
                    rows = api.observations[first : first + size]
                    following = str(first + size) if first + size < len(api.observations) else None
                    total = len(api.observations) if first == 0 else None
                    return self.answer(200, {"items": rows, "nextCursor": following, "totalCount": total, "totalSizeBytes": None})
                if sent is None:
                    return self.problem(401, "sign-in-needed", "This needs to know who you are.")
                if api.scopes_missing:
                    return self.problem(403, "scope-missing", "This needs the scope 'stage'.", {"neededScope": "stage"})
                if path == "/collections/sim-crab/loads":
                    return self.load(method)
                if path == "/basket/items":
                    return self.change(method, body)
                if path == "/basket":
                    return self.answer(200, {"revision": 1, "items": api.items, "nextCursor": None, "totalBytes": 5e6})
                if path == "/basket/manifest":
                    return self.answer(200, {**api.files.manifest(), "problems": api.problems})
                return self.problem(404, "not-found", "There is nothing here for you.")

            def load(self, method):
                now = api.load_states.pop(0) if len(api.load_states) > 1 else api.load_states[0]
                ended = None if now["state"] in ("waiting", "running") else "2027-03-03T05:00:00.000Z"
                load = {"id": "l1", "askedBy": "manager", "askedAt": "2027-03-03T04:59:00.000Z", "endedAt": ended, "report": None, "problem": None, **now}
                return self.answer(202, load) if method == "POST" else self.answer(200, {"items": [load]})

            def change(self, method, body):
                if method == "POST":
                    api.items += [{"id": each, "state": "readable", "opensAt": None, "withIrfs": body["withIrfs"]} for each in body["ids"]]
                else:
                    api.items = [] if body.get("all") else [item for item in api.items if item["id"] not in body["ids"]]
                return self.answer(200, {"revision": 2, "changed": 1, "totalCount": len(api.items), "skipped": []})

            def discovery(self):
                device = {"device_authorization_endpoint": api.url + "/device"} if api.device_offered else {}
                return self.answer(200, {"issuer": api.url, "token_endpoint": api.url + "/token", **device})

            def identity(self, path, form):
                if path == "/device":
                    return self.answer(
                        200,
                        {"device_code": "dc", "user_code": "ABCD-EFGH", "verification_uri": api.url + "/go", "interval": 0.01, "expires_in": 30},
                    )
                if form["grant_type"] == "refresh_token":
                    with api.lock:
                        api.refreshes.append(form["refresh_token"])
                        if api.refused_refresh or form["refresh_token"] != f"refresh-{api.issued}":
                            return self.answer(400, {"error": "invalid_grant"})
                        return self.answer(200, api.issue())
                if api.device_answers:
                    return self.answer(400, {"error": api.device_answers.pop(0)})
                return self.answer(200, api.issue())

        return Handler
