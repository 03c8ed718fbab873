"""The answers of a graded class, what the lessons gave, and the course's own sources."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.records import verdicts
from mnist_course import course
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson


def answers(out: Path) -> dict[str, dict[str, str]]:
    """Exercise → student → the source that was graded, without untouched stubs.

    Raises:
        CourseError: where `out` holds no graded class.
    """
    found: dict[str, dict[str, str]] = {}
    names = verdicts.students(out)
    if not names:
        raise CourseError(f"{out} holds no graded class. Run `mnist-autograder grade` first.")
    for key, student in names.items():
        for lesson in course.lessons():
            path = out / "autograded" / key / lesson.id / f"{lesson.id}.ipynb"
            stubs = _solution_cells(course.lesson_notebook(lesson.id))
            for exercise, source in _solution_cells(path).items():
                if source.strip() and source.strip() != stubs.get(exercise, "").strip():
                    found.setdefault(exercise, {})[student] = source
    return found


def given(lesson: Lesson) -> str:
    """All code that the lesson itself contains."""
    return "\n\n".join(source for _, source in _code(course.lesson_notebook(lesson.id)))


def own(exercise_id: str) -> dict[str, str]:
    """The course's sources from which an answer could have been pasted, by name."""
    found = {}
    package = Path(course.__file__).parent
    for path in (*sorted(package.glob("*.py")), package / "answers" / f"{exercise_id}.py"):
        found[f"mnist_course/{path.relative_to(package)}"] = path.read_text("utf-8")
    lesson = course.lesson_of(exercise_id)
    master = package.parent / "solutions" / lesson.id / f"{lesson.id}.ipynb"
    if master.is_file():
        solution = _solution_cells(master).get(exercise_id)
        if solution:
            found["the course's solution"] = solution
    return found


def _solution_cells(path: Path) -> dict[str, str]:
    return {name: source for name, source in _code(path) if name and not name.endswith("-check")}


def _code(path: Path) -> Iterator[tuple[str, str]]:
    """(grade_id, source) of the code cells; none of a notebook that is not there."""
    try:
        cells: list[dict[str, Any]] = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, KeyError):
        return
    for cell in cells:
        if cell.get("cell_type") == "code":
            name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
            yield name, "".join(cell.get("source", ""))
