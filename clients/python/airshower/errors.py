"""One class for each way in which staging can fail.

The text of each names the thing, the cause and the next step, since it is shown as it is: in the notebook,
on the page that explains a failed staging, and in the portal. `slug` is the stable name that the portal stores.
"""

from __future__ import annotations

from typing import List, Optional


class AirshowerError(Exception):
    """
    The root of all; `path` is the file of the manifest that it is about, if it is about one.
    `portal_knows` is set when the portal was told of it, or said it itself.
    """

    slug = "staging-failed"
    portal_knows = False

    def __init__(self, detail: str, path: Optional[str] = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.path = path

    def as_problem(self) -> dict:
        """The form in which the portal is told, within the lengths that it takes."""
        problem = {"slug": self.slug, "detail": self.detail[:2000]}
        if self.path is not None:
            problem["path"] = self.path[:1024]
        return problem


class NoLaunch(AirshowerError):
    """Neither a launch to fetch for nor a store that is here already."""

    slug = "no-launch"


class SessionInvalid(AirshowerError):
    """What the session was started with (ticket, portal, launch, work folder) is not of the agreed form."""

    slug = "session-invalid"


class PortalUnreachable(AirshowerError):
    """Nobody answered at the portal's address for as long as the client's patience lasts (so it can not be told)."""

    slug = "portal-unreachable"
    portal_knows = True


class PortalRefused(AirshowerError):
    """The portal answered with a refusal that has no class of its own."""

    slug = "portal-refused"
    portal_knows = True


class PortalAnswerInvalid(AirshowerError):
    """What answered at the portal's address does not speak as the portal does."""

    slug = "portal-answer-invalid"
    portal_knows = True


class TicketUsed(AirshowerError):
    """The one-time ticket was redeemed before, with another key."""

    slug = "ticket-used"
    portal_knows = True


class TicketUnknown(AirshowerError):
    """The portal does not know the ticket (or it was issued to somebody else)."""

    slug = "ticket-unknown"
    portal_knows = True


class LaunchOver(AirshowerError):
    """The launch was stopped or has ended: its files can not be fetched any more."""

    slug = "launch-over"
    portal_knows = True


class TokenEnded(AirshowerError):
    """The portal takes the token no more: it has ended, was revoked, or its owner has to sign in again."""

    slug = "token-ended"


class SignInNeeded(AirshowerError):
    """This belongs to an account, and no token was given."""

    slug = "sign-in-needed"


class ScopeMissing(AirshowerError):
    """The API token holds, and was not made for this."""

    slug = "scope-missing"


class BadRequest(AirshowerError):
    """What was asked is not as the portal takes it; the text names each parameter that is wrong."""

    slug = "bad-request"


class NotFound(AirshowerError):
    """There is no such thing, or it is not visible to who asks: the portal tells neither from the other."""

    slug = "not-found"


class LoadUnderWay(AirshowerError):
    """A load of the collection waits or runs already: there is one at a time."""

    slug = "load-under-way"


class LoadFailed(AirshowerError):
    """A load of a collection's store was refused, or failed; it changed nothing."""

    slug = "load-failed"


class LoginFailed(AirshowerError):
    """Signing in did not end in a token."""

    slug = "login-failed"


class CredentialsUnusable(AirshowerError):
    """The file that keeps tokens can not be read or written, or others can read it."""

    slug = "credentials-unusable"


class PortalUnknown(AirshowerError):
    """No address of a portal was given, and none is known from a login."""

    slug = "portal-unknown"


class PackageMissing(AirshowerError, ImportError):
    """An optional package that this needs (astropy, pandas) is not installed."""

    slug = "package-missing"


class ManifestInvalid(AirshowerError):
    """The list of files is not of the agreed form."""

    slug = "manifest-invalid"


class UnsafePath(AirshowerError):
    """A path would leave the work folder, or goes through a symbolic link."""

    slug = "unsafe-path"


class ForeignUrl(AirshowerError):
    """A file's address is not below the portal's own: the staging token is not sent there."""

    slug = "foreign-url"


class FileClosed(AirshowerError):
    """The file may not be read; `opens_at` (ISO 8601, UTC) is when it may be, if that is known."""

    slug = "file-closed"

    def __init__(self, detail: str, path: Optional[str] = None, opens_at: Optional[str] = None) -> None:
        super().__init__(detail, path)
        self.opens_at = opens_at


class FileGone(AirshowerError):
    """The file is not there any more."""

    slug = "file-gone"


class FileUnavailable(AirshowerError):
    """The server of the files failed for this file as long as the client's patience lasts."""

    slug = "file-unavailable"


class FilesUnreachable(AirshowerError):
    """Nobody delivered at the address of the files for as long as the client's patience lasts."""

    slug = "files-unreachable"


class ChecksumMismatch(AirshowerError):
    """The bytes that arrived, several times, are not those that the manifest promises."""

    slug = "checksum-mismatch"


class SizeMismatch(AirshowerError):
    """The file that arrived, several times, is longer or shorter than the manifest promises."""

    slug = "size-mismatch"


class DiskFull(AirshowerError):
    """The work folder's file system (or the quota on it) has too little room."""

    slug = "disk-full"


class WorkFolderUnusable(AirshowerError):
    """The work folder can not be read or written, for another reason than a full disk."""

    slug = "work-folder-unusable"


class FolderInUse(AirshowerError):
    """The folder to stage into holds files that the client did not put there: none of them is touched."""

    slug = "folder-in-use"


class BasketIncomplete(AirshowerError):
    """
    Something of the basket can not be had. Everything else was staged: `store` is whole but for what `problems` lists,
    each an error of its own: FileClosed with `opens_at`, FileGone, or an AirshowerError of the portal's words.
    """

    slug = "basket-incomplete"

    def __init__(self, problems: List[AirshowerError], store: str) -> None:
        lines = "".join(f"\n  {problem.detail}" for problem in problems[:10])
        more = f"\n  and {len(problems) - 10} more" if len(problems) > 10 else ""
        super().__init__(
            f"{len(problems)} things of the basket can not be had; all others are in {store}. Call "
            f"stage(…, accept_problems=True) to go on without them.{lines}{more}"
        )
        self.problems = problems
        self.store = store


class WorkFolderBusy(AirshowerError):
    """Another launch that is still running works in the same folder."""

    slug = "work-folder-busy"


class StagingIncomplete(AirshowerError):
    """Several files could not be had; all others were. `problems` holds one error for each."""

    slug = "staging-incomplete"

    def __init__(self, problems: List[AirshowerError]) -> None:
        first = problems[0]
        super().__init__(f"{len(problems)} files could not be fetched. The first: {first.detail}", first.path)
        self.problems = problems
