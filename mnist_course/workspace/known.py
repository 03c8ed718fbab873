"""Where a user's workspaces are, so that `start` in a wrong folder can say so.

    [Jupyter's data folder]/mnist-course/workspaces.json    {"workspaces": ["/home/ana/lessons"]}

The list is a courtesy: that it is damaged, or cannot be written, disturbs nobody.
"""

import contextlib
import json
from pathlib import Path

from mnist_course.core import files
from mnist_course.workspace import progress

MOST = 10
"""Workspaces that are remembered, those last opened."""


def workspaces() -> list[Path]:
    """The workspaces that `start` has opened and that are still there, the last one first."""
    try:
        raw = json.loads(_file().read_text("utf-8"))["workspaces"]
        listed = [Path(one) for one in raw if isinstance(one, str)]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return []
    return [one for one in dict.fromkeys(listed) if _is_workspace(one)]


def remember(root: Path) -> None:
    """Put a workspace first on the list, and strike from it what no longer exists."""
    path = _file()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with files.locked(path):
            listed = dict.fromkeys([root.resolve(), *workspaces()])
            content = {"workspaces": [str(one) for one in list(listed)[:MOST]]}
            files.write(path, json.dumps(content, indent=1))


def _file() -> Path:
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "mnist-course" / "workspaces.json"


def _is_workspace(path: Path) -> bool:
    try:
        return path.is_absolute() and (path / progress.FOLDER).is_dir()
    except OSError:
        # A folder that may not be looked into, or a disk that has gone.
        return False
