"""What a student has done, kept in the workspace and never graded."""

import json
import os
import tempfile
from html import escape
from pathlib import Path

from mnist_course import course
from mnist_course.exercise import NOT_ATTEMPTED, PASSED, STATUSES, Exercise, Lesson, Verdict
from mnist_course.panel import SIGNS

FOLDER = ".mnist-course"
"""The folder that marks a workspace."""

_FILE = "progress.json"


def workspace(start: Path | None = None) -> Path | None:
    """The workspace that `start`, by default the current folder, lies in; None outside of one."""
    here = (start or Path.cwd()).resolve()
    return next((one for one in (here, *here.parents) if (one / FOLDER).is_dir()), None)


def load(root: Path | None) -> dict[str, str]:
    """The last status of each exercise that was checked, by exercise id.

    A file that cannot be read counts as empty: it only costs the marks on the card.
    """
    if root is None:
        return {}
    try:
        raw = json.loads((root / FOLDER / _FILE).read_text("utf-8"))
        return {str(k): v for k, v in raw["exercises"].items() if v in STATUSES}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def record(exercise: Exercise, verdict: Verdict, start: Path | None = None) -> None:
    """Remember the status of a check; outside of a workspace, do nothing."""
    root = workspace(start)
    if root is None:
        return
    statuses = load(root) | {exercise.id: verdict.status}
    try:
        handle, name = tempfile.mkstemp(dir=root / FOLDER, prefix=".progress-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"exercises": statuses}, file, indent=1)
        os.replace(name, root / FOLDER / _FILE)
    except OSError:
        # A full disk or a read-only folder must not spoil the check itself.
        return


def first_unfinished(statuses: dict[str, str]) -> Lesson | None:
    """The first lesson with an exercise that has not passed; None where all have."""
    for lesson in course.lessons():
        if any(statuses.get(exercise.id) != PASSED for exercise in lesson.exercises):
            return lesson
    return None


def lesson_card(lesson: Lesson) -> str:
    """The lesson's goal, time and exercises, with a sign for each, as HTML."""
    statuses = load(workspace())
    rows = "".join(_row(exercise, statuses) for exercise in lesson.exercises)
    return (
        '<div class="mc-card" style="border:1px solid var(--jp-border-color1,#8884);'
        'border-radius:4px;padding:.6rem .9rem;max-width:60rem">'
        f"<strong>{escape(lesson.title)}</strong> · about {lesson.minutes} minutes · "
        f"{lesson.points} points<br>{escape(lesson.goal)}"
        f'<ul style="list-style:none;margin:.4rem 0 0;padding:0">{rows}</ul></div>'
    )


def _row(exercise: Exercise, statuses: dict[str, str]) -> str:
    sign, words = SIGNS[statuses.get(exercise.id, NOT_ATTEMPTED)]
    return (
        f'<li><span aria-hidden="true">{sign}</span> <code>{exercise.id}</code> '
        f"({exercise.points} points, {exercise.minutes} minutes): {words.lower()}</li>"
    )
