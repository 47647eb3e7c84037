"""A real JupyterHub whose servers do nothing: each redeems its ticket, reports, and sleeps. For many launches on a small machine."""

import asyncio
import json
import os
import random
from pathlib import Path

from jupyterhub.auth import DummyAuthenticator
from jupyterhub.spawner import Spawner
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

FOLDER = Path(os.environ["HUB_DIR"])
PORTAL = os.environ["PORTAL_URL"]
AsyncHTTPClient.configure(None, max_clients=100)


async def post(path, body, token=None):
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
    url = f"{PORTAL}/api/v1/staging/{path}"
    for attempt in range(5):  # the portal may be slow to take so many connections at once: the real client has patience too
        try:
            answer = await AsyncHTTPClient().fetch(url, method="POST", body=json.dumps(body), headers=headers, connect_timeout=30, request_timeout=60)
            return json.loads(answer.body or b"null")
        except HTTPClientError as error:
            if error.code != 599 or attempt == 4:
                raise


class SleepingSpawner(Spawner):
    """Its server is the portal's own address, which answers below /user/ with an empty page."""

    is_awake = False

    async def start(self):
        with open(FOLDER / "started", "a") as log:
            log.write(self.user_options["launchId"] + "\n")
        await asyncio.sleep(random.uniform(0.2, 2))
        launch_id = self.user_options["launchId"]
        grant = await post("tickets/redeem", {"ticket": self.user_options["ticket"], "key": "key-of-" + launch_id})
        counts = {"launchId": launch_id, "filesDone": 5, "filesTotal": 5, "bytesDone": 10, "bytesTotal": 10}
        for phase in ("fetching", "verified", "starting"):
            await post("progress", {**counts, "phase": phase}, grant["token"])
        self.is_awake = True
        return "127.0.0.1", int(PORTAL.rsplit(":", 1)[1])

    async def stop(self, now=False):
        self.is_awake = False

    async def poll(self):
        return None if self.is_awake else 0

    def get_state(self):
        return {**super().get_state(), "is_awake": self.is_awake}

    def load_state(self, state):
        super().load_state(state)
        self.is_awake = state.get("is_awake", False)

    def clear_state(self):
        super().clear_state()
        self.is_awake = False


c = get_config()  # noqa: F821  (given by JupyterHub)
port = int(os.environ["HUB_PORT"])
os.environ["NODE_PATH"] = "/usr/share/nodejs"
c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{port + 1}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{port + 2}"
c.ConfigurableHTTPProxy.command = ["/usr/bin/configurable-http-proxy"]
c.ConfigurableHTTPProxy.pid_file = str(FOLDER / "proxy.pid")
c.JupyterHub.db_url = f"sqlite:///{FOLDER / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(FOLDER / "cookie_secret")
c.JupyterHub.cleanup_servers = False
c.JupyterHub.authenticator_class = DummyAuthenticator
c.JupyterHub.spawner_class = SleepingSpawner
c.JupyterHub.allow_named_servers = True
c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}
c.JupyterHub.services = [{"name": "portal", "api_token": os.environ["PORTAL_HUB_TOKEN"]}]
c.JupyterHub.load_roles = [{"name": "portal", "services": ["portal"], "scopes": ["admin:users", "servers", "tokens"]}]
c.Spawner.start_timeout = c.Spawner.http_timeout = 240
