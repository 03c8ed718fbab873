"""What differs between Linux, macOS and Windows for a student, each in one small function.

Each takes the system's name as `sys.platform` has it, so that every branch can be tried on any.
"""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_NEW_PROCESS_GROUP = 0x00000200
"""Windows' CREATE_NEW_PROCESS_GROUP, which `subprocess` has there alone."""

_REPLACE_SECONDS = 2.0


def typed(path: Path, system: str = sys.platform) -> str:
    """A path as it is typed in this system's shell, quoted where that is needed."""
    if system == "win32":
        return subprocess.list2cmdline([str(path)])
    return shlex.quote(str(path))


def has_display(system: str = sys.platform, environment: Mapping[str, str] | None = None) -> bool:
    """Whether a browser can open a window here."""
    environment = os.environ if environment is None else environment
    if environment.get("BROWSER"):
        return True
    if system.startswith("linux"):
        return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    return "SSH_CONNECTION" not in environment


def own_group(system: str = sys.platform) -> dict[str, Any]:
    """Arguments for `subprocess.Popen`: Ctrl-C in our terminal is not the child's too."""
    if system == "win32":
        return {"creationflags": _NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def shares_ports(system: str = sys.platform) -> bool:
    """Whether SO_REUSEADDR lets two programs listen at one port at once, as on Windows.

    Elsewhere it only frees a port that was left a moment ago.
    """
    return system == "win32"


def may_fork_with_tensorflow(system: str = sys.platform) -> bool:
    """Whether a process that has imported TensorFlow may fork.

    On macOS the first's numerical libraries do not survive it, and Windows has no fork.
    """
    return system == "linux"


def is_administrator(user: Callable[[], int] | None = getattr(os, "geteuid", None)) -> bool:
    """Whether this is root, to whom Jupyter says no unasked; Windows has none.

    Args:
        user: returns the number of the user; None where the system has no numbers.
    """
    return user is not None and user() == 0


def replace(
    source: Path,
    target: Path,
    system: str = sys.platform,
    rename: Callable[[Path, Path], None] = os.replace,
) -> None:
    """Rename a file over another.

    On Windows that is refused while anybody has the other one open, such as a virus scanner for a
    moment; it is tried again for two seconds.

    Raises:
        OSError: where it cannot be done.
    """
    until = time.monotonic() + _REPLACE_SECONDS
    while True:
        try:
            return rename(source, target)
        except PermissionError:
            if system != "win32" or time.monotonic() > until:
                raise
            time.sleep(0.05)
