"""Where files come from, as the fetching workers need it: a token, a fresh one, and what to advise."""

from __future__ import annotations

from typing import Protocol


class Source(Protocol):
    """A launch's session, or a portal that somebody is signed in at."""

    @property
    def token(self) -> str:
        """The token to send with a request for a file."""

    @property
    def again(self) -> str:
        """What helps when files can not be had any more, as the end of a sentence."""

    def renew(self, refused_token: str) -> None:
        """Get a fresh token in place of one that was refused, or raise the error that says why there is none."""
