"""Many files at once: all that can be had are fetched, and what a few of them lack is told together."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Callable, List

from .errors import AirshowerError, FileClosed, FileGone, StagingIncomplete
from .manifest import Manifest, ManifestFile
from .patience import Stopped, StopSignal

_OF_ONE_FILE = (FileClosed, FileGone)
"""Refusals that concern one file only: all others are fetched, then the list of these is the error."""


def in_order(manifest: Manifest) -> List[ManifestFile]:
    """The notebook first, then from the largest file on: the small ones fill the gaps at the end."""
    return manifest.notebooks + sorted(manifest.store_files, key=lambda file: -file.size_bytes)


def bring_all(files: List[ManifestFile], bring: Callable[[ManifestFile], None], parallel: int, stop: StopSignal) -> None:
    """Bring all files, `parallel` at once. Raises what ended it, or the refusals of single files."""
    problems: List[AirshowerError] = []
    lock = threading.Lock()

    def bring_one(file: ManifestFile) -> None:
        try:
            bring(file)
        except _OF_ONE_FILE as problem:
            with lock:
                problems.append(problem)
        except BaseException as error:
            if not isinstance(error, Stopped):
                stop.stop(error)
            raise

    with ThreadPoolExecutor(parallel, thread_name_prefix="airshower-fetch") as workers:
        _bring_until_one_fails(files, lambda file: workers.submit(bring_one, file), stop)
    if stop.reason is not None:
        raise stop.reason
    if problems:
        problems.sort(key=lambda problem: problem.path or "")
        raise problems[0] if len(problems) == 1 else StagingIncomplete(problems)


def _bring_until_one_fails(
    files: List[ManifestFile], submit: Callable[[ManifestFile], "Future[None]"], stop: StopSignal
) -> None:
    """
    Until all are done or one fails. An interrupt (of a notebook's cell, of a terminal) stops the workers too, also
    one that comes while files are still handed to them: what leaves the pool waits for its workers.
    """
    futures: List["Future[None]"] = []
    try:
        for file in files:
            futures.append(submit(file))
        wait(futures, return_when=FIRST_EXCEPTION)
    except BaseException as error:
        stop.stop(error)
        raise
    finally:
        for future in futures:
            future.cancel()
