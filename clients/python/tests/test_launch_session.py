"""The hub's side of a launch: which options become environment, and what any spawner is set to."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "deploy" / "jupyterhub"))

import launch_session  # noqa: E402

PORTAL = "http://portal.example:3000"
OPTIONS = {
    "ticket": "abc.DEF-1_2~3",
    "portal": PORTAL,
    "launchId": "0d9a4c5e-5a53-4c46-9d6c-0f7a2f4f9a10",
    "workFolder": "sim-crab_1",
}


def test_a_launch_becomes_four_variables():
    assert launch_session.launch_environment(OPTIONS, PORTAL + "/") == {
        "AIRSHOWER_TICKET": "abc.DEF-1_2~3",
        "AIRSHOWER_PORTAL": PORTAL,
        "AIRSHOWER_LAUNCH_ID": OPTIONS["launchId"],
        "AIRSHOWER_WORK_FOLDER": "sim-crab_1",
    }


@pytest.mark.parametrize("options", [None, {}, {"ticket": ""}, {"profile": "small"}])
def test_a_server_that_no_launch_asked_for_is_plain(options):
    assert launch_session.launch_environment(options, PORTAL) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"portal": "http://portal.example:3000.evil.example"},
        {"portal": "http://169.254.169.254"},
        {"portal": ""},
        {"workFolder": ".."},
        {"workFolder": "a/b"},
        {"workFolder": "a\n"},
        {"workFolder": "x" * 65},
        {"ticket": "a b"},
        {"ticket": "a\n"},
        {"ticket": 7},
        {"launchId": "../x"},
        {"token": "secret"},
        {"environment": {"LD_PRELOAD": "x"}},
    ],
)
def test_refuses_everything_else_with_a_word_for_the_user(wrong):
    with pytest.raises(launch_session.LaunchRefused) as caught:
        launch_session.launch_environment({**OPTIONS, **wrong}, PORTAL)
    assert caught.value.jupyterhub_message.endswith("Launch again from the portal.")


def test_options_of_the_spawner_pass_where_the_hub_names_them():
    options = {**OPTIONS, "profile": "large"}
    assert launch_session.launch_environment(options, PORTAL, ("profile",))["AIRSHOWER_WORK_FOLDER"] == "sim-crab_1"
    with pytest.raises(launch_session.LaunchRefused, match="profile"):
        launch_session.launch_environment(options, PORTAL)


class Spawner:
    def __init__(self, options, environment):
        self.user_options, self.environment = options, environment


def test_a_plain_start_after_a_launch_has_nothing_of_it():
    prepare = launch_session.pre_spawn_hook(PORTAL)
    spawner = Spawner(OPTIONS, {"MPLBACKEND": "agg"})
    prepare(spawner)
    assert spawner.environment["AIRSHOWER_TICKET"] and spawner.environment["MPLBACKEND"] == "agg"
    spawner.user_options = {}
    prepare(spawner)
    assert spawner.environment == {"MPLBACKEND": "agg"}


@pytest.mark.parametrize("version, has", [((3, 0, 0), "servers"), ((5, 2, 1), "servers"), ((6, 0, 0), "start:servers")])
def test_the_portals_scopes_follow_the_hubs_version(version, has):
    assert has in launch_session.portal_scopes(version)


def test_the_timeout_covers_what_is_staged_before_the_notebook_opens():
    assert launch_session.http_timeout_sec(5e9, 20e6) == 310


def test_any_spawners_section_can_be_set():
    Config = pytest.importorskip("traitlets.config").Config
    c = Config()
    c.KubeSpawner.environment = {"SITE": "north"}
    c.KubeSpawner.start_timeout = 300
    launch_session.configure(c, PORTAL, settings=c.KubeSpawner)
    assert c.KubeSpawner.cmd == ["airshower-singleuser"] and c.KubeSpawner.start_timeout == 300
    assert c.KubeSpawner.environment["SITE"] == "north"
    assert c.KubeSpawner.environment["AIRSHOWER_STAGE_BEFORE_OPEN_BYTES"] == "5000000000"
    assert c.KubeSpawner.lifecycle_hooks["preStop"]["exec"]["command"][-1] == "airshower.clean"
    plain = Config()
    launch_session.configure(plain, PORTAL)
    assert plain.Spawner.http_timeout == 310
