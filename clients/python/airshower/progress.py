"""How far staging has come: counted by the workers, told to the portal and shown in the notebook."""

from __future__ import annotations

import threading
import time
from typing import Any, Callable, Dict, Optional

from .errors import AirshowerError
from .patience import Patience, Stopped, StopSignal
from .portal import SessionPortal
from .transport import Interrupted

SHORTEST_INTERVAL_SEC = 0.5
HEARTBEAT_SEC = 5.0
PHASE_PATIENCE_SEC = 10.0


class Tally:
    """Counts for all workers together. A file that starts again takes its bytes back."""

    def __init__(self, files_total: int, bytes_total: int) -> None:
        self._lock = threading.Lock()
        self._bytes_of: Dict[str, int] = {}
        self._files_done = 0
        self._bytes_done = 0
        self._current: Optional[str] = None
        self._files_total = files_total
        self._bytes_total = bytes_total

    def reached(self, path: str, file_bytes: int) -> None:
        """So many bytes of this file are here now."""
        with self._lock:
            self._bytes_done += file_bytes - self._bytes_of.get(path, 0)
            self._bytes_of[path] = file_bytes
            self._current = path

    def finished(self, path: str, file_bytes: int) -> None:
        self.reached(path, file_bytes)
        with self._lock:
            self._files_done += 1

    def snapshot(self) -> Dict[str, Any]:
        """The counts in the portal's words."""
        with self._lock:
            counts = {
                "filesDone": self._files_done,
                "filesTotal": self._files_total,
                "bytesDone": self._bytes_done,
                "bytesTotal": self._bytes_total,
            }
            return counts if self._current is None else {**counts, "currentPath": self._current}


class Reporter:
    """
    Tells the portal about every change, at most twice a second, and every few seconds when nothing changes,
    so that a session that died can be told from one that waits. A report that is lost is not missed: the next
    says all. When the portal answers that the launch is over, staging stops.
    """

    def __init__(self, portal: SessionPortal, tally: Tally, stop: StopSignal, show: Callable[[Dict[str, Any]], None]) -> None:
        self._portal = portal
        self._tally = tally
        self._stop = stop
        self._show = show
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep_telling, name="airshower-progress", daemon=True)

    def start(self) -> None:
        self.phase("fetching")
        self._thread.start()

    def end(self) -> None:
        """No more reports by itself; those of a phase can still be made."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def phase(
        self, name: str, problem: Optional[AirshowerError] = None, patience_sec: Optional[float] = None
    ) -> None:
        """Tell a change of phase, trying again for a while, PHASE_PATIENCE_SEC unless said. Raises LaunchOver."""
        document = {"phase": name, **self._tally.snapshot()}
        if problem is not None:
            document["problem"] = problem.as_problem()
        patience = Patience(PHASE_PATIENCE_SEC if patience_sec is None else patience_sec, StopSignal())
        while True:
            try:
                return self._portal.report(document)
            except Interrupted as interrupted:
                if not patience.wait(interrupted.retry_after_sec):
                    return None
            except Stopped:
                return None

    def _keep_telling(self) -> None:
        last, told_at = None, time.monotonic()
        while not self._ended.wait(SHORTEST_INTERVAL_SEC):
            counts = self._tally.snapshot()
            self._show(counts)
            if counts == last and time.monotonic() - told_at < HEARTBEAT_SEC:
                continue
            last, told_at = counts, time.monotonic()
            try:
                self._portal.report({"phase": "fetching", **counts})
            except AirshowerError as error:
                return self._stop.stop(error)
            except Stopped:
                return None
            except Interrupted:
                last = None
