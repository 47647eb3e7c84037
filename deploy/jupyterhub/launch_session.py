"""What a launch adds to any spawner, local or on Kubernetes: checked options in, environment out, data removed at the end.

A portal starts a named server with the options `{"ticket", "portal", "launchId", "workFolder"}`. The hub stores and
shows options, so nothing else is taken, unless `configure(options=...)` names it: a spawner's own `profile`, say. The
ticket is good for one redeem with a key that only the session knows.
Everything that touches files happens in the session itself, by the start command `airshower.singleuser`.
"""

import os
import re
import uuid
from pathlib import Path

TICKET = re.compile(r"[A-Za-z0-9._~-]{1,512}")
WORK_FOLDER = re.compile(r"[A-Za-z0-9_-]{1,64}")
VARIABLES = ("AIRSHOWER_TICKET", "AIRSHOWER_PORTAL", "AIRSHOWER_LAUNCH_ID", "AIRSHOWER_WORK_FOLDER")


class LaunchRefused(Exception):
    """Options that are not a launch's; JupyterHub shows `jupyterhub_message` to whoever asked."""

    def __init__(self, reason):
        super().__init__(reason)
        self.jupyterhub_message = f"This launch can not start: {reason}. Launch again from the portal."


def launch_environment(options, portal_url, extra=()):
    """
    The environment of a launch's session; empty for a server that no launch asked for.

    The portal's address must be the configured one: else a user could make the hub's machines call any address
    with a session's rights. `extra` names options that are for the spawner. Raises LaunchRefused.
    """
    if not options or not options.get("ticket"):
        return {}
    unknown = set(options) - {"ticket", "portal", "launchId", "workFolder", *extra}
    if unknown:
        raise LaunchRefused(f"unknown option {sorted(unknown)[0]!r}")
    if not all(isinstance(value, str) for value in options.values()):
        raise LaunchRefused("an option is not text")
    if not TICKET.fullmatch(options["ticket"]):
        raise LaunchRefused("its ticket is malformed")
    if options.get("portal", "").rstrip("/") != portal_url.rstrip("/"):
        raise LaunchRefused("it comes from a portal that this hub does not serve")
    if not WORK_FOLDER.fullmatch(options.get("workFolder", "")):
        raise LaunchRefused("its work folder has a malformed name")
    try:
        launch_id = str(uuid.UUID(options.get("launchId", "")))
    except ValueError:
        raise LaunchRefused("its id is malformed") from None
    return dict(zip(VARIABLES, (options["ticket"], portal_url.rstrip("/"), launch_id, options["workFolder"])))


def pre_spawn_hook(portal_url, extra=()):
    """For `Spawner.pre_spawn_hook`: puts the launch into the environment of this one spawn."""

    def prepare(spawner):
        launch = launch_environment(spawner.user_options, portal_url, extra)
        kept = {name: value for name, value in spawner.environment.items() if name not in VARIABLES}
        spawner.environment = {**kept, **launch}

    return prepare


def post_stop_hook(portal_url):
    """For `Spawner.post_stop_hook` where the hub sees the home folders: removes the staged data, never the user's files."""
    from airshower.workfolder import WorkFolder

    def clean(spawner):
        try:
            launch = launch_environment(spawner.user_options, portal_url, spawner.user_options or ())
        except LaunchRefused:
            return
        if launch:
            home = Path(getattr(spawner, "home_dir", None) or os.path.expanduser(f"~{spawner.user.name}"))
            WorkFolder(home / launch["AIRSHOWER_WORK_FOLDER"]).end_launch(launch["AIRSHOWER_LAUNCH_ID"])

    return clean


def remove_orphaned_data(homes):
    """
    At the hub's start: end the launches whose server died while the hub was away.

    A running server holds its work folder's lock, so those that survived the hub are left alone. Returns the
    folders that were cleaned.
    """
    from airshower.locks import server_may_be_running
    from airshower.workfolder import WorkFolder

    cleaned = []
    for note in sorted(Path(homes).glob("*/*/.airshower/session.json")):
        folder = WorkFolder(note.parents[1])
        session = folder.saved_session()
        if session is not None and not server_may_be_running(folder) and folder.end_launch(session.launch_id):
            cleaned.append(folder.path)
    return cleaned


def http_timeout_sec(stage_before_open_bytes, bytes_per_sec, start_sec=60):
    """How long a server may take to answer: the time to stage as much as is staged before it opens, and to start."""
    return int(start_sec + stage_before_open_bytes / bytes_per_sec)


def portal_scopes(hub_version):
    """What the portal's service may do: make users, start, watch and stop their servers. Hub 6 split `servers`."""
    major = int(hub_version[0])
    servers = ["servers"] if major < 6 else ["read:servers", "start:servers", "delete:servers"]
    return ["admin:users", *servers, "tokens"]


def configure(
    c,
    portal_url,
    stage_before_open_bytes=5e9,
    bytes_per_sec=20e6,
    command=("airshower-singleuser",),
    settings=None,
    options=(),
):
    """
    Set everything that holds for every spawner.

    A hub elsewhere calls this from its own configuration. `settings` is the section to set, `c.Spawner` by default;
    a chart that sets `c.KubeSpawner` itself must be given that one, since the narrower section wins. `options` names
    what the portal's file of services sends along for an environment or a size, such as KubeSpawner's `profile`.
    """
    settings = c.Spawner if settings is None else settings
    c.JupyterHub.allow_named_servers = True
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}  # a start answers 202 at once; the portal watches it
    settings.cmd = list(command)
    settings.args = ["--HubOAuth.cache_max_age=15"]  # a revoked token is refused after at most these seconds
    settings.pre_spawn_hook = pre_spawn_hook(portal_url, options)
    settings.http_timeout = http_timeout_sec(stage_before_open_bytes, bytes_per_sec)
    settings.start_timeout = max(_number(settings.get("start_timeout")), 60)
    settings.poll_interval = 5
    environment = settings.get("environment")
    settings.environment = {
        **(environment if isinstance(environment, dict) else {}),
        "AIRSHOWER_STAGE_BEFORE_OPEN_BYTES": str(int(stage_before_open_bytes)),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # figures in notebooks, files elsewhere: no display
        "OMP_NUM_THREADS": "1",  # sessions share the machine
    }
    # Clean-up where the hub does not see the home folders: the session's container does it before it ends.
    c.KubeSpawner.lifecycle_hooks = {"preStop": {"exec": {"command": ["python3", "-m", "airshower.clean"]}}}


def _number(value):
    return value if isinstance(value, (int, float)) else 0
