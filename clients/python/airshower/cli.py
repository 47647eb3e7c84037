"""The command `airshower`: search, basket, stage, load, login, logout."""

from __future__ import annotations

import argparse
import csv
import getpass
import json
import os
import sys
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

from .api import Api
from .client import Portal
from .credentials import Credentials, portal_address
from .device_login import sign_in
from .errors import AirshowerError, LoginFailed
from .loads import report_lines
from .records import Records
from .transport import Transport
from .version import VERSION

API_TOKEN_PREFIX = "airshower_pat_"
_SEARCH_COLUMNS = ("id", "projectCode", "targetName", "raDeg", "decDeg", "night", "livetimeSec", "zenithDeg", "sizeBytes", "access_readable")
_BASKET_COLUMNS = ("id", "kind", "state", "opensAt", "projectCode", "targetName", "livetimeSec", "fileCount", "sizeBytes")
INTERRUPTED = 130


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run a command. 0: done; 1: it failed, and why is said; 2: it was not understood; 130: interrupted."""
    chosen = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = chosen.run
    try:
        run(chosen)
    except AirshowerError as error:
        print(f"airshower: {error.detail}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nairshower: interrupted; run the same again to go on.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read has had enough (`| head`); what is left must not complain when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="airshower", description="Search an Airshower portal and bring its data here, verified.")
    parser.add_argument("--version", action="version", version=f"airshower {VERSION}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    search = _command(commands, "search", _search, "find observations")
    search.add_argument("q", nargs="?", metavar="TEXT", help="target name or observation id")
    for name, kind, text in (
        ("project", str, "code of a project"),
        ("target", str, "name of a target"),
        ("instrument", str, "name of an instrument"),
        ("collection", str, "name of a collection"),
        ("dataset", str, "dataset or container of the data lake, collection:scope:name"),
        ("ra-deg", float, "right ascension that the field of view covers, degrees ICRS"),
        ("dec-deg", float, "declination, degrees ICRS"),
        ("radius-deg", float, "widens the field of view, degrees"),
        ("offset-max-deg", float, "largest distance from the pointing, degrees"),
        ("start", str, "from this moment on, UTC: 2027-03-03 or with a time"),
        ("end", str, "up to this moment, UTC"),
        ("night", str, "date of the evening, 2027-03-03"),
        ("zenith-max-deg", float, "largest zenith angle, degrees"),
        ("livetime-min-sec", float, "shortest livetime, seconds"),
        ("quality", int, "worst quality accepted, 0 is best"),
        ("limit", int, "so many at most"),
    ):
        search.add_argument(f"--{name}", type=kind, help=text)
    search.add_argument("--access", choices=("readable", "visible", "mine"), help="only what you may read, see, or what is yours")
    search.add_argument("--add", action="store_true", help="put what is found into the basket, with its IRFs")
    _output(search)

    basket = _command(commands, "basket", _basket, "show the basket, or change it")
    change = basket.add_mutually_exclusive_group()
    change.add_argument("--add", nargs="+", metavar="ID", help="put in observations or files, with their IRFs")
    change.add_argument("--remove", nargs="+", metavar="ID", help="take out")
    change.add_argument("--clear", action="store_true", help="take everything out")
    _output(basket)

    stage = _command(commands, "stage", _stage, "fetch the basket into a folder, which then is a GADF data store")
    stage.add_argument("dest", metavar="FOLDER", help="an empty or new one, or one that was staged into before")
    stage.add_argument("--parallel", type=int, default=4, metavar="N", help="files at once (4)")
    stage.add_argument("--accept-problems", action="store_true", help="end well although some things can not be had")
    stage.add_argument("--quiet", action="store_true", help="without a progress bar")

    load = _command(commands, "load", _load, "have the store of a collection that you manage loaded again")
    load.add_argument("collection", metavar="COLLECTION", help="name of the collection")
    load.add_argument("--no-wait", action="store_true", help="only ask for it; the portal's page Loads tells what comes of it")

    login = commands.add_parser("login", help="sign in, and keep the token in a file that only you can read")
    login.set_defaults(run=_login)
    login.add_argument("portal", nargs="?", help="address of the portal")
    login.add_argument("--token", action="store_true", help="ask for an API token (also read from standard input) and keep that")
    logout = commands.add_parser("logout", help="forget the token of a portal")
    logout.set_defaults(run=_logout)
    logout.add_argument("portal", nargs="?", help="address of the portal")
    return parser


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(run=run)
    parser.add_argument("--portal", metavar="URL", help="address of the portal (default: AIRSHOWER_PORTAL, the last login's)")
    return parser


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "csv", "json", "ids"), default="table", help="how to print (table)")


def _search(chosen: argparse.Namespace) -> None:
    portal = Portal(chosen.portal)
    names = ("q", "project", "target", "instrument", "collection", "dataset", "ra_deg", "dec_deg", "radius_deg", "offset_max_deg", "start",
             "end", "night", "zenith_max_deg", "livetime_min_sec", "quality", "limit", "access")
    query: Dict[str, Any] = {name: _moment(name, getattr(chosen, name)) for name in names if getattr(chosen, name) is not None}
    found = portal.search(**query)
    if chosen.add and len(found) > 0:
        print(f"{portal.basket().add(found)!r}", file=sys.stderr)
    _print(found, chosen.format, _SEARCH_COLUMNS)
    if chosen.format == "table":
        total = "more than 10000" if found.total_count is None else found.total_count
        print(f"{len(found)} of {total} observations", file=sys.stderr)


def _moment(name: str, value: Any) -> Any:
    """An MJD is a number, everything else ISO text."""
    if name not in ("start", "end"):
        return value
    try:
        return float(value)
    except ValueError:
        return value


def _basket(chosen: argparse.Namespace) -> None:
    basket = Portal(chosen.portal).basket()
    if chosen.add:
        basket = basket.add(chosen.add)
    elif chosen.remove:
        basket = basket.remove(chosen.remove)
    elif chosen.clear:
        basket = basket.clear()
    _print(basket, chosen.format, _BASKET_COLUMNS)
    if chosen.format == "table":
        print(f"{len(basket)} items, {basket.total_bytes / 1e6:.1f} MB to stage", file=sys.stderr)


def _stage(chosen: argparse.Namespace) -> None:
    portal = Portal(chosen.portal)
    print(portal.stage(chosen.dest, parallel=chosen.parallel, quiet=chosen.quiet, accept_problems=chosen.accept_problems))


def _load(chosen: argparse.Namespace) -> None:
    name: str = chosen.collection

    def tell(state: str) -> None:
        print(f"{name}: {state}", file=sys.stderr, flush=True)

    load = Portal(chosen.portal).load(name, wait=not chosen.no_wait, tell=tell)
    print("\n".join(report_lines(name, load)) if load["report"] else f"{name}: {load['state']}")


def _login(chosen: argparse.Namespace) -> None:
    url = portal_address(chosen.portal)
    ways: Mapping[str, Any] = Api(url, anonymous=True).get("/device-login")
    device = ways.get("device")
    if device is None or chosen.token:
        entry: Mapping[str, Any] = {"kind": "api-token", "token": _ask_for_token(str(ways.get("tokensPage")))}
        who = Api(url, str(entry["token"])).get("/me")
    else:
        entry = sign_in(device, _tell_code, Transport())
        who = Api(url, str(entry["accessToken"])).get("/me")
    Credentials().keep(url, entry)
    print(f"Signed in at {url} as {who['username']}. Kept in {Credentials().path}; `airshower logout` forgets it.")


def _tell_code(address: str, code: str) -> None:
    print(f"Open {address} in any browser, sign in, and confirm the code  {code}", file=sys.stderr, flush=True)


def _ask_for_token(page: str) -> str:
    if sys.stdin.isatty():
        print(f"Make an API token at {page} and paste it here; it is not shown.", file=sys.stderr)
        token = getpass.getpass("API token: ").strip()
    else:
        token = sys.stdin.readline().strip()
    if not token.startswith(API_TOKEN_PREFIX):
        raise LoginFailed(f"That is no API token: they begin with {API_TOKEN_PREFIX}. They are made at {page}.")
    return token


def _logout(chosen: argparse.Namespace) -> None:
    url = portal_address(chosen.portal)
    if Credentials().forget(url):
        print(f"Forgotten here. An API token goes on working elsewhere: revoke it at {url}/settings/tokens.")
    else:
        print(f"There was nothing kept for {url}.")


def _print(records: Records, form: str, names: Sequence[str]) -> None:
    if form == "json":
        print(json.dumps(list(records), indent=2))
    elif form == "ids":
        print("\n".join(records.ids), end="\n" if len(records) else "")
    elif form == "csv":
        columns = records.columns()
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values()))
    else:
        _print_table(records, names)


def _print_table(records: Records, names: Sequence[str]) -> None:
    columns = records.columns()
    shown = [(name, columns[name]) for name in names if name in columns]
    texts: List[List[str]] = [[name, *map(_cell, values)] for name, values in shown]
    widths = [max(map(len, column)) for column in texts]
    numeric = [all(value is None or isinstance(value, (int, float)) for value in values) for _, values in shown]
    for row in zip(*texts):
        cells = (text.rjust(width) if right else text.ljust(width) for text, width, right in zip(row, widths, numeric))
        print("  ".join(cells).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
