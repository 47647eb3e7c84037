"""Staging from any script: what lands on disk, and how each failure is said."""

import os
import shutil
import stat
import sys
from collections import namedtuple

import pytest

import airshower
from airshower import errors
from conftest import API_TOKEN as TOKEN
from fake_api import observation
from fake_portal import FakePortal

EVENTS = "data/obs_1.fits.gz"


def test_stages_the_store_that_the_manifest_names(client, portal, tmp_path, contents):
    store = client.stage(tmp_path / "crab", quiet=True)
    assert store == tmp_path / "crab" and contents(store) == portal.files
    assert stat.S_IMODE(os.stat(store / ".airshower").st_mode) == 0o700
    assert TOKEN not in "".join(p.read_text() for p in (store / ".airshower").glob("*.json"))


def test_again_fetches_nothing_and_a_changed_basket_only_the_difference(client, portal, tmp_path, contents):
    client.stage(tmp_path / "crab", quiet=True)
    portal.requests.clear()
    client.stage(tmp_path / "crab", quiet=True)
    assert not portal.requests
    (tmp_path / "crab/my-notes.txt").write_text("mine")
    del portal.files["data/obs_2.fits.gz"]
    portal.files["more/obs_3.fits.gz"] = b"three"
    store = client.stage(tmp_path / "crab", quiet=True)
    assert contents(store) == {**portal.files, "my-notes.txt": b"mine"}
    assert set(portal.requests) == {"more/obs_3.fits.gz"}


def test_goes_on_where_it_broke_off(client, portal, tmp_path, contents):
    portal.faults[EVENTS] = [("cut", 100_000), *[("status", 503)] * 1000]
    with pytest.raises(errors.FileUnavailable):
        client.stage(tmp_path / "crab", quiet=True)
    portal.faults.clear()
    portal.ranges.clear()
    assert contents(client.stage(tmp_path / "crab", quiet=True)) == portal.files
    assert [first for path, first, _ in portal.ranges if path.endswith(EVENTS)] == [100_000]


def test_a_file_that_was_damaged_here_is_fetched_again(client, portal, tmp_path, contents):
    store = client.stage(tmp_path / "crab", quiet=True)
    (store / EVENTS).write_bytes(b"x" * len(portal.files[EVENTS]))
    assert contents(client.stage(store, quiet=True)) == portal.files


@pytest.mark.parametrize("there", ["hdu-index.fits.gz", "thesis.tex"])
def test_a_folder_with_other_files_is_left_alone(client, portal, tmp_path, there, contents):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / there).write_text("mine")
    with pytest.raises(errors.FolderInUse, match="not touched"):
        client.stage(tmp_path / "home", quiet=True)
    assert contents(tmp_path / "home") == {there: b"mine"}
    assert not portal.requests


def test_a_file_of_ones_own_in_the_place_of_a_new_one_is_left_alone(client, portal, tmp_path):
    store = client.stage(tmp_path / "crab", quiet=True)
    (store / "new.fits").write_text("mine")
    portal.files["new.fits"] = b"theirs"
    with pytest.raises(errors.FolderInUse, match="new.fits"):
        client.stage(store, quiet=True)
    assert (store / "new.fits").read_text() == "mine"


def test_nothing_is_removed_behind_a_link(client, portal, tmp_path):
    store = client.stage(tmp_path / "crab", quiet=True)
    elsewhere = tmp_path / "elsewhere"
    (store / "data").rename(elsewhere)
    (store / "data").symlink_to(elsewhere)
    del portal.files["data/obs_2.fits.gz"], portal.files[EVENTS]
    client.stage(store, quiet=True)
    assert sorted(path.name for path in elsewhere.iterdir()) == ["obs_1.fits.gz", "obs_2.fits.gz"]


def test_the_work_folder_of_a_launch_is_left_to_the_launch(client, session, folder, portal):
    folder.create()
    folder.remember_session(session)
    with pytest.raises(errors.FolderInUse, match="work folder of a launch"):
        client.stage(folder.path, quiet=True)
    assert not portal.requests


def test_a_path_that_climbs_writes_nothing(client, portal, tmp_path):
    portal.manifest_changes = lambda manifest: manifest["files"][0].update(path="../out.fits")
    with pytest.raises(errors.UnsafePath):
        client.stage(tmp_path / "crab", quiet=True)
    assert not (tmp_path / "out.fits").exists() and not (tmp_path / "crab").exists()


def test_the_token_goes_to_one_server_of_files_only(client, portal, tmp_path):
    with FakePortal(portal.files) as elsewhere:
        portal.manifest_changes = lambda manifest: manifest["files"][0].update(url=elsewhere.url + "/files/x")
        with pytest.raises(errors.PortalAnswerInvalid, match="no token is sent"):
            client.stage(tmp_path / "crab", quiet=True)
        assert not elsewhere.requests and not portal.requests


def test_closed_meanwhile_names_the_date_and_the_others_come(client, portal, tmp_path):
    portal.faults[EVENTS] = [("closed", "2031-05-01T00:00:00Z")]
    with pytest.raises(errors.FileClosed, match="2031-05-01") as caught:
        client.stage(tmp_path / "crab", quiet=True)
    assert caught.value.opens_at == "2031-05-01T00:00:00Z"
    assert (tmp_path / "crab/data/obs_2.fits.gz").exists()


def test_gone_meanwhile_is_said(client, portal, tmp_path):
    portal.faults[EVENTS] = [("gone",)]
    with pytest.raises(errors.FileGone, match=EVENTS):
        client.stage(tmp_path / "crab", quiet=True)


def test_what_the_basket_can_not_have_is_listed_after_everything_else_came(client, api, portal, tmp_path, contents):
    api.items = [{"id": "sim:7", "state": "closed", "opensAt": "2031-05-01T00:00:00.000Z"}]
    api.problems = [
        {"slug": "item-closed", "detail": "sim:7 is under embargo", "observationId": "sim:7", "blocks": False},
        {"slug": "item-gone", "detail": "sim:8 is gone", "observationId": "sim:8", "blocks": False},
        {"slug": "irf-proposed", "detail": "a remark", "blocks": False},
    ]
    with pytest.raises(errors.BasketIncomplete, match="accept_problems") as caught:
        client.stage(tmp_path / "crab", quiet=True)
    closed, gone = caught.value.problems
    assert (type(closed), closed.opens_at, type(gone)) == (errors.FileClosed, "2031-05-01T00:00:00.000Z", errors.FileGone)
    assert contents(caught.value.store) == portal.files
    assert client.stage(tmp_path / "crab", quiet=True, accept_problems=True) == tmp_path / "crab"


def test_an_empty_basket_is_said(client, api, portal, tmp_path):
    portal.files = {}
    api.problems = [{"slug": "no-observations", "detail": "The basket holds no observation", "blocks": True}]
    with pytest.raises(errors.BadRequest, match="holds no observation"):
        client.stage(tmp_path / "crab", quiet=True)


def test_a_full_disk_is_seen_before_anything_is_fetched(client, portal, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 100))
    with pytest.raises(errors.DiskFull, match="MB free"):
        client.stage(tmp_path / "crab", quiet=True)
    assert not portal.requests


def test_a_token_revoked_in_the_middle_is_said(client, api, portal, tmp_path):
    portal.token = "another"
    with pytest.raises(errors.TokenEnded, match="settings/tokens"):
        client.stage(tmp_path / "crab", quiet=True)


def test_damaged_at_the_source_is_said(client, portal, tmp_path):
    portal.faults[EVENTS] = [("wrong", "always")]
    with pytest.raises(errors.ChecksumMismatch, match=EVENTS):
        client.stage(tmp_path / "crab", quiet=True)
    assert not (tmp_path / "crab" / EVENTS).exists()


def test_progress_is_shown_on_the_side(client, portal, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    client.stage(tmp_path / "crab")
    shown = capsys.readouterr()
    assert "6 of 6 files" in shown.err and "100 %" in shown.err and shown.out == ""
