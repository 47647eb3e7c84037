"""The work folder: `data/` for what is staged, `.airshower/` for the client's own notes, the rest is the user's."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional

from .errors import DiskFull, UnsafePath, WorkFolderUnusable
from .manifest import Manifest, ManifestFile
from .session import Session

FAILURE_PAGE = "STAGING-FAILED.html"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_SPARE_BYTES = 16 * 2**20


@contextmanager
def local_disk(path: Optional[str] = None) -> Iterator[None]:
    """Turn what the local file system refuses into an error that says so; network faults never pass here."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(
                "The disk is full (or the quota on it is used up). "
                "Delete what you no longer need there, then try again.",
                path,
            ) from error
        where = error.filename if isinstance(error.filename, str) else path or "the work folder"
        raise WorkFolderUnusable(f"{where} can not be used: {error.strerror or error}.", path) from error


class WorkFolder:
    """Where one launch works. Nothing is created before `create()`."""

    again = "launch again"
    """What one does after mending something, as the end of a sentence."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.data = self.path / "data"
        self.notes = self.path / ".airshower"
        self.session_note = self.notes / "session.json"
        self.token_note = self.notes / "token.json"
        self.manifest_note = self.notes / "manifest.json"
        self.verified_note = self.notes / "verified.json"
        self.links_note = self.notes / "links.json"
        self._links: Optional[Dict[str, List[str]]] = None
        self.failure_page = self.path / FAILURE_PAGE

    def create(self) -> None:
        """Make the folders; refuse symbolic links in their place, which could lead out of the home folder."""
        with local_disk():
            for folder, mode in ((self.path, 0o755), (self.data, 0o755), (self.notes, 0o700)):
                folder.mkdir(mode=mode, parents=folder is self.path, exist_ok=True)
                if folder.is_symlink():
                    raise UnsafePath(f"{folder} is a symbolic link. Remove it, then {self.again}.")
            os.chmod(self.notes, 0o700)

    def place_of(self, file: ManifestFile) -> Path:
        """Where a file of the manifest goes."""
        return (self.path if file.is_notebook else self.data) / file.path

    def make_room_for(self, file: ManifestFile) -> Path:
        """Create the folders above a file, none of which may be a symbolic link, and return the file's place."""
        place = self.place_of(file)
        root = self.path if file.is_notebook else self.data
        with local_disk(file.path):
            for name in list(place.relative_to(root).parents)[-2::-1]:
                folder = root / name
                folder.mkdir(exist_ok=True)
                if not stat.S_ISDIR(os.lstat(folder).st_mode):
                    raise UnsafePath(f"{folder} is not a folder of its own. Remove it, then {self.again}.", file.path)
        return place

    def require_room(self, needed_bytes: int) -> None:
        """Compare what is still to come with what is free, before anything is fetched. Raises DiskFull."""
        with local_disk():
            free_bytes = shutil.disk_usage(self.path).free
        if needed_bytes and needed_bytes + _SPARE_BYTES > free_bytes:
            raise DiskFull(
                f"The files need {needed_bytes / 1e6:.1f} MB, and the disk of {self.path} has "
                f"{free_bytes / 1e6:.1f} MB free. Delete what you no longer need, or take a smaller basket."
            )

    # -- notes -------------------------------------------------------------------------------------------------

    def write_note(self, note: Path, document: Any) -> None:
        """Write JSON that only its owner can read, whole or not at all."""
        fresh = note.with_name(note.name + ".new")
        with local_disk():
            fresh.unlink(missing_ok=True)
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(document, stream)
            os.replace(fresh, note)

    @staticmethod
    def read_note(note: Path) -> Any:
        """The note's JSON, None when it is absent or unreadable: every note can be made again."""
        try:
            return json.loads(note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def saved_session(self) -> Optional[Session]:
        return Session.from_json(self.read_note(self.session_note))

    def remember_session(self, session: Session) -> Session:
        """Keep the session's ticket with its key; the same ticket seen again gets the key that it had."""
        saved = self.saved_session()
        if saved is not None and (saved.ticket, saved.launch_id) == (session.ticket, session.launch_id):
            session = saved
        self.write_note(self.session_note, session.as_json())
        return session

    # -- links to a mounted storage site ------------------------------------------------------------------------

    def remember_links(self, targets: Mapping[str, str]) -> None:
        """Note links that are about to be made, by path; those noted before stay known as the client's own."""
        links = self._known_links()
        for path, target in targets.items():
            if target not in links.setdefault(path, []):
                links[path].append(target)
        self.write_note(self.links_note, links)

    def own_link(self, path: str) -> Optional[str]:
        """Where the link at a path of the store leads, if the client made it; None for anything else that lies there."""
        try:
            target = os.readlink(self.data / path)
        except OSError:
            return None
        return target if target in self._known_links().get(path, []) else None

    def _known_links(self) -> Dict[str, List[str]]:
        if self._links is None:
            note = self.read_note(self.links_note)
            self._links = note if isinstance(note, dict) else {}
        return self._links

    # -- the verified store ------------------------------------------------------------------------------------

    def mark_verified(self, manifest: Manifest, launch_id: str) -> None:
        """Note that this launch's store is whole: each file's size and time of change, as they are now."""
        files = {}
        with local_disk():
            for file in manifest.store_files:
                files[file.path] = self._fingerprint(file.path)
        self.write_note(self.verified_note, {"launchId": launch_id, "digest": manifest.digest, "files": files})

    def verified_digest(self) -> Optional[str]:
        """The digest of the store that is here whole and unchanged since it was verified, else None."""
        note = self.read_note(self.verified_note)
        if not isinstance(note, dict) or not isinstance(note.get("files"), dict):
            return None
        for path, expected in note["files"].items():
            try:
                found = self._fingerprint(path)
            except OSError:
                return None
            if found is None or found != expected:
                return None
        return note.get("digest")

    def _fingerprint(self, path: str) -> Optional[List[Any]]:
        """Size and time of change of a file of the store, with where it leads if it is a link of the client's own."""
        target = self.own_link(path)
        found = os.lstat(self.data / path) if target is None else os.stat(self.data / path)
        if not stat.S_ISREG(found.st_mode):
            return None
        return [found.st_size, found.st_mtime_ns] + ([] if target is None else [target])

    def verified_launch(self) -> Optional[str]:
        """The launch whose store was last verified here, changed since or not."""
        note = self.read_note(self.verified_note)
        return note.get("launchId") if isinstance(note, dict) else None

    # -- the end -----------------------------------------------------------------------------------------------

    def clear_data(self) -> None:
        """Remove `data/` and the note that it is whole; a symbolic link in its place goes, what it shows stays."""
        for note in (self.verified_note, self.links_note):
            note.unlink(missing_ok=True)
        self._links = None
        if self.data.is_symlink():
            self.data.unlink()
        elif self.data.exists():
            shutil.rmtree(self.data)

    def end_launch(self, launch_id: str) -> bool:
        """
        Remove what was staged for this launch: `data/`, ticket and token. The user's own files stay.

        False, with nothing touched, when the folder belongs to another launch by now.
        """
        session = self.saved_session()
        if self.path.is_symlink() or session is None or session.launch_id != launch_id:
            return False
        self.clear_data()
        for leftover in (self.session_note, self.token_note, self.failure_page):
            leftover.unlink(missing_ok=True)
        return True
