"""The folder that a basket is staged into: it is the data store itself, with the client's notes beside the files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import List, Union

from .errors import FolderInUse, ManifestInvalid
from .manifest import ETAG_SUFFIX, PART_SUFFIX, Manifest, read_manifest
from .workfolder import WorkFolder, local_disk


class Store(WorkFolder):
    """
    A folder of somebody's own, which will be the store. Only what the client put there is ever changed or removed:
    what that is stands in `.airshower/manifest.json`.
    """

    again = "stage again"

    def __init__(self, path: Union[str, Path]) -> None:
        super().__init__(Path(path).expanduser().absolute())
        self.data = self.path

    def earlier(self) -> List[str]:
        """The paths that an earlier staging put here, or began to."""
        document = self.read_note(self.manifest_note)
        if document is None:
            return []
        try:
            return [file.path for file in read_manifest(document, None).files]
        except ManifestInvalid:
            return []

    def refuse_others_files(self, manifest: Manifest) -> None:
        """Raises FolderInUse where the manifest would overwrite, or lie among, files of somebody else's."""
        if not self.path.exists():
            return
        if self.session_note.exists():
            raise FolderInUse(f"{self.path} is the work folder of a launch. Stage into a folder of its own, {self.path / 'basket'} for instance.")
        ours = set(self.earlier())
        with local_disk():
            found = {entry.name for entry in os.scandir(self.path)} - {self.notes.name}
        if ours or not found:
            clash = [file.path for file in manifest.files if file.path not in ours and os.path.lexists(self.place_of(file))]
            if clash:
                raise FolderInUse(f"{self.path / clash[0]} is there already and is not the client's. Stage into another folder.")
            return
        some = ", ".join(sorted(found)[:3])
        raise FolderInUse(f"{self.path} holds other files ({some}), which are not touched. Stage into an empty or a new folder.")

    def drop_old(self, manifest: Manifest, before: List[str]) -> None:
        """Remove what an earlier staging put here and this one does not name: the store is exactly the selection."""
        wanted = {file.path for file in manifest.files}
        with local_disk():
            for path in before:
                if path in wanted or self._leads_away(path):
                    continue
                for name in (path, path + PART_SUFFIX, path + ETAG_SUFFIX):
                    (self.path / name).unlink(missing_ok=True)
                self._drop_empty_folders(path)

    def _leads_away(self, path: str) -> bool:
        """Whether a folder on the way is a symbolic link by now: what it shows is somebody else's."""
        return any((self.path / parent).is_symlink() for parent in list(Path(path).parents)[:-1])

    def _drop_empty_folders(self, path: str) -> None:
        for parent in list(Path(path).parents)[:-1]:
            folder = self.path / parent
            if folder.is_symlink() or not folder.is_dir() or any(folder.iterdir()):
                return
            folder.rmdir()
