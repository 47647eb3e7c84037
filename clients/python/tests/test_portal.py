"""Search, basket and staging from any script: what is found, what lands on disk, and how each failure is said."""

import ast
import os
import shutil
import stat
import sys
from collections import namedtuple
from pathlib import Path

import pytest

import airshower
from airshower import errors
from airshower.credentials import portal_address
from airshower.records import Records, api_name, unit_of
from airshower.times import mjd_utc
from conftest import API_TOKEN as TOKEN
from fake_api import observation
from fake_portal import FakePortal

EVENTS = "data/obs_1.fits.gz"


@pytest.fixture
def client(api):
    return airshower.Portal(api.url, TOKEN, patience_sec=1.0, timeout_sec=5.0)


# -- search ------------------------------------------------------------------------------------------------------


def test_search_gives_all_pages(client, api):
    found = client.search(project="SIM-CRAB", ra_deg=83.6, dec_deg=22.5, zenith_max_deg=40, livetime_min_sec=600)
    assert (found.ids, found.total_count) == ([f"sim:{n}" for n in range(1, 6)], 5)
    asked = api.requests[0][2]
    assert asked == {
        "project": "SIM-CRAB", "raDeg": "83.6", "decDeg": "22.5", "zenithMaxDeg": "40", "livetimeMinSec": "600", "sort": "-startMjd", "limit": "1000",
    }
    assert len(api.requests) == 3


def test_search_stops_at_its_limit(client, api):
    assert client.search(limit=3).ids == ["sim:1", "sim:2", "sim:3"]
    assert len(api.requests) == 2


def test_nobody_in_particular_sees_what_is_public_and_is_told_when_an_account_is_needed(api):
    nobody = airshower.Portal(api.url)
    assert len(nobody.search()) == 5
    with pytest.raises(errors.SignInNeeded, match="airshower login"):
        nobody.basket()
    assert set(api.tokens_seen) == {None}


def test_a_token_is_taken_from_the_environment(api, monkeypatch):
    monkeypatch.setenv("AIRSHOWER_TOKEN", TOKEN)
    monkeypatch.setenv("AIRSHOWER_PORTAL", api.url + "/")
    assert airshower.Portal().me()["username"] == "pi-crab"


@pytest.mark.parametrize("moment, mjd", [
    (53347.5, 53347.5), ("2004-12-08", 53347.0), ("2004-12-08T12:00:00Z", 53347.5), ("2004-12-08T13:00:00+01:00", 53347.5),
])
def test_moments_are_utc(moment, mjd):
    assert mjd_utc(moment, "start") == mjd


@pytest.mark.parametrize("moment", ["yesterday", True, object()])
def test_what_is_no_moment_is_named(moment):
    with pytest.raises(errors.BadRequest, match="start"):
        mjd_utc(moment, "start")


def test_passing_faults_are_waited_out(client, api):
    api.faults = [503, 500, 429]
    assert len(client.search()) == 5


@pytest.mark.parametrize("refusal, kind, text", [
    ((400, "bad-request", "See errors", {"errors": [{"path": "quality", "message": "too big"}]}), errors.BadRequest, "quality: too big"),
    ((404, "not-found", "Nothing here"), errors.NotFound, "Nothing here"),
    ((403, "scope-missing", "This needs the scope 'search'"), errors.ScopeMissing, "'search'"),
    ((409, "some-conflict", "Something stands in the way"), errors.PortalRefused, "stands in the way"),
])
def test_each_refusal_has_its_class(client, api, refusal, kind, text):
    api.refusal = refusal
    with pytest.raises(kind, match=text):
        client.search()


def test_a_token_that_ended_says_so_and_where_to_make_another(api):
    with pytest.raises(errors.TokenEnded, match="reached its end date.*settings/tokens"):
        airshower.Portal(api.url, "airshower_pat_old").search()


def test_a_portal_that_is_away_is_given_up_in_time(api):
    away = airshower.Portal("http://127.0.0.1:9", TOKEN, patience_sec=0.3)
    with pytest.raises(errors.PortalUnreachable, match="did not answer"):
        away.search()


@pytest.mark.parametrize("url", ["http://portal.example.org", "portal.example.org", "ftp://x", "https://me:secret@portal.example.org"])
def test_a_token_goes_to_no_address_that_is_unsafe(url):
    with pytest.raises(errors.BadRequest):
        portal_address(url)


def test_without_any_address_it_is_asked_for(api):
    with pytest.raises(errors.PortalUnknown, match="airshower login"):
        airshower.Portal()


# -- tables ------------------------------------------------------------------------------------------------------


def test_columns_carry_units_and_nothing_is_lost():
    columns = Records([observation(1), observation(2)]).columns()
    assert columns["raDeg"] == [83.6, None]
    assert columns["access_readable"] == [True, True]
    assert columns["irfKinds"] == ["aeff, edisp"] * 2
    assert [unit_of(name) for name in ("raDeg", "livetimeSec", "sizeBytes", "startMjd", "energyThresholdTeV", "obsId")] == ["deg", "s", "byte", "d", "TeV", None]
    assert [api_name(name) for name in ("ra_deg", "livetime_min_sec", "energy_min_tev")] == ["raDeg", "livetimeMinSec", "energyMinTeV"]


def test_astropy_table_has_units_and_masks_what_is_not_known():
    pytest.importorskip("astropy.table")
    table = Records([observation(1), observation(2)]).to_table()
    assert str(table["raDeg"].unit) == "deg" and str(table["livetimeSec"].unit) == "s"
    assert list(table["raDeg"].mask) == [False, True]
    assert table["telescopeCount"].dtype.kind == "i" and table["simulated"].dtype.kind == "b"
    assert table["targetName"].mask.all()


def test_pandas_frame_has_the_columns():
    pandas = pytest.importorskip("pandas")
    frame = Records([observation(1), observation(2)]).to_pandas()
    assert isinstance(frame, pandas.DataFrame) and list(frame["id"]) == ["sim:1", "sim:2"]


@pytest.mark.parametrize("method, package", [("to_pandas", "pandas"), ("to_table", "astropy")])
def test_a_missing_package_is_named_with_the_way_to_it(monkeypatch, method, package):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setitem(sys.modules, f"{package}.table", None)
    with pytest.raises(errors.PackageMissing, match=f"pip install {package}"):
        getattr(Records([observation(1)]), method)()


# -- basket ------------------------------------------------------------------------------------------------------


def test_the_basket_takes_rows_and_ids(client, api):
    basket = client.basket().add(client.search(limit=2))
    assert (basket.ids, basket.total_bytes) == (["sim:1", "sim:2"], 5e6)
    assert basket.add("sim:9", with_irfs=False).ids == ["sim:1", "sim:2", "sim:9"]
    assert [item["withIrfs"] for item in api.items] == [True, True, False]
    assert basket.remove(["sim:1"]).ids == ["sim:2", "sim:9"]
    assert len(basket.clear()) == 0


# -- staging -----------------------------------------------------------------------------------------------------


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


# -- the package ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", sorted(Path(airshower.__file__).parent.glob("*.py")), ids=lambda path: path.name)
def test_every_module_is_python_3_9(module):
    ast.parse(module.read_text(encoding="utf-8"), feature_version=(3, 9))
