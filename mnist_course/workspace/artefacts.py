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
    """Where a file that a lesson saves may lie, nearest first: here, then in the lesson's folder.

    That is looked for beside this one too, since a notebook need not lie in a workspace.

    Args:
        name: such as 'digits.keras'.
        start: a folder, by default the current one.
    """
    here = (start or Path.cwd()).resolve()
    lesson = lesson_of(name)
    root = progress.workspace(here) or progress.workspace(here / delivery.DEFAULT_NAME)
    homes = [parent / lesson.id for parent in (here.parent, root) if lesson and parent]
    return [folder / name for folder in dict.fromkeys([here, *filter(Path.is_dir, homes)])]


def find(name: str, start: Path | None = None) -> Path | None:
    """The first of the places that holds such a file; None where none does."""
    return next((place for place in places(name, start) if place.is_file()), None)
