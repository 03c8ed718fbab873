"""How many hints of each exercise were opened: kept in the workspace, never graded."""

import contextlib
import json
from pathlib import Path

from mnist_course import course
from mnist_course.core import files
from mnist_course.workspace import progress

_FILE = "hints.json"


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
    with contextlib.suppress(OSError), files.locked(path):
        opened = load(root)
        if number <= opened.get(exercise_id, 0):
            return
        opened[exercise_id] = number
        files.write(path, json.dumps({"opened": opened}, indent=1))
