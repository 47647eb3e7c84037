"""Search and basket from any script: what is found, and how each failure is said."""

import ast
import sys
from pathlib import Path

import pytest

import airshower
from airshower import errors
from airshower.credentials import portal_address
from airshower.records import Records, api_name, unit_of
from airshower.times import mjd_utc
from conftest import API_TOKEN as TOKEN
from fake_api import observation


# -- search ------------------------------------------------------------------------------------------------------


def test_search_gives_all_pages(client, api):
    found = client.search(project="SIM-CRAB", ra_deg=83.6, dec_deg=22.5, zenith_max_deg=40, livetime_min_sec=600)
    assert (found.ids, found.total_count) == ([f"sim:{n}" for n in range(1, 6)], 5)
    asked = api.requests[0][2]
    assert asked == {
        "project": "SIM-CRAB", "raDeg": "83.6", "decDeg": "22.5", "zenithMaxDeg": "40", "livetimeMinSec": "600", "sort": "-startMjd", "limit": "1000",
    }
    assert len(api.requests) == 3


def test_search_takes_a_dataset(client, api):
    client.search(dataset="hess-lake:hess:crab-nights", limit=1)
    assert api.requests[0][2] == {"dataset": "hess-lake:hess:crab-nights", "sort": "-startMjd", "limit": "1"}


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


# -- the package -----------------------------------------------------------------------------------


@pytest.mark.parametrize("module", sorted(Path(airshower.__file__).parent.glob("*.py")), ids=lambda path: path.name)
def test_every_module_is_python_3_9(module):
    ast.parse(module.read_text(encoding="utf-8"), feature_version=(3, 9))
