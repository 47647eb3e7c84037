"""The portal that this copy of the client came from; the portal writes its address here when it serves the one file."""

from __future__ import annotations

from typing import Optional

PORTAL: Optional[str] = None
