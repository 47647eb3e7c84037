"""The work folder: links are not followed out of it, and its end takes the staged data only."""

import os

import pytest

from airshower import errors
from airshower.session import Session
from airshower.workfolder import WorkFolder


def test_symbolic_links_in_the_way_are_refused(folder, stage, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder.create()
    (folder.data / "data").symlink_to(outside)
    stage()  # the sweep removes the link, which is not of the manifest, and never what it shows
    assert list(outside.iterdir()) == []
    assert not (folder.data / "data").is_symlink()


@pytest.mark.parametrize("place", ["data", ".airshower"])
def test_a_link_in_the_place_of_an_own_folder_is_refused(folder, stage, tmp_path, place):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder.path.mkdir()
    (folder.path / place).symlink_to(outside)
    with pytest.raises(errors.UnsafePath):
        stage()
    assert list(outside.iterdir()) == []


def test_a_link_at_the_place_of_a_part_is_not_written_through(folder, stage, tmp_path, assert_whole):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder.create()
    (folder.data / "TERMS.txt.part").symlink_to(victim)
    stage()
    assert victim.read_text() == "precious"
    assert_whole()


def test_the_end_removes_what_was_staged_and_nothing_else(folder, session, stage):
    stage()
    (folder.path / "results.ecsv").write_text("mine")
    assert folder.end_launch(session.launch_id)
    assert not folder.data.exists() and not folder.session_note.exists() and not folder.verified_note.exists()
    assert (folder.path / "results.ecsv").read_text() == "mine"
    assert (folder.path / "analysis.ipynb").exists()
    assert not folder.end_launch(session.launch_id)


def test_the_end_of_an_earlier_launch_leaves_a_later_ones_data(portal, folder, session, stage):
    stage()
    assert not folder.end_launch("11111111-0000-4000-8000-000000000000")
    assert folder.data.exists()


def test_the_end_does_not_follow_links(folder, session, stage, tmp_path):
    stage()
    outside = tmp_path / "outside"
    (outside / "data").mkdir(parents=True)
    os.rename(folder.data, tmp_path / "moved")
    folder.data.symlink_to(outside)
    assert folder.end_launch(session.launch_id)
    assert (outside / "data").is_dir() and not folder.data.is_symlink()


def test_the_same_launch_goes_on_where_a_killed_one_was(portal, folder, stage, assert_whole):
    """The notes survive a kill: the second start redeems with the same key, or uses the token that is kept."""
    folder.create()
    first = folder.remember_session(Session(portal.url, portal.launch_id, portal.ticket))
    second = folder.remember_session(Session(portal.url, portal.launch_id, portal.ticket))
    assert first.key == second.key
    folder.session_note.write_text('{"portal": "cut o')
    third = folder.remember_session(Session(portal.url, portal.launch_id, portal.ticket))
    assert third.key != first.key


def test_a_folder_that_can_not_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.WorkFolderUnusable):
        WorkFolder(tmp_path / "file" / "work").create()
