"""A store is staged whole, whatever the network does; or the reason is said, to the user and to the portal."""

import os
import stat
import time

import pytest

from airshower import errors
from airshower.session import Session
from airshower.staging import Staging, StagingOptions

EVENTS = "data/obs_1.fits.gz"


def test_brings_every_file_and_the_notebook(portal, folder, stage, assert_whole):
    stage()
    assert_whole()
    assert (folder.path / "analysis.ipynb").read_bytes() == portal.notebook
    assert portal.phases() == ["fetching", "verified"]
    last = portal.reports[-1]
    assert last["filesDone"] == last["filesTotal"] == 7
    assert last["bytesDone"] == last["bytesTotal"] == sum(map(len, portal.files.values())) + len(portal.notebook)


def test_notes_are_for_the_owner_only(folder, stage):
    stage()
    assert stat.S_IMODE(os.stat(folder.notes).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(folder.session_note).st_mode) == 0o600


def test_resumes_a_stream_that_is_cut(portal, stage, assert_whole):
    portal.faults[EVENTS] = [("cut", 100_000), ("cut", 200_000)]
    stage()
    assert_whole()
    assert [first for _, first, _ in portal.ranges] == [100_000, 300_000]
    assert all(etag for _, _, etag in portal.ranges)


def test_resumes_in_another_process_where_the_last_one_died(portal, folder, session, stage, assert_whole):
    portal.faults[EVENTS] = [("cut", 100_000), *[("status", 503)] * 1000]
    with pytest.raises(errors.FileUnavailable):
        stage(patience_sec=0.5)
    portal.faults.clear()
    portal.ranges.clear()
    stage()
    assert_whole()
    assert [first for path, first, _ in portal.ranges if path.endswith(EVENTS)] == [100_000]


def test_starts_again_when_the_server_ignores_the_range(portal, stage, assert_whole):
    portal.faults[EVENTS] = [("cut", 100_000), ("no-range",)]
    stage()
    assert_whole()


def test_starts_again_when_the_file_changed_between_two_tries(portal, folder, stage, assert_whole):
    folder.create()
    (folder.data / "data").mkdir()
    (folder.data / (EVENTS + ".part")).write_bytes(b"x" * 5000)
    (folder.data / (EVENTS + ".part.etag")).write_text('"old"')
    stage()
    assert_whole()
    assert portal.ranges == [("/files/" + EVENTS, 5000, '"old"')]


def test_one_wrong_delivery_is_mended(portal, stage, assert_whole):
    portal.faults[EVENTS] = [("wrong",)]
    stage()
    assert_whole()
    assert portal.requests[EVENTS] == 2


@pytest.mark.parametrize(
    "fault, kind",
    [("wrong", errors.ChecksumMismatch), ("longer", errors.SizeMismatch), ("shorter", errors.SizeMismatch)],
)
def test_damaged_at_the_source_is_said(portal, folder, stage, fault, kind):
    portal.faults[EVENTS] = [(fault, "always")]
    with pytest.raises(kind) as caught:
        stage()
    assert caught.value.path == EVENTS
    assert not (folder.data / EVENTS).exists() and not (folder.data / (EVENTS + ".part")).exists()
    assert portal.requests[EVENTS] == 3
    assert portal.phases()[-1] == "failed"
    assert portal.reports[-1]["problem"]["slug"] == kind.slug
    assert portal.reports[-1]["problem"]["path"] == EVENTS


def test_a_closed_file_names_its_date_and_the_others_still_come(portal, folder, stage):
    portal.faults[EVENTS] = [("closed", "2031-05-01T00:00:00Z")]
    with pytest.raises(errors.FileClosed, match="2031-05-01") as caught:
        stage()
    assert caught.value.opens_at == "2031-05-01T00:00:00Z"
    assert (folder.data / "data/obs_2.fits.gz").exists()
    assert folder.verified_digest() is None
    assert portal.reports[-1]["problem"]["slug"] == "file-closed"


def test_several_refusals_are_listed_together(portal, stage):
    portal.faults[EVENTS] = [("closed", None)]
    portal.faults["TERMS.txt"] = [("gone",)]
    with pytest.raises(errors.StagingIncomplete) as caught:
        stage()
    assert {type(problem) for problem in caught.value.problems} == {errors.FileClosed, errors.FileGone}


def test_passing_server_faults_are_waited_out(portal, stage, assert_whole):
    portal.faults["*"] = [("status", 503), ("status", 500), ("status", 502)]
    portal.redeem_faults = [503, "lost"]
    stage(patience_sec=5)
    assert_whole()


def test_a_lasting_server_fault_ends_in_the_files_name(portal, stage):
    portal.faults[EVENTS] = [("status", 500, "always")]
    with pytest.raises(errors.FileUnavailable) as caught:
        stage()
    assert caught.value.path == EVENTS


def test_a_stream_cut_at_the_same_place_each_time_is_given_up(portal, stage):
    portal.faults[EVENTS] = [("cut", 0, "always")]
    with pytest.raises(errors.FilesUnreachable):
        stage()


def test_a_slow_stream_is_not_given_up(portal, stage, assert_whole):
    portal.chunk_bytes, portal.pause_sec = 50_000, 0.1
    stage(patience_sec=0.3)
    assert_whole()


def test_a_stalled_server_is_given_up(portal, stage):
    portal.faults[EVENTS] = [("stall", "always")]
    started = time.monotonic()
    with pytest.raises(errors.FilesUnreachable):
        stage(patience_sec=0.6, timeout_sec=0.3)
    assert time.monotonic() - started < 10


def test_an_ended_token_is_renewed(portal, folder, session, assert_whole):
    staging = Staging(session, folder, StagingOptions(patience_sec=1))
    manifest = staging.manifest()
    portal.token = "issued elsewhere"
    staging.run(manifest)
    assert_whole()
    assert portal.requests["redeem"] == 2


def test_a_token_that_ends_at_once_is_not_renewed_for_ever(portal, stage, monkeypatch):
    monkeypatch.setattr(portal, "next_fault", lambda path: setattr(portal, "token", "never this"))
    with pytest.raises(errors.TokenEnded):
        stage()


@pytest.mark.parametrize(
    "slug, kind",
    [
        ("ticket-used", errors.TicketUsed),
        ("ticket-unknown", errors.TicketUnknown),
        ("launch-over", errors.LaunchOver),
        ("rate-limited", errors.PortalRefused),
    ],
)
def test_a_refused_ticket_says_why(portal, stage, slug, kind):
    portal.ticket_answer = (403, slug)
    with pytest.raises(kind):
        stage()
    assert portal.requests["redeem"] == 1


def test_a_lost_answer_strands_nothing_and_a_second_client_gets_nothing(portal, session, stage, tmp_path, assert_whole):
    portal.redeem_faults = ["lost"]
    stage()
    assert_whole()
    from airshower.workfolder import WorkFolder

    thief = Staging(Session(session.portal, session.launch_id, session.ticket), WorkFolder(tmp_path / "thief"))
    with pytest.raises(errors.TicketUsed):
        thief.manifest()


def test_a_portal_that_is_away_is_said(portal, folder):
    gone = Session("http://127.0.0.1:9", portal.launch_id, portal.ticket)
    with pytest.raises(errors.PortalUnreachable, match="127.0.0.1:9"):
        Staging(gone, folder, StagingOptions(patience_sec=0.5)).manifest()


def test_a_stopped_launch_stops_staging(portal, stage):
    portal.chunk_bytes, portal.pause_sec = 1000, 0.05
    portal.progress_status = 409
    started = time.monotonic()
    with pytest.raises(errors.LaunchOver):
        stage()
    assert time.monotonic() - started < 5


def test_lost_progress_reports_do_not_matter(portal, stage, assert_whole, monkeypatch):
    monkeypatch.setattr("airshower.progress.PHASE_PATIENCE_SEC", 0.3)
    portal.progress_status = 500
    stage()
    assert_whole()


def test_that_the_server_starts_is_told_when_the_portal_is_back(portal, folder, session, monkeypatch):
    monkeypatch.setattr("airshower.progress.PHASE_PATIENCE_SEC", 0)
    staging = Staging(session, folder)
    manifest = staging.manifest()
    staging.run(manifest)
    portal.progress_faults = [502, 503]
    staging.report_starting(manifest)
    assert portal.phases()[-1] == "starting" and portal.reports[-1]["filesDone"] == len(manifest.files)


def test_reports_come_at_most_twice_a_second(portal, stage):
    portal.chunk_bytes, portal.pause_sec = 20_000, 0.1
    stage(parallel=1)
    times = [report["at"] for report in portal.reports if report["phase"] == "fetching"]
    assert len(times) >= 4
    assert min(b - a for a, b in zip(times, times[1:])) > 0.4


def test_too_little_room_is_said_before_anything_is_fetched(portal, stage, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 20 * 2**20})())
    portal.manifest_changes = lambda manifest: manifest["files"][2].update(sizeBytes=10**10)
    with pytest.raises(errors.DiskFull, match="10001.0 MB|1000[0-9].* MB"):
        stage()
    assert portal.requests[EVENTS] == 0
    assert portal.reports[-1]["problem"]["slug"] == "disk-full"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_a_disk_that_fills_up_leaves_nothing_behind(portal, folder, stage, monkeypatch):
    """The part file is opened on /dev/full, where each write answers ENOSPC as a full disk does."""
    real_open = os.open

    def open_full(path, flags, *rest, **more):
        full = str(path).endswith(EVENTS + ".part")
        return real_open("/dev/full", os.O_WRONLY) if full else real_open(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", open_full)
    with pytest.raises(errors.DiskFull):
        stage()
    assert not folder.data.exists()
    assert portal.reports[-1]["problem"]["slug"] == "disk-full"


@pytest.mark.parametrize("algorithm", ["md5", "adler32"])
def test_weaker_checksums_are_used_where_no_better_is_given(portal, stage, assert_whole, algorithm):
    import hashlib
    import zlib

    def weaken(manifest):
        for entry in manifest["files"]:
            content = portal.content(entry["path"])
            weak = hashlib.md5(content).hexdigest() if algorithm == "md5" else f"{zlib.adler32(content):x}"
            entry["checksum"] = {algorithm: weak, "sha256": None}

    portal.manifest_changes = weaken
    portal.faults[EVENTS] = [("wrong",)]
    stage()
    assert_whole()
    assert portal.requests[EVENTS] == 2
