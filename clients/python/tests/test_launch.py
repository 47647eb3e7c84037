"""`airshower.launch()` can be called at any time, from any cell, as often as one likes."""

import json
import os
import stat
import threading

import pytest

import airshower
from airshower import errors


@pytest.fixture
def session_environment(portal, monkeypatch):
    monkeypatch.setenv("AIRSHOWER_TICKET", portal.ticket)
    monkeypatch.setenv("AIRSHOWER_PORTAL", portal.url + "/")
    monkeypatch.setenv("AIRSHOWER_LAUNCH_ID", portal.launch_id)
    monkeypatch.setenv("AIRSHOWER_PATIENCE_SEC", "1")


@pytest.fixture
def in_folder(folder, monkeypatch):
    folder.path.mkdir()
    monkeypatch.chdir(folder.path)


def test_stages_shows_progress_and_does_nothing_the_second_time(
    portal, folder, session_environment, in_folder, assert_whole, capsys
):
    assert airshower.launch() == folder.data
    assert "7 of 7 files" in capsys.readouterr().out
    assert_whole()
    asked = portal.requests.copy()
    portal.over = True
    assert airshower.launch() == folder.data
    assert portal.requests == asked
    assert capsys.readouterr().out == ""


def test_finds_the_work_folder_from_a_folder_inside(folder, session, stage, monkeypatch):
    stage()
    (folder.path / "my" / "analyses").mkdir(parents=True)
    monkeypatch.chdir(folder.path / "my" / "analyses")
    assert airshower.launch() == folder.data


def test_takes_a_store_that_was_put_there_by_hand(folder, in_folder):
    folder.data.mkdir()
    (folder.data / "hdu-index.fits.gz").write_bytes(b"")
    assert airshower.launch() == folder.data
    assert not folder.notes.exists()


def test_says_what_to_do_where_there_is_neither_store_nor_launch(in_folder):
    with pytest.raises(errors.NoLaunch, match="launch the same basket again"):
        airshower.launch()


def test_can_be_tried_again_after_a_failure(portal, session_environment, in_folder, assert_whole):
    portal.faults["TERMS.txt"] = [("gone",)]
    with pytest.raises(errors.FileGone):
        airshower.launch(quiet=True)
    airshower.launch(quiet=True)
    assert_whole()


def test_two_cells_at_once_fetch_once(portal, folder, session_environment, in_folder, assert_whole):
    portal.chunk_bytes, portal.pause_sec = 100_000, 0.05
    calls = [threading.Thread(target=airshower.launch, kwargs={"quiet": True}) for _ in range(3)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert_whole()
    assert portal.requests["data/obs_1.fits.gz"] == 1


def test_an_odd_environment_is_said(monkeypatch, in_folder):
    monkeypatch.setenv("AIRSHOWER_TICKET", "t")
    monkeypatch.setenv("AIRSHOWER_PORTAL", "file:///etc")
    with pytest.raises(errors.SessionInvalid):
        airshower.launch()
    assert "AIRSHOWER_WORK_FOLDER" not in os.environ


@pytest.fixture
def ticket_file(portal, folder, in_folder):
    """What the portal puts beside a notebook where it can not set a session's environment."""
    place = folder.path / "airshower-ticket.json"
    place.write_text(json.dumps({"portal": portal.url, "launchId": portal.launch_id, "ticket": portal.ticket}))
    return place


def test_finds_the_ticket_that_lies_beside_the_notebook_and_takes_it_away(portal, folder, ticket_file, assert_whole):
    assert airshower.launch(quiet=True) == folder.data
    assert_whole()
    assert not ticket_file.exists()
    assert stat.S_IMODE(os.stat(folder.session_note).st_mode) == 0o600
    asked = portal.requests.copy()
    assert airshower.launch(quiet=True) == folder.data
    assert portal.requests == asked


def test_redeems_the_ticket_of_the_file_again_with_the_same_key(portal, folder, ticket_file, assert_whole):
    portal.faults["TERMS.txt"] = [("gone",)]
    with pytest.raises(errors.FileGone):
        airshower.launch(quiet=True)
    assert not ticket_file.exists()
    airshower.launch(quiet=True)
    assert_whole()


@pytest.mark.parametrize("content", ["", "[]", '{"portal": "http://127.0.0.1:1"}'])
def test_a_ticket_file_that_says_nothing_is_none(folder, ticket_file, content):
    ticket_file.write_text(content)
    with pytest.raises(errors.NoLaunch):
        airshower.launch()
