"""What all tests of the client share: a portal that speaks the contract, and sessions that start quickly."""

import random
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

import airshower  # noqa: E402
from airshower.session import Session  # noqa: E402
from airshower.staging import Staging, StagingOptions  # noqa: E402
from airshower.workfolder import WorkFolder  # noqa: E402
from fake_api import FakeApi  # noqa: E402
from fake_portal import FakePortal  # noqa: E402

API_TOKEN = "airshower_pat_good"
NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def random_bytes(count, seed=0):
    return random.Random(seed).randbytes(count)


@pytest.fixture
def portal():
    files = {
        "hdu-index.fits.gz": random_bytes(900, 1),
        "obs-index.fits.gz": random_bytes(800, 2),
        "data/obs_1.fits.gz": random_bytes(700_000, 3),
        "data/obs_2.fits.gz": random_bytes(300_000, 4),
        "TERMS.txt": b"Acknowledge the observatory.\n",
        "empty.log": b"",
    }
    with FakePortal(files, NOTEBOOK) as running:
        yield running


@pytest.fixture
def folder(tmp_path):
    return WorkFolder(tmp_path / "work")


@pytest.fixture
def session(portal):
    return Session(portal.url, portal.launch_id, portal.ticket)


@pytest.fixture
def stage(session, folder):
    """Stage once, with short patience; returns the manifest."""

    def run(patience_sec=1.0, parallel=4, timeout_sec=5.0, who=None):
        staging = Staging(who or session, folder, StagingOptions(parallel, patience_sec, timeout_sec))
        manifest = staging.manifest()
        staging.run(manifest)
        return manifest

    return run


@pytest.fixture
def assert_whole(portal, folder):
    """Every file of the store has the promised bytes, nothing else lies in data/, no token is kept."""

    def check():
        found = {p.relative_to(folder.data).as_posix(): p.read_bytes() for p in folder.data.rglob("*") if p.is_file()}
        assert found == portal.files
        assert not folder.token_note.exists()
        assert folder.verified_digest() is not None

    return check


@pytest.fixture
def api(portal, tmp_path, monkeypatch):
    """The API that scripts use, whose files the portal serves; what a login keeps goes into a folder of the test."""
    monkeypatch.setenv("AIRSHOWER_CONFIG_DIR", str(tmp_path / "config"))
    for name in ("AIRSHOWER_TOKEN", "AIRSHOWER_PORTAL"):
        monkeypatch.delenv(name, raising=False)
    portal.notebook = None
    portal.token = API_TOKEN
    with FakeApi(portal) as running:
        yield running


@pytest.fixture
def contents():
    """A store's files by path, without the client's notes."""

    def read(folder):
        found = (p for p in Path(folder).rglob("*") if p.is_file() and ".airshower" not in p.parts)
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}

    return read


@pytest.fixture
def client(api):
    return airshower.Portal(api.url, API_TOKEN, patience_sec=1.0, timeout_sec=5.0)
