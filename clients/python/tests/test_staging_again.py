"""What is in the work folder already: a store that is whole stays, one that is not is mended, and nothing of the user's is touched."""

import os

from airshower.session import Session
from airshower.staging import Staging, store_is_whole

EVENTS = "data/obs_1.fits.gz"


def test_an_unchanged_store_is_taken_as_it_is(portal, folder, session, stage, assert_whole):
    stage()
    asked = portal.requests.copy()
    assert store_is_whole(folder, session)
    stage()
    assert_whole()
    assert {path: n for path, n in portal.requests.items() if path != "redeem"} == {
        path: n for path, n in asked.items() if path != "redeem"
    }


def test_a_store_changed_since_is_mended(portal, folder, session, stage, assert_whole):
    stage()
    (folder.data / EVENTS).write_bytes(b"overwritten")
    (folder.data / "left-over.fits").write_bytes(b"of another selection")
    assert not store_is_whole(folder, session)
    stage()
    assert_whole()
    assert portal.requests[EVENTS] == 2 and portal.requests["data/obs_2.fits.gz"] == 1


def test_a_copied_store_is_known_by_its_bytes(portal, folder, session, stage):
    stage()
    os.utime(folder.data / EVENTS)
    assert folder.verified_digest() is None
    portal.over = True
    assert store_is_whole(folder, session)
    assert folder.verified_digest() is not None


def test_another_launch_does_not_take_an_old_store_for_its_own(portal, folder, stage):
    stage()
    other = Session(portal.url, "5f0c3a1e-0000-4000-8000-000000000000", "another ticket")
    Staging(other, folder)
    assert not store_is_whole(folder, other)


def test_the_users_notebook_is_never_overwritten(folder, stage):
    folder.create()
    (folder.path / "analysis.ipynb").write_text("my own work")
    stage()
    assert (folder.path / "analysis.ipynb").read_text() == "my own work"
