"""Files that a mounted storage site shows are linked, not copied; whatever is wrong with that, the store gets whole."""

import os

import pytest

from airshower import errors
from airshower import linking
from airshower.launch import launch
from airshower.staging import store_is_whole

EVENTS = "data/obs_1.fits.gz"
OTHER = "data/obs_2.fits.gz"


@pytest.fixture
def mount(portal, tmp_path):
    """A folder that shows both event files, as a mounted site does; the portal names it for each."""
    root = tmp_path / "lake"
    root.mkdir()
    for path in (EVENTS, OTHER):
        (root / path.replace("/", "_")).write_bytes(portal.files[path])
    portal.mounted = {path: str(root / path.replace("/", "_")) for path in (EVENTS, OTHER)}
    portal.manifest_changes = lambda manifest: [file.update(mountedPath=portal.mounted[file["path"]]) for file in manifest["files"] if file["path"] in portal.mounted]
    return root


@pytest.fixture
def fetched(portal):
    return lambda: {path for path in portal.files if any(path in asked for asked in portal.requests)}


def shown(mount, path):
    return mount / path.replace("/", "_")


def test_links_what_the_mount_shows_and_fetches_the_rest(portal, folder, stage, mount, fetched, assert_whole):
    stage()
    assert_whole()
    for path in (EVENTS, OTHER):
        assert os.readlink(folder.data / path) == str(shown(mount, path))
    assert fetched() == set(portal.files) - {EVENTS, OTHER}
    last = portal.reports[-1]
    assert last["filesDone"] == last["filesTotal"] == 7
    assert last["bytesDone"] == last["bytesTotal"]


def test_is_whole_without_asking_anybody_as_long_as_the_links_lead_somewhere(portal, folder, session, stage, mount):
    stage()
    assert folder.verified_digest() is not None and store_is_whole(folder, session)
    shown(mount, EVENTS).unlink()
    assert folder.verified_digest() is None


def test_fetches_what_the_site_keeps_no_longer(portal, folder, stage, mount, fetched, assert_whole):
    stage()
    shown(mount, EVENTS).unlink()
    del portal.mounted[EVENTS]
    portal.requests.clear()
    launch(folder.path, quiet=True)
    assert_whole()
    assert not (folder.data / EVENTS).is_symlink() and (folder.data / OTHER).is_symlink()
    assert fetched() == {EVENTS}


def test_a_link_of_an_earlier_launch_is_not_taken_for_this_one(portal, folder, stage, mount, assert_whole):
    stage()
    portal.mounted.clear()
    folder.verified_note.unlink()
    stage()
    assert_whole()
    assert not any((folder.data / path).is_symlink() for path in (EVENTS, OTHER))


def test_follows_a_mount_that_moved(portal, folder, stage, mount, tmp_path, assert_whole):
    stage()
    (tmp_path / "moved").symlink_to(mount)
    portal.mounted[EVENTS] = str(tmp_path / "moved" / shown(mount, EVENTS).name)
    folder.verified_note.unlink()
    stage()
    assert_whole()
    assert os.readlink(folder.data / EVENTS) == portal.mounted[EVENTS]


@pytest.mark.parametrize("spoil", ["cut", "other bytes", "absent", "a folder"])
def test_fetches_what_the_mount_shows_wrong(portal, folder, stage, mount, fetched, assert_whole, spoil):
    place = shown(mount, EVENTS)
    if spoil == "cut":
        place.write_bytes(portal.files[EVENTS][:-1])
    elif spoil == "other bytes":
        place.write_bytes(bytes(len(portal.files[EVENTS])))
    else:
        place.unlink()
        if spoil == "a folder":
            place.mkdir()
    stage()
    assert_whole()
    assert not (folder.data / EVENTS).is_symlink() and (folder.data / OTHER).is_symlink()
    assert EVENTS in fetched() and OTHER not in fetched()


def test_reads_no_more_than_a_sample(portal, folder, stage, mount, monkeypatch):
    monkeypatch.setattr(linking, "SAMPLE_BYTES", len(portal.files[OTHER]))
    for path in (EVENTS, OTHER):
        shown(mount, path).write_bytes(bytes(len(portal.files[path])))
    stage()
    # The smaller one is within the sample, and found wrong; of the larger one only the size is compared.
    assert (folder.data / EVENTS).is_symlink() and not (folder.data / OTHER).is_symlink()


def test_keeps_a_file_that_was_fetched_before(portal, folder, stage, mount, assert_whole):
    named = dict(portal.mounted)
    portal.mounted.clear()
    stage()
    portal.mounted.update(named)
    folder.verified_note.unlink()
    stage()
    assert_whole()
    assert not (folder.data / EVENTS).is_symlink()


def test_needs_no_room_for_what_is_linked(portal, folder, stage, mount, monkeypatch):
    needed = []
    monkeypatch.setattr(type(folder), "require_room", lambda _self, bytes_: needed.append(bytes_))
    stage()
    linked = len(portal.files[EVENTS]) + len(portal.files[OTHER])
    assert needed == [sum(map(len, portal.files.values())) + len(portal.notebook) - linked]


@pytest.mark.parametrize("where", ["lake/x", "/lake/../etc/passwd", "/lake/\n", "", 7, None])
def test_takes_no_odd_path_for_a_mount(portal, folder, stage, assert_whole, where):
    portal.manifest_changes = lambda manifest: [file.update(mountedPath=where) for file in manifest["files"]]
    stage()
    assert_whole()
    assert not (folder.data / EVENTS).is_symlink()


def test_a_link_of_somebody_else_is_refused_as_ever(portal, folder, stage, mount, tmp_path):
    (tmp_path / "secret").write_text("secret")
    folder.create()
    (folder.data / "data").mkdir()
    (folder.data / EVENTS).symlink_to(tmp_path / "secret")
    with pytest.raises(errors.UnsafePath):
        stage()


def test_removing_the_staged_data_leaves_the_site_alone(folder, session, stage, mount):
    stage()
    assert folder.end_launch(session.launch_id)
    assert shown(mount, EVENTS).exists() and not folder.data.exists() and not folder.links_note.exists()
