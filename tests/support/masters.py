"""The masters' own functions."""

import ast
import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.authoring import filling
from mnist_course import course
from mnist_course.core import own_work
from mnist_course.core.exercise import Exercise

REPOSITORY = Path(__file__).resolve().parents[2]


def solution(exercise: Exercise):
    """The master's own function, from the imports and that exercise's cell alone."""
    namespace: dict = {}
    exec(compile(master_source(exercise), f"{exercise.id}.py", "exec"), namespace)
    return namespace[exercise.id]


def filled_master(lesson_id: str) -> str:
    """The text of a lesson's master, with the course's numbers in it."""
    path = REPOSITORY / "solutions" / lesson_id / f"{lesson_id}.py"
    return filling.code(path.read_text("utf-8"), course.lesson(lesson_id))


def master_source(exercise: Exercise) -> str:
    """The master's own function, after the imports and the exercises that come before it."""
    lesson_id = course.lesson_of(exercise.id).id
    master = filled_master(lesson_id)
    cells = re.split(r"(?m)^# %%", master)
    code = [cell.partition("\n") for cell in cells if "[markdown]" not in cell.partition("\n")[0]]
    parts = []
    for head, _, body in code:
        if "exercise=" not in head:
            body = _imports(body)
        elif f'exercise="{exercise.id}"' not in head and _is_artefact(head):
            continue
        parts.append(body)
        if f'exercise="{exercise.id}"' in head:
            return "\n".join(parts)
    raise AssertionError(f"{exercise.id} is not in {lesson_id}.py")


def written_out(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, as if it held the text of the course's helpers in place of calls to them.

    A helper that does what an exercise asks for is closed while that one is probed; what a student
    writes is not.
    """

    @functools.wraps(function)
    def written(*arguments: Any, **named: Any) -> Any:
        closed = own_work._looked_at[:]
        own_work._looked_at.clear()
        try:
            return function(*arguments, **named)
        finally:
            own_work._looked_at[:] = closed

    return written


def _imports(body: str) -> str:
    kept = [n for n in ast.parse(body).body if isinstance(n, (ast.Import, ast.ImportFrom))]
    return "\n".join(map(ast.unparse, kept))


def _is_artefact(head: str) -> bool:
    return any(
        f'exercise="{e.id}"' in head
        for lesson in course.lessons()
        for e in lesson.exercises
        if e.artefact
    )
