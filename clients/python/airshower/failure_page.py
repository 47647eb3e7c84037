"""The page that opens instead of the notebook when staging failed."""

from __future__ import annotations

from html import escape

from .errors import AirshowerError
from .session import Session
from .workfolder import WorkFolder

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Staging failed</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem;
         color: #1b2435; background: #fff; }}
  h1 {{ font-size: 28px; }} code {{ font-family: ui-monospace, monospace; font-size: 14px; }}
  .problem {{ border-left: 3px solid #b3261e; padding: .25rem 1rem; }} a {{ color: #2f5bea; }}
  @media (prefers-color-scheme: dark) {{ body {{ color: #dbe3f4; background: #0b1020; }} a {{ color: #8ab0ff; }} }}
</style></head>
<body>
<h1>The data of this launch are not here</h1>
<p class="problem">{detail}</p>
{path}
<p>Stop this launch and start it again from <a href="{launches}">the portal's page of launches</a>.
Your own files in this folder are untouched.</p>
<p>Launch <code>{launch_id}</code>, problem <code>{slug}</code>: quote both when you ask for help.</p>
</body></html>
"""


def write_failure_page(folder: WorkFolder, session: Session, error: AirshowerError) -> None:
    """Write the page into the work folder; a disk that has no room for it raises OSError."""
    path = f"<p>File: <code>{escape(error.path)}</code></p>" if error.path else ""
    page = _PAGE.format(
        detail=escape(error.detail),
        path=path,
        launches=escape(session.launches_page, quote=True),
        launch_id=escape(session.launch_id),
        slug=escape(error.slug),
    )
    folder.path.mkdir(parents=True, exist_ok=True)
    folder.failure_page.unlink(missing_ok=True)
    folder.failure_page.write_text(page, encoding="utf-8")
