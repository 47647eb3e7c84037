"""Launches at a real JupyterHub with the project's configuration, the hub and the sessions killed at bad moments."""

import importlib.util
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

import pytest

from airshower.workfolder import WorkFolder
from real_hub import PYTHON, RealHub

HAS_HUB = os.path.exists(PYTHON) and subprocess.run([PYTHON, "-c", "import jupyterhub, notebook"], capture_output=True).returncode == 0
pytestmark = pytest.mark.skipif(
    not HAS_HUB, reason="JupyterHub is not installed: apt install jupyterhub jupyter-notebook python3-jwt"
)

if importlib.util.find_spec("jwt") is not None:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from fake_identity import FakeIdentity

USER = "pi-crab"


@pytest.fixture
def hub(tmp_path, portal):
    running = RealHub(tmp_path / "hub", portal.url)
    running.start()
    assert running.call("POST", f"/users/{USER}")[0] == 201
    yield running
    running.end_everything()


@pytest.fixture
def options(portal):
    return {"ticket": portal.ticket, "portal": portal.url, "launchId": portal.launch_id, "workFolder": "crab"}


@pytest.fixture
def work(hub):
    return WorkFolder(hub.folder / "homes" / USER / "crab")


def start(hub, options, name="launch-1"):
    status, said = hub.call("POST", f"/users/{USER}/servers/{name}", options)
    assert status in (201, 202), said
    return name


def stop(hub, name="launch-1"):
    def gone():
        hub.call("DELETE", f"/users/{USER}/servers/{name}", {"remove": True})
        return hub.server(USER, name) is None

    hub.until(gone, "the server is gone")


def open_page(hub, path, name="launch-1"):
    token = hub.call("POST", f"/users/{USER}/tokens", {"expires_in": 60})[1]["token"]
    return hub.call("GET", f"/user/{USER}/{name}/{path}", token=token)


def test_a_launch_opens_its_notebook_and_its_end_leaves_the_users_files(hub, portal, work, options):
    start(hub, options)
    hub.until_ready(USER, "launch-1")
    assert portal.phases() == ["fetching", "verified", "starting"]
    status, page = open_page(hub, "")
    assert status == 200 and 'data-notebook-path="analysis.ipynb"' in page
    assert {entry["name"] for entry in open_page(hub, "api/contents/data")[1]["content"]} >= {"hdu-index.fits.gz"}
    (work.path / "results.ecsv").write_text("mine")
    stop(hub)
    assert not work.data.exists() and not work.session_note.exists()
    assert (work.path / "results.ecsv").exists() and (work.path / "analysis.ipynb").exists()
    assert "staging-token" not in hub.log.read_text() and portal.ticket not in hub.log.read_text()


@pytest.mark.parametrize(
    "wrong",
    [{"portal": "http://evil.example"}, {"workFolder": "../x"}, {"launchId": "x"}, {"token": "t"}, {"ticket": "a b"}],
)
def test_odd_options_start_nothing(hub, options, wrong):
    hub.call("POST", f"/users/{USER}/servers/launch-1", {**options, **wrong})
    hub.until(lambda: not hub.server(USER, "launch-1")["pending"], "the hub has decided")
    assert not hub.server(USER, "launch-1")["ready"] and hub.sessions() == []
    assert "This launch can not start" in hub.call("GET", f"/users/{USER}/servers/launch-1/progress")[1]


def test_a_failed_staging_opens_the_page_that_explains(hub, portal, options):
    portal.faults["TERMS.txt"] = [("closed", "2031-05-01T00:00:00Z", "always")]
    start(hub, options)
    hub.until_ready(USER, "launch-1")
    status, page = open_page(hub, "")
    assert status == 200 and "2031-05-01" in page


def test_a_launch_stopped_while_it_stages_can_be_removed_at_once(hub, portal, work, options):
    # One byte at a time: what waited for this staging to end would wait for days.
    portal.chunk_bytes, portal.pause_sec = 1, 0.1
    start(hub, options)
    hub.until(lambda: portal.phases() == ["fetching"], "staging has begun")
    assert len(hub.sessions()) == 1
    portal.over = True
    stop(hub)
    assert portal.phases() == ["fetching"]
    assert not work.data.exists() and hub.sessions() == []


def test_the_hub_killed_while_a_launch_stages_finds_it_again(hub, portal, work, options):
    portal.chunk_bytes, portal.pause_sec = 20_000, 0.1
    start(hub, options)
    hub.until(lambda: portal.phases() == ["fetching"], "staging has begun")
    before = hub.sessions()
    hub.kill()
    hub.start()
    hub.until_ready(USER, "launch-1")
    assert hub.sessions() == before and len(before) == 1
    assert work.verified_digest() is not None and set(portal.requests.values()) == {1}
    stop(hub)
    assert not work.data.exists() and hub.sessions() == []


@pytest.mark.parametrize("after_sec", [0.0, 0.1, 0.6])
def test_the_hub_killed_around_a_start_never_leaves_two_servers(hub, portal, work, options, after_sec):
    start(hub, options)
    time.sleep(after_sec)
    hub.kill()
    hub.start()
    hub.call("POST", f"/users/{USER}/servers/launch-1", options)
    hub.until_ready(USER, "launch-1")
    hub.until(lambda: len(hub.sessions()) == 1, "one session is left")
    assert open_page(hub, "")[0] == 200
    assert work.verified_digest() is not None


def test_data_of_a_session_that_died_with_the_hub_are_removed_when_the_hub_returns(hub, work, options):
    start(hub, options)
    hub.until_ready(USER, "launch-1")
    hub.kill()
    for pid in hub.sessions():
        os.kill(pid, signal.SIGKILL)
    hub.until(lambda: not hub.sessions(), "the session is dead")
    assert work.data.exists()
    hub.start()
    assert not work.data.exists() and (work.path / "analysis.ipynb").exists()


def test_the_hub_killed_leaves_a_ready_session_working(hub, work, options):
    start(hub, options)
    hub.until_ready(USER, "launch-1")
    hub.kill()
    hub.start()
    assert hub.until_ready(USER, "launch-1") and work.verified_digest() is not None
    assert open_page(hub, "")[0] == 200


def test_the_end_of_the_hub_ends_its_sessions_and_their_data(hub, work, options):
    start(hub, options)
    hub.until_ready(USER, "launch-1")
    hub.stop()
    assert hub.sessions() == [] and not work.data.exists()


@pytest.mark.skipif(importlib.util.find_spec("jwt") is None, reason="PyJWT is not installed: apt install python3-jwt")
class TestLogin:
    """Single sign-on by the authenticator beside the configuration."""

    @pytest.fixture(scope="class")
    def provider_and_hub(self, tmp_path_factory):
        with FakeIdentity() as provider:
            running = RealHub(tmp_path_factory.mktemp("login") / "hub", "http://127.0.0.1:9", provider.issuer)
            running.start()
            yield provider, running
            running.end_everything()

    @pytest.fixture
    def identity(self, provider_and_hub):
        provider_and_hub[0].behave()
        return provider_and_hub[0]

    @pytest.fixture
    def hub(self, identity, provider_and_hub):
        return provider_and_hub[1]

    def browse(self, hub, path, browser=None):
        browser = browser or urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        try:
            with browser.open(hub.url + path, timeout=20) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.url, error.read().decode()

    def test_logs_in_by_lower_cased_name_and_goes_where_it_was_going(self, hub):
        status, url, page = self.browse(hub, "/hub/token")
        assert status == 200 and url == hub.url + "/hub/token" and "pi-crab" in page

    def test_takes_the_name_from_userinfo_where_the_id_token_lacks_it(self, hub, identity):
        identity.claims = {}
        assert "pi-crab" in self.browse(hub, "/hub/home")[2]

    @pytest.mark.parametrize(
        "claims",
        [{"nonce": "another"}, {"aud": "another"}, {"iss": "http://127.0.0.1:1"}, {"exp": 1}, {"preferred_username": "../x"}],
    )
    def test_refuses_an_id_token_that_is_not_right(self, hub, identity, claims):
        identity.claims = {"preferred_username": "pi-crab", **claims}
        status, _, page = self.browse(hub, "/hub/home")
        assert status in (400, 403) and "Log in again" in page or "Username" in page

    def test_refuses_an_id_token_signed_by_another_key(self, hub, identity):
        identity.signer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        assert self.browse(hub, "/hub/home")[0] == 403

    def test_refuses_userinfo_of_another_person(self, hub, identity):
        identity.claims, identity.userinfo = {}, {"sub": "2", "preferred_username": "pi-agn"}
        assert self.browse(hub, "/hub/home")[0] == 403

    def test_refuses_a_callback_that_was_not_begun_here(self, hub):
        status, _, page = self.browse(hub, "/hub/oauth_callback?code=c&state=s")
        assert status == 403 and "not begun here" in page

    def test_says_when_the_identity_service_is_in_trouble(self, hub, identity):
        identity.in_trouble = True
        status, _, page = self.browse(hub, "/hub/home")
        assert status == 503 and "identity service is in trouble" in page
