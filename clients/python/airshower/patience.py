"""When to wait, when to give up, and how everything that waits is told to stop."""

from __future__ import annotations

import random
import threading
import time
from typing import Optional


class Stopped(Exception):
    """Raised in a worker when staging as a whole was stopped; the reason is kept in the signal."""


class StopSignal:
    """Stops all workers at once and remembers the first reason."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self.reason: Optional[BaseException] = None

    def stop(self, reason: BaseException) -> None:
        with self._lock:
            if self.reason is None:
                self.reason = reason
            self._event.set()

    def check(self) -> None:
        if self._event.is_set():
            raise Stopped()

    def sleep(self, seconds: float) -> None:
        """Sleep, but wake and raise `Stopped` as soon as the signal is given."""
        if self._event.wait(seconds):
            raise Stopped()


class Patience:
    """
    Waits between tries, longer each time, until nothing has moved for `limit_sec`.

    Progress (an answer, a byte) renews it, so that a slow but living server is never given up.
    The waits are spread by chance: many sessions do not come back to a restarted portal at the same instant.
    """

    LONGEST_WAIT_SEC = 8.0

    def __init__(self, limit_sec: float, stop: StopSignal) -> None:
        self.limit_sec = limit_sec
        self._stop = stop
        self.progressed()

    def progressed(self) -> None:
        self._since = time.monotonic()
        self._tries = 0

    def is_over(self) -> bool:
        return time.monotonic() - self._since >= self.limit_sec

    def wait(self, asked_sec: Optional[float] = None) -> bool:
        """Wait before the next try; False when patience is over. `asked_sec` is a server's Retry-After."""
        if self.is_over():
            return False
        pause = min(0.25 * 2**self._tries, self.LONGEST_WAIT_SEC) * random.uniform(0.6, 1.0)
        self._tries += 1
        if asked_sec is not None:
            pause = max(pause, min(asked_sec, self.limit_sec))
        remaining = self.limit_sec - (time.monotonic() - self._since)
        self._stop.sleep(max(0.0, min(pause, remaining)))
        return True
