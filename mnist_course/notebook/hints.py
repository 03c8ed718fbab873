"""How many hints of each exercise were opened: kept in the workspace, never graded."""

import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from mnist_course import course
from mnist_course.core import files
from mnist_course.workspace import progress

_FILE = "hints.json"

SESSION = secrets.token_hex(8)
"""Marks this kernel's panels, so that two open notebooks do not count each other's hints."""

_counter: Any = None


def load(root: Path | None) -> dict[str, int]:
    """How many hints were opened, by exercise id; {} outside of a workspace."""
    if root is None:
        return {}
    try:
        raw = json.loads((root / progress.FOLDER / _FILE).read_text("utf-8"))
        return {str(k): v for k, v in raw["opened"].items() if type(v) is int and v > 0}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def record(exercise_id: str, number: int, start: Path | None = None) -> None:
    """Remember that hint `number`, counted from 1, was opened.

    A number that the exercise does not have, and a hint that was opened before, change nothing.

    Raises:
        CourseError: where there is no such exercise.
    """
    root = progress.workspace(start)
    if root is None or not 1 <= number <= len(course.exercise(exercise_id).hints):
        return
    path = root / progress.FOLDER / _FILE
    # The count is a courtesy: a full disk must not disturb the lesson.
    with contextlib.suppress(OSError), files.locked(path.with_name(f"{_FILE}.lock")):
        opened = load(root)
        if number <= opened.get(exercise_id, 0):
            return
        opened[exercise_id] = number
        files.write(path, json.dumps({"opened": opened}, indent=1))


def count_when_opened() -> None:
    """From now on, count the hints that are opened in this kernel's notebook.

    Waits until the running cell is done, since the widget machinery takes a moment to import.
    Kernels that no Jupyter server started, such as the self-check's, have no page to listen in.
    """
    import asyncio

    if "JPY_SESSION_NAME" not in os.environ:
        return
    with contextlib.suppress(RuntimeError):
        asyncio.get_running_loop().call_later(0.05, _start_counter)


def _start_counter() -> None:
    global _counter
    if _counter is None:
        from mnist_course.widgets.hint_counter import HintCounter

        _counter = HintCounter(SESSION)
