"""The start command of a launch's session: stage, then become the notebook server.

    airshower-singleuser [arguments for jupyterhub-singleuser]

Reads AIRSHOWER_TICKET, AIRSHOWER_PORTAL, AIRSHOWER_LAUNCH_ID and AIRSHOWER_WORK_FOLDER, set by the spawner; without
a ticket it starts a plain server. Up to AIRSHOWER_STAGE_BEFORE_OPEN_BYTES (5e9) everything is staged before the
server opens; above that the notebook opens at once and its first cell stages. It never ends without becoming a
server: a hub can neither stop nor restart a server that is still to come, and the user would see no reason.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import signal
import sys
import time
from typing import Dict, List, Mapping, Optional
from urllib.parse import quote

from .errors import AirshowerError, LaunchOver, SessionInvalid
from .failure_page import write_failure_page
from .locks import become_the_server, one_stager
from .session import Session, session_from_environment, work_folder_from_environment
from .staging import Staging, store_is_whole, tell_failure
from .workfolder import FAILURE_PAGE, WorkFolder

CLASSIC_APP = "notebook.notebookapp.NotebookApp"
DEFAULT_STAGE_BEFORE_OPEN_BYTES = 5e9


def main(arguments: Optional[List[str]] = None) -> None:
    """Stage, then replace this process by the notebook server."""
    arguments = sys.argv[1:] if arguments is None else arguments
    environment = dict(os.environ)
    environment.pop("AIRSHOWER_TICKET", None)  # kept in a note that only the owner can read
    # The hub stops a session by SIGINT: it ends at once, as by SIGKILL, which the next start completes. Python's own
    # handler would wait for threads that wait for the network, and be late wherever the main thread waits in C.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    page = _prepare(environment)
    if _serves_classic(environment):
        environment["JUPYTERHUB_SINGLEUSER_APP"] = CLASSIC_APP
    if page is not None:
        environment["JUPYTERHUB_DEFAULT_URL"] = page
    command = shlex.split(environment.get("AIRSHOWER_SERVER_COMMAND", "")) or [
        sys.executable,
        "-m",
        "jupyterhub.singleuser",
    ]
    os.execvpe(command[0], [*command, *arguments], environment)


def _prepare(environment: Dict[str, str]) -> Optional[str]:
    """Stage and return the page to open, below the server's base URL; None for a plain server."""
    try:
        session = session_from_environment()
        if session is None:
            return None
        folder = WorkFolder(work_folder_from_environment())
    except SessionInvalid as error:
        _say(error.detail)
        return None
    try:
        return _stage(session, folder, environment)
    except Exception as error:
        known = error if isinstance(error, AirshowerError) else AirshowerError(f"The session could not start: {error!r}.")
        _say(f"{known.slug}: {known.detail}")
        saved = folder.saved_session()
        tell_failure(saved if saved is not None and saved.ticket == session.ticket else session, known)
        return _explain(session, folder, known)
    finally:
        _open_in(folder, environment)


def _stage(session: Session, folder: WorkFolder, environment: Mapping[str, str]) -> Optional[str]:
    started = time.monotonic()
    folder.create()
    become_the_server(folder, session.launch_id)
    folder.failure_page.unlink(missing_ok=True)
    with one_stager(folder):
        if store_is_whole(folder, session):
            _say("the store is here and verified: nothing to stage")
            return _notebook_page(_notebook_of(folder.read_note(folder.manifest_note)), environment)
        staging = Staging(session, folder)
        manifest = staging.manifest()
        if manifest.total_bytes > _limit_bytes(environment):
            staging.bring_notebook(manifest)
        else:
            staging.run(manifest)
            linked = f" ({staging.linked} linked, not copied)" if staging.linked else ""
            _say(f"{len(manifest.files)} files{linked}, {manifest.total_bytes / 1e6:.1f} MB, in {time.monotonic() - started:.1f} s")
        staging.report_starting(manifest)
        return _notebook_page(manifest.notebook_path, environment)


def _explain(session: Session, folder: WorkFolder, error: AirshowerError) -> Optional[str]:
    """The page that says what failed. What a launch that is over had fetched goes at once."""
    try:
        if isinstance(error, LaunchOver):
            folder.clear_data()
        write_failure_page(folder, session, error)
    except OSError as page_error:
        _say(f"the page that explains it could not be written: {page_error}")
        return None
    return f"/files/{FAILURE_PAGE}"


def _open_in(folder: WorkFolder, environment: Dict[str, str]) -> None:
    """Make the work folder the server's own, where it is one."""
    if folder.path.is_dir() and not folder.path.is_symlink():
        os.chdir(folder.path)
        environment["JUPYTERHUB_ROOT_DIR"] = str(folder.path)


def _limit_bytes(environment: Mapping[str, str]) -> float:
    return float(environment.get("AIRSHOWER_STAGE_BEFORE_OPEN_BYTES") or DEFAULT_STAGE_BEFORE_OPEN_BYTES)


def _notebook_of(manifest_document: object) -> Optional[str]:
    files = manifest_document.get("files", []) if isinstance(manifest_document, dict) else []
    return next((file["path"] for file in files if file.get("role") == "notebook"), None)


def _notebook_page(path: Optional[str], environment: Mapping[str, str]) -> Optional[str]:
    """The notebook's address below the server's base URL."""
    if path is None:
        return None
    return f"/notebooks/{quote(path)}" if _serves_classic(environment) else f"/lab/tree/{quote(path)}"


def _serves_classic(environment: Mapping[str, str]) -> bool:
    """Whether the classic notebook server runs: where it was asked for, or where it is all there is."""
    asked = environment.get("JUPYTERHUB_SINGLEUSER_APP")
    if asked:
        return asked == CLASSIC_APP
    if importlib.util.find_spec("jupyterlab") is not None or importlib.util.find_spec("notebook") is None:
        return False
    return importlib.util.find_spec("notebook.notebookapp") is not None


def _say(text: str) -> None:
    print(f"airshower: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
