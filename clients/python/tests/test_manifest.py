"""A manifest may name files below the work folder only, fetched from the portal's addresses only."""

import pytest

from airshower import errors
from airshower.manifest import read_manifest
from airshower.transport import is_below

BASE = "http://portal.example:3001/files"


def entry(path="data/a.fits", url=BASE + "/a", role="event-list", **more):
    return {"path": path, "did": "s:n", "url": url, "sizeBytes": 3, "checksum": {}, "mediaType": "x/y", "role": role, **more}


def read(*entries):
    return read_manifest({"files": list(entries)}, [BASE])


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a/.", "", "a\\b", "C:/x", "a\x00b", "a\nb", "..", "data/"],
)
def test_refuses_paths_that_climb_or_are_odd(path):
    with pytest.raises(errors.UnsafePath):
        read(entry(path))


@pytest.mark.parametrize("path", [".airshower/x.ipynb", "data/x.ipynb", "x.py", "../x.ipynb"])
def test_refuses_a_notebook_in_the_clients_own_folders(path):
    with pytest.raises(errors.UnsafePath):
        read(entry(path, role="notebook"))


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/files/a",
        "http://portal.example:3001@evil.example/files/a",
        "http://portal.example:30011/files/a",
        "https://portal.example:3001/files/a",
        "http://portal.example:3001/filesystem/a",
        "http://portal.example:3001/files/../admin",
        "file:///etc/passwd",
        "http://portal.example:3001\\@evil.example/files/a",
    ],
)
def test_refuses_addresses_that_are_not_the_portals(url):
    with pytest.raises(errors.ForeignUrl):
        read(entry(url=url))


def test_takes_addresses_below_the_base():
    assert is_below("http://portal.example:3001/files/scope/name?x=1", BASE)
    assert is_below("http://PORTAL.example:3001/files/a", BASE)
    assert read(entry()).total_bytes == 3


@pytest.mark.parametrize(
    "paths",
    [("a", "a"), ("a", "a/b"), ("a/b/c", "a/b"), ("a", "a.part"), ("a.part.etag", "a")],
)
def test_refuses_two_things_in_one_place(paths):
    with pytest.raises(errors.ManifestInvalid):
        read(*(entry(path) for path in paths))


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"files": {}},
        {"files": ["a"]},
        {"files": [{"path": "a"}]},
        {"files": [entry(sizeBytes=-1)]},
        {"files": [entry(sizeBytes="3")]},
        {"files": [entry(sizeBytes=True)]},
        {"files": [entry(checksum="abc")]},
    ],
)
def test_refuses_what_is_no_manifest(document):
    with pytest.raises(errors.ManifestInvalid):
        read_manifest(document, [BASE])


def test_the_digest_names_the_content_not_the_place_it_comes_from():
    first, second = read(entry(url=BASE + "/1")), read(entry(url=BASE + "/2"))
    assert first.digest == second.digest
    assert first.digest != read(entry(sizeBytes=4)).digest
    with_notebook = read(entry(), entry("n.ipynb", role="notebook"))
    assert with_notebook.digest == first.digest and with_notebook.notebook_path == "n.ipynb"
