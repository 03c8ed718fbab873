"""Does the course keep what it says? The masters' own solutions, through the judges.

An instructor's own code runs here, in this process; a student's never does.
"""

import ast
import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from nbformat import NotebookNode

from mnist_course import course, spec
from mnist_course.core import course_file, quiet
from mnist_course.core.errors import named
from mnist_course.core.exercise import NOT_ATTEMPTED, Exercise, Lesson
from mnist_course.saved.cells import ILLUSTRATION

_SEEDS = 5
_LEAST_HINTS = 3
_DEFINES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def is_tested(lesson: Lesson) -> bool:
    """Whether the tests that ship have proved a lesson, with this course's numbers."""
    shipped = course_file.judged_numbers() == course_file.SHIPPED_NUMBERS
    return shipped and not any(is_own(one.id) for one in lesson.exercises)


def faults(source: NotebookNode, lesson: Lesson, train: bool = False) -> list[str]:
    """The exercises of a lesson whose own solution its check refuses, one line each.

    Args:
        source: the lesson's notebook with the solutions.
        lesson: which.
        train: run the cells that train too, which takes minutes each; without it the file that
            they save is not judged.
    """
    if lesson.uses_keras:
        quiet.import_keras()
    namespace: dict[str, Any] = {"__name__": "__main__"}
    found = []
    with _elsewhere():
        for cell in source.cells:
            if cell.cell_type != "code" or ILLUSTRATION in cell.metadata.get("tags", []):
                continue
            about = cell.metadata.get("nbgrader", {})
            exercise = _solved(lesson, about)
            if about.get("grade") or (exercise and exercise.artefact and not train):
                continue
            try:
                _run(cell.source, namespace, whole=train or exercise is not None)
                reason = _judged(exercise, namespace) if exercise else ""
            except Exception as error:
                reason = f"it stops with {named(error)}"
            if exercise and is_own(exercise.id):
                found += [f"{lesson.id}, {fault}" for fault in own_faults(exercise)]
            if reason:
                where = exercise.id if exercise else "a cell that is given"
                found.append(f"{lesson.id}, {where}: the master's own solution fails: {reason}")
    return found


def own_faults(exercise: Exercise) -> list[str]:
    """What an exercise of the course's own lacks, one line each; those that ship have tests."""
    place = f"{exercise.id}: "
    found = []
    if len(exercise.hints) < _LEAST_HINTS or not all(one.strip() for one in exercise.hints):
        count = len(exercise.hints)
        found.append(f"{place}it has {count} hints; at least {_LEAST_HINTS}, none empty")
    if exercise.artefact:
        return found

    def stub(*arguments: Any) -> Any:
        raise NotImplementedError

    stub.__name__ = exercise.id
    for seed in range(_SEEDS):
        verdict = course.examine(exercise, stub, np.random.default_rng(seed))
        if verdict.status != NOT_ATTEMPTED:
            found.append(f"{place}the empty exercise is {verdict.status}")
        for known in course.answer(exercise.id).misconceptions:
            verdict = course.examine(exercise, known.wrong, np.random.default_rng(seed))
            if verdict.ok or verdict.cause != known.cause:
                said = "passes" if verdict.ok else f"is taken for {verdict.cause!r}"
                found.append(f"{place}the misconception {known.cause!r} {said}")
    return sorted(set(found))


def is_own(exercise_id: str) -> bool:
    """Whether an exercise is the course's own, and not one that ships."""
    return course.answer_file(exercise_id).parent != course_file.PACKAGE / course_file.ANSWERS


def target_fault() -> str:
    """How the course's own trained network misses the target, in words; '' where it does not."""
    from mnist_course import data, model

    images, labels = data.test_split()
    answers = model.reference().predict(data.as_input(images), verbose=0).argmax(axis=1)
    share = float((answers == labels).mean())
    if share >= spec.TARGET_ACCURACY:
        return ""
    return (
        f"{course_file.FILE}: [targets] test_accuracy = {spec.TARGET_ACCURACY:g}: the course's own "
        f"trained network reads {share:.2%} of the test images"
    )


def _solved(lesson: Lesson, about: dict[str, Any]) -> Exercise | None:
    if not about.get("solution"):
        return None
    return next(one for one in lesson.exercises if one.id == about["grade_id"])


def _judged(exercise: Exercise, namespace: dict[str, Any]) -> str:
    subject = Path(exercise.artefact) if exercise.artefact else namespace.get(exercise.id)
    for seed in range(_SEEDS if is_own(exercise.id) and not exercise.artefact else 1):
        verdict = course.examine(exercise, subject, np.random.default_rng(seed))
        if not verdict.ok:
            return verdict.message
    return ""


def _run(text: str, namespace: dict[str, Any], whole: bool) -> None:
    """Run a cell; or only what it imports and defines, where nothing else is needed."""
    tree = ast.parse(text)
    if not whole:
        tree.body = [one for one in tree.body if isinstance(one, _DEFINES)]
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(tree, "<the master>", "exec"), namespace)


@contextlib.contextmanager
def _elsewhere() -> Iterator[None]:
    """In a folder of its own: what a solution saves is none of the masters'."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="mnist-course-") as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)
