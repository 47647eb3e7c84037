"""Remove what a launch staged, when its session ends: `python3 -m airshower.clean`.

For spawners whose hub does not see the home folders (Kubernetes: the container's preStop hook). Reads the same
environment as the start command. The user's own files stay.
"""

from __future__ import annotations

import os
import sys

from .errors import AirshowerError
from .session import work_folder_from_environment
from .workfolder import WorkFolder


def main() -> int:
    """Exit status 0 also when there was nothing to remove."""
    launch_id = os.environ.get("AIRSHOWER_LAUNCH_ID", "")
    if not launch_id:
        return 0
    try:
        WorkFolder(work_folder_from_environment()).end_launch(launch_id)
    except (AirshowerError, OSError) as error:
        print(f"airshower: the staged data could not be removed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
