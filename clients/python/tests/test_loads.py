"""A collection's store loaded again from a script: what is told of it, and how each failure is said."""

import pytest

from airshower import errors, loads
from airshower.cli import main
from conftest import API_TOKEN as TOKEN

CHANGES = {"added": 1, "changed": 0, "unchanged": 7}
REPORT = {"observations": CHANGES, "products": {**CHANGES, "changed": 2}, "kept": ["SIM-CRAB: its clock"], "findings": ["obs-index row 3: odd"], "findingCount": 4}


@pytest.fixture(autouse=True)
def at_once(api, monkeypatch):
    monkeypatch.setattr(loads.time, "sleep", lambda _: None)
    monkeypatch.setenv("AIRSHOWER_PORTAL", api.url)
    monkeypatch.setenv("AIRSHOWER_TOKEN", TOKEN)


def test_it_is_followed_to_its_end_and_said_in_lines(api, capsys):
    api.load_states = [{"state": "waiting"}, {"state": "running"}, {"state": "done", "report": REPORT}]
    assert main(["load", "sim-crab"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "note: obs-index row 3: odd",
        "note: and 3 more",
        "kept: SIM-CRAB: its clock",
        "sim-crab: observations 1 added, 0 changed, 7 unchanged",
        "sim-crab: files 1 added, 2 as new releases, 7 unchanged",
    ]
    assert said.err.splitlines() == ["sim-crab: waiting", "sim-crab: running", "sim-crab: done"]


def test_without_waiting_it_is_asked_for_and_no_more(api, client):
    api.load_states = [{"state": "waiting"}]
    assert client.load("sim-crab", wait=False)["state"] == "waiting"
    assert [method for method, path, _ in api.requests if path.endswith("/loads")] == ["POST"]


@pytest.mark.parametrize("state, text", [
    ({"state": "refused", "problem": "sim-crab: no obs-index"}, "was refused: sim-crab: no obs-index. Nothing was changed; when that is put right, load it again."),
    ({"state": "failed", "problem": "Ask the operators."}, "failed: Ask the operators."),
])
def test_one_that_is_not_done_says_why(api, capsys, state, text):
    api.load_states = [{"state": "waiting"}, state]
    assert main(["load", "sim-crab"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"airshower: The load of sim-crab {text}"


@pytest.mark.parametrize("refusal, kind", [
    ((409, "load-under-way", "A load of sim-crab waits or runs already"), errors.LoadUnderWay),
    ((403, "scope-missing", "This needs the scope 'load'"), errors.ScopeMissing),
    ((404, "not-found", "There is nothing here for you"), errors.NotFound),
])
def test_who_may_not_or_not_now_is_told(api, client, refusal, kind):
    api.refusal = refusal
    with pytest.raises(kind, match=refusal[2]):
        client.load("sim-crab")


def test_a_collections_name_stays_one_part_of_the_address(api, client):
    with pytest.raises(errors.NotFound):
        client.load("../../me")
    assert api.requests[-1][1] == "/api/v1/collections/..%2F..%2Fme/loads"
