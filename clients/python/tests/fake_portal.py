"""A portal for tests: speaks the staging contract over HTTP, and fails on demand. Tests only.

Also a program, for trials with a real hub:  python3 fake_portal.py PORT STORE [NOTEBOOK]
It then serves every file of the folder STORE and prints one line of JSON per progress report.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import threading
import time
import uuid
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PROBLEMS = "https://airshower.example/problems/"


class QuietServer(ThreadingHTTPServer):
    """Clients that are killed in the middle are part of these tests."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, ValueError)):
            super().handle_error(request, client_address)


class FakePortal:
    """State and switches of the portal; `url` is where it answers."""

    def __init__(self, files=None, notebook=None, port=0):
        self.launch_id = str(uuid.uuid4())
        self.ticket = "ticket-" + self.launch_id
        self.token = "staging-token-1"
        self.tokens_issued = 1
        self.files = dict(files or {})
        self.notebook = notebook
        self.key = None
        self.over = False
        self.ticket_answer = None
        """A (status, slug) that the redeem answers instead of a token."""
        self.faults = {}
        """path -> list of faults, each used for one request: ("cut", n) ("status", n) ("wrong",) ("closed", date) ("gone",)"""
        self.manifest_changes = lambda manifest: None
        self.chunk_bytes, self.pause_sec = 65536, 0.0
        self.redeem_faults, self.progress_faults = [], []
        self.progress_status = None
        self.reports, self.requests, self.ranges = [], Counter(), []
        self.lock = threading.Lock()
        self.echo = False
        self.server = QuietServer(("127.0.0.1", port), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def phases(self):
        return [phase for phase, before in zip(self._names(), [None, *self._names()]) if phase != before]

    def _names(self):
        return [report["phase"] for report in self.reports]

    def manifest(self):
        files = [self._entry(path, content) for path, content in self.files.items()]
        if self.notebook is not None:
            files.append(self._entry("analysis.ipynb", self.notebook, role="notebook"))
        manifest = {
            "version": 1,
            "totalBytes": sum(f["sizeBytes"] for f in files),
            "observations": [],
            "files": files,
            "problems": [],
            "terms": [],
            "analysis": {},
        }
        self.manifest_changes(manifest)
        return manifest

    def _entry(self, path, content, role="event-list"):
        return {
            "path": path,
            "did": f"test:{path}",
            "url": f"{self.url}/files/{path}",
            "sizeBytes": len(content),
            "checksum": {"sha256": hashlib.sha256(content).hexdigest()},
            "mediaType": "application/fits",
            "role": role,
        }

    def content(self, path):
        return self.notebook if path == "analysis.ipynb" and self.notebook is not None else self.files.get(path)

    def next_fault(self, path):
        with self.lock:
            self.requests[path] += 1
            faults = self.faults.get(path) or self.faults.get("*")
            if not faults:
                return None
            return faults[0] if faults[0][-1] == "always" else faults.pop(0)

    def _handler(portal):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self, status, document=None, headers=()):
                body = b"" if document is None else json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/problem+json" if status >= 400 else "application/json")
                for name, value in headers:
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def problem(self, status, slug, detail, headers=(), **more):
                self.answer(
                    status, {"type": PROBLEMS + slug, "title": slug, "status": status, "detail": detail, **more}, headers
                )

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == "/api/v1/staging/tickets/redeem":
                    return self.redeem(body)
                if self.path == "/api/v1/staging/progress":
                    return self.progress(body)
                return self.problem(404, "not-found", "No such address")

            def redeem(self, body):
                portal.requests["redeem"] += 1
                if portal.redeem_faults:
                    fault = portal.redeem_faults.pop(0)
                    if fault == "lost":  # the portal notes the key, the answer never arrives
                        portal.key = portal.key or body["key"]
                        return self.connection.close()
                    return self.problem(fault, "internal-error", "The database is away")
                if portal.ticket_answer:
                    return self.problem(*portal.ticket_answer, "The ticket is of no use")
                if portal.over:
                    return self.problem(403, "launch-over", "The launch has ended")
                if body["ticket"] != portal.ticket:
                    return self.problem(403, "ticket-unknown", "No such ticket")
                if portal.key not in (None, body["key"]):
                    return self.problem(403, "ticket-used", "The ticket was used before")
                portal.key = body["key"]
                portal.tokens_issued += 1
                portal.token = f"staging-token-{portal.tokens_issued}"
                return self.answer(
                    200,
                    {
                        "token": portal.token,
                        "expiresAt": "2999-01-01T00:00:00Z",
                        "launchId": portal.launch_id,
                        "filesUrl": portal.url + "/files",
                        "manifest": portal.manifest(),
                    },
                )

            def progress(self, body):
                if self.headers["Authorization"] != f"Bearer {portal.token}":
                    return self.problem(401, "token-ended", "The token has ended")
                if portal.over or portal.progress_status == 409:
                    return self.problem(409, "launch-over", "The launch was stopped")
                if portal.progress_faults:
                    return self.problem(portal.progress_faults.pop(0), "internal-error", "The database is away")
                if portal.progress_status:
                    return self.problem(portal.progress_status, "internal-error", "The database is away")
                with portal.lock:
                    portal.reports.append({**body, "at": time.monotonic()})
                if portal.echo:
                    print(json.dumps(body), flush=True)
                return self.answer(204)

            def do_GET(self):
                path = re.sub(r"^/files/", "", self.path)
                if path == self.path:
                    return self.problem(404, "not-found", "No such address")
                fault = portal.next_fault(path)
                if fault and fault[0] == "redirect":
                    return self.answer(307, headers=[("Location", fault[1])])
                if self.headers["Authorization"] != f"Bearer {portal.token}":
                    return self.problem(401, "token-ended", "The token has ended")
                if fault and fault[0] == "status":
                    return self.problem(fault[1], "internal-error", "A fault", [("Retry-After", "0")])
                if fault and fault[0] == "closed":
                    return self.problem(403, "file-closed", "The file is under embargo", opensAt=fault[1])
                if fault and fault[0] == "over":
                    return self.problem(403, "launch-over", "The launch was stopped")
                content = portal.content(path)
                if content is None or (fault and fault[0] == "gone"):
                    return self.problem(404, "not-found", "No such file")
                if fault and fault[0] == "wrong":
                    content = bytes(255 - b for b in content)
                if fault and fault[0] == "longer":
                    content += b"more"
                if fault and fault[0] == "shorter":
                    content = content[:-1]
                return self.send_file(content, fault)

            def send_file(self, content, fault):
                etag = '"' + hashlib.sha256(content).hexdigest()[:16] + '"'
                first, asked = 0, re.match(r"bytes=(\d+)-$", self.headers.get("Range", ""))
                if asked:
                    portal.ranges.append((self.path, int(asked[1]), self.headers.get("If-Range")))
                if asked and self.headers.get("If-Range", etag) == etag and not (fault and fault[0] == "no-range"):
                    first = int(asked[1])
                if first and first >= len(content):
                    return self.problem(416, "range", "Beyond the end")
                self.send_response(206 if first else 200)
                if first:
                    self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
                self.send_header("Content-Length", str(len(content) - first))
                self.send_header("ETag", etag)
                self.end_headers()
                if fault and fault[0] == "stall":
                    time.sleep(1.0)
                    self.close_connection = True
                    return
                end = first + fault[1] if fault and fault[0] == "cut" else len(content)
                for at in range(first, min(end, len(content)), portal.chunk_bytes):
                    self.wfile.write(content[at : min(end, at + portal.chunk_bytes)])
                    self.wfile.flush()
                    if portal.pause_sec:
                        time.sleep(portal.pause_sec)
                if end < len(content):
                    self.close_connection = True

        return Handler


def main(port, store, notebook=None, *switches):
    """Serve a folder as a launch's store until killed. Switches: slow, and a ticket to accept."""
    root = Path(store)
    files = {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
    content = Path(notebook).read_bytes() if notebook else None
    with FakePortal(files, content, int(port)) as portal:
        portal.echo = True
        if "slow" in switches:
            portal.chunk_bytes, portal.pause_sec = 20000, 0.5
        print(json.dumps({"ticket": portal.ticket, "launchId": portal.launch_id, "portal": portal.url}), flush=True)
        portal.thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
