"""A student's saved notebook, read with care: what to run, and what keeps an exercise from it."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnist_course import course
from mnist_course.core.exercise import INVALID, Exercise, Lesson, Verdict

SOLUTION = "solution"
CHECK = "check"
OTHER = "other"

FORMAT = 4
"""The major version of the notebook format that nbgrader and JupyterLab write."""


@dataclass(frozen=True)
class Step:
    """One code cell to run: of no exercise (`OTHER`), its `SOLUTION`, or its `CHECK`."""

    kind: str
    source: str
    exercise: Exercise | None = None


@dataclass(frozen=True)
class Saved:
    """What a saved notebook gives to run.

    Attributes:
        steps: in the notebook's order, each exercise's check after its solution.
        invalid: the verdict on each exercise that cannot be checked, by id.
    """

    steps: tuple[Step, ...] = ()
    invalid: dict[str, Verdict] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, lesson: Lesson) -> "Saved":
        """Read a notebook; whatever is wrong with it becomes a verdict, never an error."""
        problem, cells = _cells(path)
        if problem:
            return cls(invalid={exercise.id: problem for exercise in lesson.exercises})
        return cls(_steps(cells, lesson), _invalid(cells, lesson))


def released_sources(lesson: Lesson) -> set[str]:
    """The sources of the lesson's cells as they were delivered."""
    problem, cells = _cells(course.lesson_notebook(lesson.id))
    return set() if problem else {_source(cell).strip() for cell in cells}


def _cells(path: Path) -> tuple[Verdict | None, list[dict[str, Any]]]:
    name = path.name
    afresh = (
        f"Move {name} out of the folder and run `mnist-course start`: it puts a fresh one there. "
        "Then copy your functions over."
    )
    try:
        notebook = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        problem = f"{name} cannot be read: {error.strerror or error}."
        return _invalidly("unreadable", problem, "Make the file readable, and try again."), []
    except RecursionError:
        return _invalidly("not-json", f"{name} is not a notebook: nested too deep.", afresh), []
    except ValueError as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        return _invalidly(
            "not-json", f"{name} is not a notebook: it is not JSON{where}.", afresh
        ), []
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        return _invalidly("not-a-notebook", f"{name} is JSON, but not a notebook.", afresh), []
    if notebook["nbformat"] != FORMAT:
        problem = (
            f"{name} is of notebook format {str(notebook['nbformat'])[:20]}; format {FORMAT} was "
            "expected."
        )
        step = "Open it in JupyterLab and save it there, which brings it to the present format."
        return _invalidly("wrong-format", problem, step), []
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(map(_well_formed, cells)):
        return _invalidly("not-a-notebook", f"{name} has no readable cells.", afresh), []
    return None, cells


def _well_formed(cell: Any) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        return False
    source = cell.get("source", "")
    return isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source)
    )


def _invalidly(cause: str, message: str, next_step: str) -> Verdict:
    return Verdict(INVALID, message, next_step, cause)


def _grade_id(cell: dict[str, Any]) -> str:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    found = marks.get("grade_id") if isinstance(marks, dict) else None
    return found if isinstance(found, str) else ""


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell.get("source", ""))


def _steps(cells: list[dict[str, Any]], lesson: Lesson) -> tuple[Step, ...]:
    solutions = {exercise.id: exercise for exercise in lesson.exercises}
    checks = {exercise.check_id: exercise for exercise in lesson.exercises}
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    last_check = {_grade_id(cell): i for i, cell in enumerate(code)}
    steps = []
    for i, cell in enumerate(code):
        grade_id = _grade_id(cell)
        if grade_id in checks:
            # What runs is the course's own check, whatever the cell says by now.
            solved_at = last_check.get(checks[grade_id].id, i)
            if solved_at < i and last_check[grade_id] == i:
                steps.append(_check(checks[grade_id]))
            continue
        exercise = solutions.get(grade_id)
        steps.append(Step(SOLUTION if exercise else OTHER, _source(cell), exercise))
        if exercise and last_check[grade_id] == i and last_check.get(exercise.check_id, -1) < i:
            steps.append(_check(exercise))
    return tuple(steps)


def _check(exercise: Exercise) -> Step:
    # Imported here, so that a name `check` of the student's own does no harm.
    source = f"__import__('mnist_course.notebook.check').check({exercise.id!r})"
    return Step(CHECK, source, exercise)


def _invalid(cells: list[dict[str, Any]], lesson: Lesson) -> dict[str, Verdict]:
    counts = Counter(filter(None, map(_grade_id, cells)))
    kinds = {_grade_id(cell): cell["cell_type"] for cell in cells}
    found = {}
    for exercise in lesson.exercises:
        twice = next((one for one in (exercise.id, exercise.check_id) if counts[one] > 1), None)
        if twice:
            found[exercise.id] = _invalidly(
                "duplicated-cell",
                f"The notebook has {counts[twice]} cells named `{twice}`; one was expected.",
                "Keep the one with your answer and delete the copy. To try something out, add "
                "an empty cell in place of copying this one.",
            )
        elif not counts[exercise.id]:
            found[exercise.id] = _invalidly(
                "missing-cell",
                f"The cell of `{exercise.id}` is missing from the notebook.",
                "If you have deleted it, undo (Edit, Undo Cell Operation) or take it from a "
                "fresh notebook: move yours away and run `mnist-course start`.",
            )
        elif kinds[exercise.id] != "code":
            found[exercise.id] = _invalidly(
                "not-code",
                f"The cell of `{exercise.id}` is a {kinds[exercise.id]} cell, so it does not run.",
                "Select it, press Esc, then Y, which makes it a code cell again.",
            )
    return found
