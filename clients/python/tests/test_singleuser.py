"""The start command, as a process: it stages, becomes the server, and survives being killed at any moment."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from airshower.workfolder import WorkFolder

SERVER = "import json, os, sys, time; print(json.dumps([dict(os.environ), sys.argv, os.getcwd()]), flush=True); time.sleep(600)"
PACKAGE = Path(__file__).parents[1]


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def work(home):
    return WorkFolder(home / "crab")


@pytest.fixture
def start(portal, home, tmp_path):
    """Start the command; what it becomes is a stand-in that tells its environment and waits."""
    running = []
    (tmp_path / "server.py").write_text(SERVER)

    def run(**more):
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PACKAGE),
            "HOME": str(home),
            "AIRSHOWER_TICKET": portal.ticket,
            "AIRSHOWER_PORTAL": portal.url,
            "AIRSHOWER_LAUNCH_ID": portal.launch_id,
            "AIRSHOWER_WORK_FOLDER": "crab",
            "AIRSHOWER_PATIENCE_SEC": "2",
            "AIRSHOWER_SERVER_COMMAND": f"{sys.executable} {tmp_path / 'server.py'}",
            "JUPYTERHUB_SINGLEUSER_APP": "notebook.notebookapp.NotebookApp",
            **more,
        }
        command = [sys.executable, "-m", "airshower.singleuser", "--flag"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


def became(process):
    line = process.stdout.readline()
    assert line, process.stderr.read()
    environment, arguments, folder = json.loads(line)
    return environment, arguments, folder


def test_becomes_the_server_of_a_whole_store(portal, work, start):
    process = start()
    environment, arguments, folder = became(process)
    assert environment["JUPYTERHUB_DEFAULT_URL"] == "/notebooks/analysis.ipynb"
    assert environment["JUPYTERHUB_ROOT_DIR"] == folder == str(work.path)
    assert arguments[1:] == ["--flag"]
    assert work.verified_digest() is not None
    assert portal.phases() == ["fetching", "verified", "starting"]
    everything = json.dumps([environment, arguments])
    assert portal.ticket not in everything and "staging-token" not in everything
    assert not any("staging-token" in p.read_text() for p in work.notes.iterdir())


def test_lab_where_lab_is_the_interface(start):
    environment, _, _ = became(start(JUPYTERHUB_SINGLEUSER_APP="jupyter_server.serverapp.ServerApp"))
    assert environment["JUPYTERHUB_DEFAULT_URL"] == "/lab/tree/analysis.ipynb"


def test_without_a_ticket_it_is_a_plain_server(home, start):
    environment, _, _ = became(start(AIRSHOWER_TICKET=""))
    assert "JUPYTERHUB_DEFAULT_URL" not in environment
    assert list(home.iterdir()) == []


def test_above_the_limit_the_notebook_opens_first(portal, work, start, monkeypatch):
    environment, _, folder = became(start(AIRSHOWER_STAGE_BEFORE_OPEN_BYTES="1000"))
    assert environment["JUPYTERHUB_DEFAULT_URL"] == "/notebooks/analysis.ipynb"
    assert (work.path / "analysis.ipynb").exists() and not any(work.data.iterdir())
    assert portal.phases() == ["starting"]
    code = "import airshower; print(airshower.launch())"
    subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, check=True, capture_output=True)
    assert work.verified_digest() is not None
    assert portal.phases() == ["starting", "fetching", "verified"]
    assert portal.requests["redeem"] == 1


def test_a_failure_opens_a_page_that_explains(portal, work, start):
    portal.faults["TERMS.txt"] = [("closed", "2031-05-01T00:00:00Z", "always")]
    environment, _, _ = became(start())
    assert environment["JUPYTERHUB_DEFAULT_URL"] == "/files/STAGING-FAILED.html"
    page = work.failure_page.read_text()
    assert "2031-05-01" in page and f"{portal.url}/launches" in page and portal.launch_id in page
    assert portal.phases()[-1] == "failed"


def test_the_page_goes_when_the_next_start_succeeds(portal, work, start):
    portal.faults["TERMS.txt"] = [("gone",)]
    first = start()
    became(first)
    assert work.failure_page.exists()
    became(start())
    assert not work.failure_page.exists() and work.verified_digest() is not None
    assert first.wait(5) is not None


def test_a_used_ticket_opens_the_page(portal, work, start):
    portal.ticket_answer = (403, "ticket-used")
    environment, _, _ = became(start())
    assert environment["JUPYTERHUB_DEFAULT_URL"] == "/files/STAGING-FAILED.html"
    assert "ticket-used" in work.failure_page.read_text()


def test_a_launch_that_is_over_leaves_no_data(portal, work, start):
    portal.chunk_bytes, portal.pause_sec = 20_000, 0.1
    process = start()
    time.sleep(1.2)
    portal.over = True
    environment, _, _ = became(process)
    assert environment["JUPYTERHUB_DEFAULT_URL"] == "/files/STAGING-FAILED.html"
    assert not work.data.exists()


def test_odd_settings_still_end_in_a_server(work, start):
    environment, _, _ = became(start(AIRSHOWER_STAGE_BEFORE_OPEN_BYTES="lots"))
    assert environment["JUPYTERHUB_DEFAULT_URL"] == "/files/STAGING-FAILED.html"
    environment, _, _ = became(start(AIRSHOWER_WORK_FOLDER="../climb"))
    assert "JUPYTERHUB_DEFAULT_URL" not in environment


def test_a_restart_stages_nothing(portal, work, start):
    first = start()
    became(first)
    first.kill()
    first.wait()
    asked = portal.requests.copy()
    environment, _, _ = became(start())
    assert environment["JUPYTERHUB_DEFAULT_URL"] == "/notebooks/analysis.ipynb"
    assert portal.requests == asked


@pytest.mark.parametrize("after_sec", [0.1, 0.25, 0.4, 0.7, 1.0])
def test_killed_at_any_moment_the_next_start_completes(portal, work, start, after_sec):
    portal.chunk_bytes, portal.pause_sec = 50_000, 0.05
    first = start()
    time.sleep(after_sec)
    first.kill()
    first.wait()
    became(start())
    found = {p.relative_to(work.data).as_posix(): p.read_bytes() for p in work.data.rglob("*") if p.is_file()}
    assert found == portal.files
    assert portal.phases()[-2:] == ["verified", "starting"]


def test_the_hubs_stop_ends_staging_at_once(portal, start):
    portal.chunk_bytes, portal.pause_sec = 1000, 0.1
    process = start()
    while not portal.reports:  # it has begun to fetch, however busy the machine is
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == -signal.SIGINT


def test_a_second_server_of_the_same_launch_ends_the_first(start):
    first = start()
    became(first)
    second = start()
    became(second)
    assert first.wait(5) == -signal.SIGTERM
    assert second.poll() is None


def test_a_server_of_another_launch_is_left_alone(portal, work, start):
    from fake_portal import FakePortal

    first = start()
    became(first)
    with FakePortal(portal.files, portal.notebook) as other:
        settings = {"TICKET": other.ticket, "PORTAL": other.url, "LAUNCH_ID": other.launch_id}
        environment, _, _ = became(start(**{f"AIRSHOWER_{name}": value for name, value in settings.items()}))
        assert environment["JUPYTERHUB_DEFAULT_URL"] == "/files/STAGING-FAILED.html"
        assert other.reports[-1]["problem"]["slug"] == "work-folder-busy"
    assert first.poll() is None
    assert work.verified_digest() is not None


def test_clean_removes_the_data_of_its_launch(portal, home, work, start):
    process = start()
    became(process)
    environment = {"PYTHONPATH": str(PACKAGE), "HOME": str(home), "AIRSHOWER_WORK_FOLDER": "crab"}
    clean = [sys.executable, "-m", "airshower.clean"]
    assert subprocess.run(clean, env={**environment, "AIRSHOWER_LAUNCH_ID": "another"}).returncode == 0
    assert work.data.exists()
    assert subprocess.run(clean, env={**environment, "AIRSHOWER_LAUNCH_ID": portal.launch_id}).returncode == 0
    assert not work.data.exists() and (work.path / "analysis.ipynb").exists()
