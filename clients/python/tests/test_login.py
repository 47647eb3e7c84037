"""Signing in from the command line: what is kept, for whom it can be read, and what each failure says."""

import io
import json
import os
import stat
import sys
import threading

import pytest

import airshower
from airshower import errors
from airshower.api import Api
from airshower.cli import main
from airshower.credentials import Credentials
from airshower.device_login import sign_in
from airshower.transport import Transport
from conftest import API_TOKEN as TOKEN


def kept():
    return json.loads(Credentials().path.read_text())


@pytest.fixture
def pasted(monkeypatch):
    """Standard input with one line that comes from a pipe."""
    def paste(text):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text + "\n"))

    return paste


def test_an_api_token_is_kept_for_its_owner_only(api, pasted, capsys):
    pasted(TOKEN)
    assert main(["login", "--token", api.url]) == 0
    shown = capsys.readouterr()
    assert "as pi-crab" in shown.out and TOKEN not in shown.out + shown.err
    assert stat.S_IMODE(os.stat(Credentials().path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(Credentials().folder).st_mode) == 0o700
    assert airshower.Portal().me()["username"] == "pi-crab"


@pytest.mark.parametrize("token, text", [("eyJhbGciOi", "airshower_pat_"), ("airshower_pat_old", "reached its end date")])
def test_a_token_that_does_not_hold_is_not_kept(api, pasted, capsys, token, text):
    pasted(token)
    assert main(["login", "--token", api.url]) == 1
    assert text in capsys.readouterr().err
    assert not Credentials().path.exists()


def test_a_file_that_others_can_read_is_refused(api, pasted, capsys):
    pasted(TOKEN)
    main(["login", "--token", api.url])
    os.chmod(Credentials().path, 0o644)
    with pytest.raises(errors.CredentialsUnusable, match="chmod 600"):
        airshower.Portal(api.url)


def test_a_damaged_file_says_what_to_do(api):
    Credentials().keep(api.url, {"kind": "api-token", "token": TOKEN})
    Credentials().path.write_text("{")
    with pytest.raises(errors.CredentialsUnusable, match="airshower login"):
        airshower.Portal(api.url)


def test_logout_forgets(api, pasted, capsys):
    pasted(TOKEN)
    main(["login", "--token", api.url])
    assert main(["logout"]) == 0
    assert kept() == {"portals": {}, "last": None}
    assert "revoke it at" in capsys.readouterr().out


def test_the_device_flow_waits_for_the_browser_and_keeps_what_comes(api, capsys):
    api.device_answers = ["authorization_pending", "authorization_pending"]
    assert main(["login", api.url]) == 0
    shown = capsys.readouterr()
    assert "ABCD-EFGH" in shown.err and f"{api.url}/go" in shown.err
    entry = kept()["portals"][api.url]
    assert (entry["kind"], entry["accessToken"], entry["refreshToken"]) == ("login", "access-1", "refresh-1")
    assert stat.S_IMODE(os.stat(Credentials().path).st_mode) == 0o600


@pytest.mark.parametrize("answer, text", [("access_denied", "refused in the browser"), ("expired_token", "in time"), ("invalid_client", "invalid_client")])
def test_a_device_flow_that_fails_keeps_nothing(api, capsys, answer, text):
    api.device_answers = [answer]
    assert main(["login", api.url]) == 1
    assert text in capsys.readouterr().err
    assert not Credentials().path.exists()


def test_an_identity_service_that_asks_for_patience_gets_it(api):
    api.device_answers = ["slow_down", "authorization_pending"]
    waits = []
    device = {"issuer": api.url, "clientId": "cli", "scope": "openid", "audience": api.url}
    sign_in(device, lambda *_: None, Transport(5), waits.append)
    assert waits == [0.01, 5.01, 5.01]


def test_without_a_device_flow_the_way_is_a_token(api, pasted, capsys):
    api.device_offered = False
    pasted(TOKEN)
    assert main(["login", api.url]) == 0
    assert kept()["portals"][api.url]["kind"] == "api-token"


def test_an_access_token_that_ended_is_renewed_once_and_staging_goes_on(api, portal, tmp_path, contents):
    main(["login", api.url])
    api.valid, portal.token = {"nothing"}, "nothing"
    store = airshower.Portal().stage(tmp_path / "crab", quiet=True)
    assert contents(store) == portal.files
    assert api.refreshes == ["refresh-1"]
    assert kept()["portals"][api.url]["refreshToken"] == "refresh-2"


def test_many_that_find_the_token_ended_renew_it_once(api):
    main(["login", api.url])
    clients = [Api(api.url) for _ in range(8)]
    api.valid = set()
    threads = [threading.Thread(target=client.renew, args=("access-1",)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert api.refreshes == ["refresh-1"]
    assert {client.token for client in clients} == {"access-2"}


def test_a_login_that_is_over_says_so(api):
    main(["login", api.url])
    api.valid, api.refused_refresh = set(), True
    with pytest.raises(errors.TokenEnded, match="airshower login"):
        airshower.Portal().search()


# -- the other commands ----------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(api, pasted, capsys):
    pasted(TOKEN)
    main(["login", "--token", api.url])
    capsys.readouterr()
    return api


def test_search_prints_a_table_csv_json_and_ids(signed_in, capsys):
    assert main(["search", "--project", "SIM-CRAB", "--start", "2004-12-08"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0].split()[0] == "id" and "sim:5" in shown.out and "5 of 5 observations" in shown.err
    assert signed_in.requests[-1][2]["startMjd"] == "53347.0"
    assert main(["search", "--format", "ids", "--limit", "2"]) == 0
    assert capsys.readouterr().out == "sim:1\nsim:2\n"
    assert main(["search", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 5
    assert main(["search", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("id,obsId,raDeg,")


def test_basket_and_stage(signed_in, portal, capsys, tmp_path, contents):
    assert main(["search", "--add", "--format", "ids"]) == 0
    assert main(["basket", "--remove", "sim:1", "--format", "ids"]) == 0
    assert capsys.readouterr().out.endswith("sim:2\nsim:3\nsim:4\nsim:5\n")
    assert main(["stage", str(tmp_path / "crab"), "--quiet"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "crab")
    assert contents(tmp_path / "crab") == portal.files


def test_a_failure_is_one_line_and_status_1(signed_in, capsys):
    signed_in.scopes_missing = True
    assert main(["basket"]) == 1
    assert capsys.readouterr().err.strip() == "airshower: This needs the scope 'stage'."


def test_what_is_not_understood_is_status_2(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["stage"])
    assert caught.value.code == 2
