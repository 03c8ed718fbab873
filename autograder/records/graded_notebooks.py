"""The notebooks as they were graded: `OUT/autograded/<student>/<lesson>/<lesson>.ipynb`."""

from pathlib import Path

from mnist_course import course
from mnist_course.saved import cells


def path(out: Path, key: str, lesson_id: str) -> Path:
    """Where a notebook lies, in nbgrader's layout."""
    return out / "autograded" / key / lesson_id / f"{lesson_id}.ipynb"


def answers(out: Path, key: str, lesson_id: str) -> dict[str, str]:
    """Exercise → the student's code, as it was graded; none where no notebook is kept."""
    try:
        return answers_in(path(out, key, lesson_id).read_bytes(), lesson_id)
    except OSError:
        return {}


def answers_in(notebook: bytes, lesson_id: str) -> dict[str, str]:
    """The same of a notebook that is at hand; none where it cannot be read."""
    try:
        found = cells.read(notebook, f"{lesson_id}.ipynb")
    except cells.Unreadable:
        return {}
    ids = {exercise.id for exercise in course.lesson(lesson_id).exercises}
    return {cell.grade_id: cell.source for cell in found if cell.grade_id in ids}
