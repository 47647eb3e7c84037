"""A real JupyterHub with the project's configuration, as a process that tests start, kill and start again."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

CONFIG = Path(__file__).parents[3] / "deploy" / "jupyterhub" / "jupyterhub_config.py"
PYTHON = "/usr/bin/python3"
TOKEN = "0123456789abcdef" * 3


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class RealHub:
    """One hub folder; `start()` and `kill()` as often as wanted."""

    def __init__(self, folder, portal_url, issuer="http://127.0.0.1:9"):
        self.folder = folder
        self.port, inner, proxy = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PORTAL_URL": portal_url,
            "PORTAL_HUB_TOKEN": TOKEN,
            "OIDC_ISSUER": issuer,
            "OIDC_CLIENT_SECRET": "hubsecret",
            "HUB_DIR": str(folder),
            "HUB_PORT": str(self.port),
            "HUB_INNER_PORT": str(inner),
            "HUB_PROXY_API_PORT": str(proxy),
        }
        self.log = folder.parent / "hub.log"
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            command = [PYTHON, "-m", "jupyterhub", "-f", str(CONFIG)]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, cwd=self.folder.parent)
        self.until(lambda: self.answers("/hub/health"), "the hub answers")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """End the hub, its proxy and its sessions as an operator does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(40)

    def answers(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def call(self, method, path, body=None, token=TOKEN):
        """(status, JSON or text) of the hub's API, or of a session with `path` starting at /user."""
        url = self.url + (path if path.startswith("/user/") else "/hub/api" + path)
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Authorization": f"token {token}"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, content = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, content = error.code, error.read()
        try:
            return status, json.loads(content)
        except ValueError:
            return status, content.decode("utf8", "replace")

    def server(self, user, name):
        """The hub's view of a named server; None when it has none of that name."""
        status, model = self.call("GET", f"/users/{user}?include_stopped_servers")
        return model["servers"].get(name) if status == 200 else None

    def until(self, holds, what, within_sec=30):
        give_up_at = time.monotonic() + within_sec
        while time.monotonic() < give_up_at:
            result = holds()
            if result:
                return result
            time.sleep(0.1)
        raise AssertionError(f"not within {within_sec} s: {what}\n{self.log.read_text(errors='replace')[-4000:]}")

    def until_ready(self, user, name):
        return self.until(lambda: (self.server(user, name) or {}).get("ready"), f"{user}:{name} is ready")

    def sessions(self):
        """Process ids of the sessions whose home lies in this hub's folder."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environment = (entry / "environ").read_bytes()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if f"HOME={self.folder}/homes/".encode() in environment and b"singleuser" in command:
                found.append(int(entry.name))
        return found

    def end_everything(self):
        self.stop()
        for pid in self.sessions():
            os.kill(pid, signal.SIGKILL)
        pid_file = self.folder / "run" / "proxy.pid"
        if pid_file.exists():
            try:
                os.kill(int(pid_file.read_text()), signal.SIGTERM)
            except (ProcessLookupError, ValueError):
                pass
