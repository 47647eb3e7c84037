"""A basket's manifest brought into a folder: whole and verified, going on where an earlier try ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Set, Union
from urllib.parse import urlsplit

from .api import Api
from .basket_problems import problems_of
from .errors import BadRequest, BasketIncomplete, DiskFull, PortalAnswerInvalid
from .fetch import Fetcher, missing_bytes
from .locks import one_stager
from .manifest import Manifest, read_manifest
from .parallel import bring_all, in_order
from .patience import StopSignal
from .progress import Tally
from .progress_bar import ProgressBar
from .store import Store

_MARK = "basket"
"""In the place where a launch's store names its launch."""


def stage_manifest(
    api: Api, document: Any, dest: Union[str, Path], *, parallel: int, quiet: bool, accept_problems: bool
) -> Path:
    """Stage what a manifest names into `dest`; see `Basket.stage`."""
    if parallel < 1:
        raise BadRequest(f"parallel: {parallel} files at once? Give 1 or more.")
    bases = _bases(api, document)
    manifest = read_manifest(document, bases)
    problems = problems_of(api, document)
    if not manifest.files:
        said = f" {problems[0].detail}" if problems else ""
        raise BadRequest(
            f"The basket holds nothing that can be staged.{said} Put observations into it at {api.url}/search, or with "
            "basket.add(…), then stage again."
        )
    store = Store(dest)
    store.refuse_others_files(manifest)
    store.create()
    with one_stager(store):
        store.refuse_others_files(manifest)
        if store.verified_digest() != manifest.digest:
            _make_whole(api, store, manifest, bases, parallel, quiet)
    if problems and not accept_problems:
        raise BasketIncomplete(problems, str(store.path))
    return store.path


def _make_whole(api: Api, store: Store, manifest: Manifest, bases: Set[str], parallel: int, quiet: bool) -> None:
    before = store.earlier()
    # Noted first: whatever a killed run leaves is known to be the client's.
    store.write_note(store.manifest_note, {**manifest.document, "files": [*manifest.document["files"], *_left(store, manifest, before)]})
    store.drop_old(manifest, before)
    store.write_note(store.manifest_note, manifest.document)
    tally = Tally(len(manifest.files), manifest.total_bytes)
    stop = StopSignal()
    api.transport.trusted_bases.update(bases)
    fetcher = Fetcher(store, api, api.transport, tally, stop, api.patience_sec)
    store.require_room(sum(missing_bytes(store, file) for file in manifest.files))
    try:
        with ProgressBar(tally, quiet):
            bring_all(in_order(manifest), fetcher.bring, parallel, stop)
    except DiskFull as error:
        raise DiskFull(f"{error.detail} What has arrived is kept: stage again, and the rest is fetched.", error.path) from error
    store.mark_verified(manifest, _MARK)


def _left(store: Store, manifest: Manifest, before: List[str]) -> List[Any]:
    """Entries of the earlier manifest that this one does not name, until they are removed."""
    document = store.read_note(store.manifest_note)
    wanted = {file.path for file in manifest.files}
    entries = document.get("files", []) if isinstance(document, dict) and before else []
    return [entry for entry in entries if isinstance(entry, dict) and entry.get("path") not in wanted]


def _bases(api: Api, document: Any) -> Set[str]:
    """
    The address of the files, as the portal itself says it: one server for all of them, encrypted where the portal is.
    The token goes there and nowhere else.
    """
    files = document.get("files") if isinstance(document, dict) else None
    if not isinstance(files, list):
        raise PortalAnswerInvalid(f"What answers at {api.url} does not speak as the portal does (a manifest without files).")
    servers = set()
    for entry in files:
        address = urlsplit(entry["url"]) if isinstance(entry, dict) and isinstance(entry.get("url"), str) else None
        if address is not None:
            servers.add((address.scheme, address.netloc))
    is_secure = urlsplit(api.url).scheme == "https"
    if len(servers) > 1 or any(scheme != "https" and is_secure for scheme, _ in servers):
        raise PortalAnswerInvalid("The manifest names several servers, or one that is not encrypted: no token is sent there. Tell the portal's operators.")
    return {api.url, *(f"{scheme}://{netloc}" for scheme, netloc in servers)}
