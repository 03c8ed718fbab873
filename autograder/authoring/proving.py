"""Does the course keep what it says? The masters' own solutions, through the judges.

An instructor's own code runs here, in this process; a student's never does.
"""

import ast
import contextlib
import hashlib
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
from mnist_course.core.exercise import Exercise, Lesson
from mnist_course.saved.cells import ILLUSTRATION

_TESTED = "9f7f6571"
"""`fingerprint` of the course as it ships, whose solutions the tests prove."""

_SEED = 0
_DEFINES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def fingerprint() -> str:
    """Changes with all of a course that a judge goes by: its numbers, and exercises of its own."""
    read = course_file.read()
    own = course_file.own(course_file.ANSWERS)
    files = sorted(own.glob("*.py")) if own else []
    numbers = repr((read.training, read.test_accuracy, read.beyond))
    text = numbers.encode() + b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(text).hexdigest()[:8]


def is_tested() -> bool:
    """Whether the tests that ship have proved this course."""
    return fingerprint() == _TESTED


def faults(source: NotebookNode, lesson: Lesson, train: bool = False) -> list[str]:
    """The exercises of a lesson whose own solution its check refuses, one line each.

    Args:
        source: the lesson's notebook with the solutions.
        lesson: which.
        train: run the cells that train too, which takes minutes each; without it the file that
            they save is not judged.
    """
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
            if reason:
                where = exercise.id if exercise else "a cell that is given"
                found.append(f"{lesson.id}, {where}: the master's own solution fails: {reason}")
    return found


def target_fault() -> str:
    """Why the course's own trained network misses the target; '' where it does not."""
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
    verdict = course.examine(exercise, subject, np.random.default_rng(_SEED))
    return "" if verdict.ok else verdict.message


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
