"""Where the networks lie that the lessons have their students save."""

from pathlib import Path

from mnist_course import course
from mnist_course.core.exercise import Lesson
from mnist_course.workspace import delivery, progress


def lesson_of(name: str) -> Lesson | None:
    """The lesson that saves a file of this name; None where none does."""
    for lesson in course.lessons():
        if any(one.artefact == name for one in lesson.exercises):
            return lesson
    return None


def places(name: str, start: Path | None = None) -> list[Path]:
    """Where a file that a lesson saves may lie, nearest first.

    Args:
        name: such as 'digits.keras'.
        start: a folder, by default the current one.
    """
    here = start or Path()
    lesson = lesson_of(name)
    root = progress.workspace(here) or progress.workspace(here / delivery.DEFAULT_NAME)
    return [here / name, *([root / lesson.id / name] if lesson and root else [])]


def find(name: str, start: Path | None = None) -> Path | None:
    """The first of the places that holds such a file; None where none does."""
    return next((place for place in places(name, start) if place.is_file()), None)
