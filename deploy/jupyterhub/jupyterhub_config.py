"""JupyterHub for Airshower, configured by the environment alone. Start: python3 -m jupyterhub -f jupyterhub_config.py

Required
    PORTAL_URL            address of the portal, e.g. http://127.0.0.1:3000
    PORTAL_HUB_TOKEN      the portal's own API token at this hub, at least 32 characters
    OIDC_ISSUER           the identity service, exactly as its discovery document names itself
    OIDC_CLIENT_SECRET    this hub's secret there; its redirect URI is {HUB_PUBLIC_URL}/hub/oauth_callback
    HUB_DIR               folder for the hub's state (run/) and, with local sessions, homes (homes/)

Optional
    OIDC_CLIENT_ID        default jupyterhub
    OIDC_USERNAME_CLAIM   claim that names users, lower-cased, at the hub and the portal alike; default preferred_username
    HUB_PORT              public port, default 8000
    HUB_INNER_PORT        the hub's own port behind the proxy, default HUB_PORT + 1
    HUB_PROXY_API_PORT    the proxy's own port, default HUB_PORT + 2
    HUB_BIND_IP           where the public port listens, default 127.0.0.1
    HUB_INNER_IP          where sessions reach the hub, default 127.0.0.1
    HUB_PUBLIC_URL        the address users see, default http://127.0.0.1:HUB_PORT
    HUB_PYTHON            interpreter of local sessions, default /usr/bin/python3
    HUB_PROXY_COMMAND     default /usr/bin/configurable-http-proxy, else the one on the PATH
    HUB_NAMED_SERVERS     named servers (launches) a user may have at once, default 20; 0 for no limit
    HUB_STOP_SESSIONS     1: sessions end with the hub; 0: they outlive it and are found again. Default 1 for local sessions
    SPAWNER               spawner class, default jupyterhub.spawner.SimpleLocalProcessSpawner
    AIRSHOWER_STAGE_BEFORE_OPEN_BYTES   up to this much is staged before the notebook opens, default 5e9
    AIRSHOWER_STAGE_BYTES_PER_SEC       slowest staging to expect; sets http_timeout, default 20e6
"""

import importlib.util
import json
import os
import shutil
import sys
import time
import urllib.request
from pathlib import Path

import jupyterhub

HERE = Path(__file__).resolve().parent
CLIENT = HERE.parents[1] / "clients" / "python"
sys.path[:0] = [str(HERE), str(CLIENT)]

import launch_session  # noqa: E402

LOCAL_SPAWNER = "jupyterhub.spawner.SimpleLocalProcessSpawner"


def required(name, meaning):
    """A variable without which the hub can not start."""
    value = os.environ.get(name, "")
    if not value:
        sys.exit(f"{name} is not set: {meaning}")
    return value


def number(name, default):
    try:
        return float(os.environ.get(name) or default)
    except ValueError:
        sys.exit(f"{name} is not a number: {os.environ[name]!r}, e.g. {default}")


PORTAL_URL = required("PORTAL_URL", "the address of the portal, e.g. http://127.0.0.1:3000").rstrip("/")
HUB_DIR = Path(required("HUB_DIR", "a folder for the hub's state, e.g. /var/lib/airshower/hub")).resolve()
HUB_PORT = int(number("HUB_PORT", 8000))
PUBLIC_URL = os.environ.get("HUB_PUBLIC_URL", f"http://127.0.0.1:{HUB_PORT}").rstrip("/")
SPAWNER = os.environ.get("SPAWNER", LOCAL_SPAWNER)
IS_LOCAL = SPAWNER == LOCAL_SPAWNER


def configure_network(c):
    """Public port, inner port and the proxy's, all on loopback unless said otherwise."""
    inner_ip = os.environ.get("HUB_INNER_IP", "127.0.0.1")
    c.JupyterHub.bind_url = f"http://{os.environ.get('HUB_BIND_IP', '127.0.0.1')}:{HUB_PORT}"
    c.JupyterHub.hub_bind_url = f"http://{inner_ip}:{int(number('HUB_INNER_PORT', HUB_PORT + 1))}"
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{int(number('HUB_PROXY_API_PORT', HUB_PORT + 2))}"
    debians = "/usr/bin/configurable-http-proxy"
    proxy = os.environ.get("HUB_PROXY_COMMAND") or (debians if os.path.exists(debians) else shutil.which("configurable-http-proxy"))
    if not proxy:
        sys.exit("configurable-http-proxy is not installed: apt install jupyterhub, or npm install -g configurable-http-proxy")
    c.ConfigurableHTTPProxy.command = [proxy]
    if os.path.isdir("/usr/share/nodejs"):  # where Debian's proxy finds its modules, also under another Node
        os.environ["NODE_PATH"] = "/usr/share/nodejs"


def configure_state(c):
    """What must outlive a kill of the hub: its database, the key of its cookies, the process id of its proxy."""
    run = HUB_DIR / "run"
    run.mkdir(parents=True, exist_ok=True)
    os.chmod(HUB_DIR, 0o700)
    c.JupyterHub.db_url = f"sqlite:///{run / 'jupyterhub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(run / "cookie_secret")
    c.ConfigurableHTTPProxy.pid_file = str(run / "proxy.pid")
    stop_sessions = os.environ.get("HUB_STOP_SESSIONS", "1" if IS_LOCAL else "0") == "1"
    c.JupyterHub.cleanup_servers = stop_sessions
    c.JupyterHub.init_spawners_timeout = 1  # answer soon after a restart; sessions that still stage are found meanwhile


def configure_portal(c):
    """The portal is a service with just the rights that launches need."""
    token = required("PORTAL_HUB_TOKEN", "the portal's API token at this hub: 32 random characters or more")
    if len(token) < 32:
        sys.exit("PORTAL_HUB_TOKEN is too short: it opens every user's session; use 32 random characters or more")
    scopes = launch_session.portal_scopes(jupyterhub.version_info)
    c.JupyterHub.services = [{"name": "portal", "api_token": token}]
    c.JupyterHub.load_roles = [{"name": "portal", "services": ["portal"], "scopes": scopes}]
    c.JupyterHub.named_server_limit_per_user = int(number("HUB_NAMED_SERVERS", 20))


def configure_local_sessions(c, python):
    """Sessions as processes of this machine: nobody is kept from anybody's files, so for one's own machine only."""
    homes = HUB_DIR / "homes"
    homes.mkdir(exist_ok=True)
    c.SimpleLocalProcessSpawner.home_dir_template = str(homes).replace("{", "{{").replace("}", "}}") + "/{username}"
    c.Spawner.ip = "127.0.0.1"
    c.Spawner.env_keep = ["LANG", "LC_ALL", "TZ"]
    c.Spawner.environment["PATH"] = ":".join(dict.fromkeys([str(Path(python).parent), "/usr/bin", "/bin"]))
    c.Spawner.environment["PYTHONPATH"] = str(CLIENT)
    if os.geteuid() == 0:
        c.Spawner.args.append("--allow-root")
    c.Spawner.post_stop_hook = launch_session.post_stop_hook(PORTAL_URL)
    for folder in launch_session.remove_orphaned_data(homes):
        print(f"Removed the staged data of a session that ended while the hub was away: {folder}", file=sys.stderr)


def discovered(issuer):
    """The identity service's addresses, for `oauthenticator`, which does not look them up itself."""
    url = issuer.rstrip("/") + "/.well-known/openid-configuration"
    for _ in range(30):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)
        except (OSError, ValueError) as error:
            failure = error
            time.sleep(1)
    sys.exit(f"OIDC_ISSUER can not be used: {url}: {failure}")


def configure_login(c):
    """`oauthenticator` where it is installed, else the small authenticator beside this file. Same redirect URI."""
    issuer = required("OIDC_ISSUER", "the identity service, e.g. https://iam.example.org/")
    if importlib.util.find_spec("oauthenticator") is not None:
        c.JupyterHub.authenticator_class = "oauthenticator.generic.GenericOAuthenticator"
        provider = discovered(issuer)
        login = c.GenericOAuthenticator
        login.authorize_url = provider["authorization_endpoint"]
        login.token_url = provider["token_endpoint"]
        login.userdata_url = provider["userinfo_endpoint"]
        login.scope = ["openid", "profile"]
        login.enable_pkce = True
        login.auto_login = True
    else:
        c.JupyterHub.authenticator_class = "oidc_authenticator.OidcAuthenticator"
        login = c.OidcAuthenticator
        login.issuer = issuer
    login.client_id = os.environ.get("OIDC_CLIENT_ID", "jupyterhub")
    login.client_secret = required("OIDC_CLIENT_SECRET", "this hub's secret at the identity service")
    login.oauth_callback_url = f"{PUBLIC_URL}/hub/oauth_callback"
    login.username_claim = os.environ.get("OIDC_USERNAME_CLAIM", "preferred_username")
    c.Authenticator.username_pattern = r"[a-z0-9][a-z0-9._@-]{0,63}\Z"  # a name becomes a folder's
    if jupyterhub.version_info >= (5,):
        c.Authenticator.allow_all = True  # who may log in is the identity service's to say


c = get_config()  # noqa: F821  (given by JupyterHub)
HUB_PYTHON = os.environ.get("HUB_PYTHON", "/usr/bin/python3")
os.environ["PATH"] = f"{Path(sys.executable).parent}:/usr/bin:/bin"

configure_network(c)
configure_state(c)
configure_portal(c)
configure_login(c)
launch_session.configure(
    c,
    PORTAL_URL,
    stage_before_open_bytes=number("AIRSHOWER_STAGE_BEFORE_OPEN_BYTES", 5e9),
    bytes_per_sec=number("AIRSHOWER_STAGE_BYTES_PER_SEC", 20e6),
    command=(HUB_PYTHON, "-m", "airshower.singleuser") if IS_LOCAL else ("airshower-singleuser",),
)
c.JupyterHub.spawner_class = SPAWNER
if IS_LOCAL:
    configure_local_sessions(c, HUB_PYTHON)
