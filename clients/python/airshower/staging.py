"""Staging as a whole: redeem, check the room, fetch in parallel, verify, note that the store is whole."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, Mapping, Optional

from .errors import AirshowerError, DiskFull
from .fetch import Fetcher, is_here, missing_bytes
from .linking import link_mounted
from .manifest import ETAG_SUFFIX, PART_SUFFIX, Manifest, read_manifest
from .parallel import bring_all, in_order
from .patience import StopSignal
from .portal import Grant, SessionPortal
from .progress import PHASE_PATIENCE_SEC, Reporter, Tally
from .session import Session
from .transport import Transport
from .workfolder import WorkFolder, local_disk


@dataclass(frozen=True)
class StagingOptions:
    """How to fetch; each can be set in the environment of the session."""

    parallel: int = 4
    patience_sec: float = 120.0
    timeout_sec: float = 30.0

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> "StagingOptions":
        """AIRSHOWER_PARALLEL, AIRSHOWER_PATIENCE_SEC, AIRSHOWER_TIMEOUT_SEC."""
        default = StagingOptions()
        return StagingOptions(
            parallel=max(1, int(environment.get("AIRSHOWER_PARALLEL", default.parallel))),
            patience_sec=float(environment.get("AIRSHOWER_PATIENCE_SEC", default.patience_sec)),
            timeout_sec=float(environment.get("AIRSHOWER_TIMEOUT_SEC", default.timeout_sec)),
        )


def _show_nothing(_counts: Dict[str, Any]) -> None:
    """For sessions that nobody watches yet."""


class Staging:
    """The staging of one launch into one work folder. Safe to run again after any end, also after a kill."""

    def __init__(
        self,
        session: Session,
        folder: WorkFolder,
        options: Optional[StagingOptions] = None,
        show: Callable[[Dict[str, Any]], None] = _show_nothing,
    ) -> None:
        self._options = options or StagingOptions.from_environment()
        self._folder = folder
        self._show = show
        self._stop = StopSignal()
        self.linked = 0
        """How many files are links to a mounted storage site."""
        self._transport = Transport(self._options.timeout_sec)
        folder.create()
        self.session = folder.remember_session(session)
        self._portal = SessionPortal(self.session, self._transport, self._stop, self._options.patience_sec)

    def manifest(self) -> Manifest:
        """The launch's manifest, from the portal, or from the notes of an earlier start whose token is still kept."""
        grant = self._kept_grant() or self._portal.redeem()
        with self._reported(self._reporter(Tally(0, 0))):
            manifest = read_manifest(grant.manifest, [self.session.portal, grant.files_url])
        # The manifest goes first: a kept token then always has its own manifest beside it.
        self._folder.write_note(self._folder.manifest_note, manifest.document)
        self._folder.write_note(
            self._folder.token_note,
            {
                "launchId": self.session.launch_id,
                "token": grant.token,
                "expiresAt": grant.expires_at,
                "filesUrl": grant.files_url,
            },
        )
        return manifest

    def bring_notebook(self, manifest: Manifest) -> None:
        """Fetch the notebook alone: it opens first, and stages the rest from its first cell."""
        tally = Tally(len(manifest.files), manifest.total_bytes)
        with self._reported(self._reporter(tally)):
            for notebook in manifest.notebooks:
                self._fetcher(tally).bring(notebook)

    def report_starting(self, manifest: Manifest) -> None:
        """
        Tell that the notebook server is about to start. Raises LaunchOver.

        A portal that is away is waited for as long as a file is: it takes a server that answers without this word for
        one that has no data, and fails the launch.
        """
        tally = Tally(len(manifest.files), manifest.total_bytes)
        if self._folder.verified_digest() == manifest.digest:
            for file in manifest.files:
                tally.finished(file.path, file.size_bytes)
        self._reporter(tally).phase("starting", patience_sec=self._options.patience_sec)

    def run(self, manifest: Manifest) -> None:
        """Bring every file. Raises what went wrong, after the portal was told. The token's note does not outlive it."""
        tally = Tally(len(manifest.files), manifest.total_bytes)
        reporter = self._reporter(tally)
        try:
            with self._reported(reporter):
                reporter.start()
                try:
                    self._make_whole(manifest, tally)
                finally:
                    reporter.end()
                self._show(tally.snapshot())
                reporter.phase("verified")
        finally:
            self._folder.token_note.unlink(missing_ok=True)

    # -- parts -------------------------------------------------------------------------------------------------

    def _fetcher(self, tally: Tally) -> Fetcher:
        return Fetcher(self._folder, self._portal, self._transport, tally, self._stop, self._options.patience_sec)

    def _reporter(self, tally: Tally) -> Reporter:
        return Reporter(self._portal, tally, self._stop, self._show)

    def _kept_grant(self) -> Optional[Grant]:
        """The token of an earlier start of the same launch, if it left one; a refused one is renewed on the way."""
        note = self._folder.read_note(self._folder.token_note)
        document = self._folder.read_note(self._folder.manifest_note)
        if not isinstance(note, dict) or note.get("launchId") != self.session.launch_id or document is None:
            return None
        texts = [note.get(name) for name in ("token", "expiresAt", "filesUrl")]
        if not all(isinstance(text, str) for text in texts):
            return None
        grant = Grant(*texts, manifest=document)  # type: ignore[arg-type]
        self._portal.resume(grant)
        return grant

    @contextmanager
    def _reported(self, reporter: Reporter) -> Iterator[None]:
        """Whatever ends staging is told to the portal, unless the portal is what failed, or ended it itself."""
        try:
            yield
        except Exception as error:
            known = error if isinstance(error, AirshowerError) else AirshowerError(f"Staging broke off: {error!r}.")
            self._folder.token_note.unlink(missing_ok=True)
            if isinstance(known, DiskFull):
                self._folder.clear_data()
            _tell(reporter, known)
            raise known from error

    def _make_whole(self, manifest: Manifest, tally: Tally) -> None:
        """Sweep, see that there is room, bring what is missing; a store verified before is only counted."""
        files = in_order(manifest)
        if self._folder.verified_digest() == manifest.digest:
            files = manifest.notebooks
            for file in manifest.store_files:
                tally.finished(file.path, file.size_bytes)
        else:
            self._sweep(manifest)
            self.linked = link_mounted(self._folder, files, self._stop)
        self._folder.require_room(sum(missing_bytes(self._folder, file) for file in files))
        bring_all(files, self._fetcher(tally).bring, self._options.parallel, self._stop)
        self._folder.mark_verified(manifest, self.session.launch_id)

    def _sweep(self, manifest: Manifest) -> None:
        """Remove from `data/` what the manifest does not name: the store is exactly the selection."""
        wanted = {self._folder.place_of(file) for file in manifest.store_files}
        beside = {p.with_name(p.name + end) for p in wanted for end in (PART_SUFFIX, ETAG_SUFFIX)}
        with local_disk():
            for top, folders, names in os.walk(self._folder.data, topdown=False):
                here = Path(top)
                links = [name for name in folders if (here / name).is_symlink()]
                for name in names + links:
                    if here / name not in wanted | beside:
                        (here / name).unlink()
                if here != self._folder.data and not any(here.iterdir()):
                    here.rmdir()


def _tell(reporter: Reporter, error: AirshowerError) -> None:
    if error.portal_knows:
        return
    try:
        reporter.phase("failed", error)
    except AirshowerError:
        return  # the first error is the one to show
    error.portal_knows = True


def tell_failure(session: Session, error: AirshowerError) -> None:
    """Tell the portal of a launch that failed before its ticket was redeemed: redeem it for this report alone."""
    if error.portal_knows:
        return
    stop = StopSignal()
    portal = SessionPortal(session, Transport(PHASE_PATIENCE_SEC), stop, PHASE_PATIENCE_SEC)
    try:
        portal.redeem()
    except AirshowerError:
        return
    _tell(Reporter(portal, Tally(0, 0), stop, _show_nothing), error)


def store_is_whole(folder: WorkFolder, session: Session) -> bool:
    """
    Whether the store of this very launch is here, verified; asks nobody.

    A store whose times of change were lost (a copy) is read again and, if every byte is right, noted as verified.
    """
    if folder.verified_launch() != session.launch_id:
        return False
    if folder.verified_digest() is not None:
        return True
    document = folder.read_note(folder.manifest_note)
    if document is None:
        return False
    manifest = read_manifest(document, None)
    if not all(is_here(folder, file) for file in manifest.store_files):
        return False
    folder.mark_verified(manifest, session.launch_id)
    return True
