"""What is said of a wrong answer is the same in the notebook, in pytest and in grading."""

import ast
import json
import linecache
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.grading import trusted
from autograder.grading.run import Options, grade_submission
from autograder.intake.submission import Submission, digest
from mnist_course import course
from mnist_course.core.errors import named
from mnist_course.core.exercise import PASSED, Verdict
from mnist_course.notebook.check import verdict_on
from mnist_course.saved import cells, plan, wording
from mnist_course.saved.plan import CHECK
from mnist_course.selfcheck.run import SelfCheck
from support.beginners import OTHERWISE, PERHAPS, WRONG
from support.masters import REPOSITORY
from support.students import cell_of

TRIED = json.loads((Path(__file__).parents[2] / "support" / "tried.json").read_text("utf-8"))
"""What was tried as beginners would, by name, with what is to be said."""

SEED = 5
_TOP = """
import math
import keras
import numpy as np
from PIL import Image
x_train = np.arange(10 * 28 * 28, dtype=np.uint32).astype(np.uint8).reshape(10, 28, 28)
y_train = np.arange(10, dtype=np.uint8)
threshold = 0.5
"""
_NUMBERS = re.compile(r"[\d.,()\[\]\s×-]+|e-\d+|nan|inf")


def programs() -> Iterator[tuple[str, str]]:
    for exercise, _, source in [*WRONG, *PERHAPS, *OTHERWISE]:
        yield exercise, source
    for one in TRIED.values():
        yield one["exercise"], one["source"]


def classes() -> list[tuple[str, dict[str, str]]]:
    """Notebooks, as lesson and answers: each with one program for each exercise that has one left.

    What calls other exercises stands beside right ones.
    """
    found: list[tuple[str, dict[str, str]]] = []
    for lesson in course.lessons():
        ids = [one.id for one in lesson.exercises if not one.artefact]
        waiting = {one: [s for e, s in programs() if e == one] for one in ids}
        if "prepare" in waiting:
            found += [(lesson.id, {"prepare": source}) for source in waiting.pop("prepare")]
        while any(waiting.values()):
            found.append((lesson.id, {e: rest.pop(0) for e, rest in waiting.items() if rest}))
    return found


CLASSES = classes()


def notebook(lesson_id: str, answers: dict[str, str]) -> bytes:
    """A student's notebook with these answers, and the masters' for the others."""
    path = REPOSITORY / "solutions" / lesson_id / f"{lesson_id}.ipynb"
    content = json.loads(path.read_text("utf-8"))
    top = _TOP
    for cell in content["cells"]:
        if cell["cell_type"] == "code" and "nbgrader" not in cell["metadata"]:
            # The lesson's own examples would run the answers, and take their time.
            cell["source"], top = top, "import numpy as np"
    for exercise, source in answers.items():
        cell_of(content["cells"], exercise)["source"] = source
    return json.dumps(content).encode()


def in_the_notebook(lesson: Any, content: bytes, key: str) -> dict[str, Verdict]:
    """As the notebook's kernel: its cells run from the top, each check where it stands."""
    space: dict[str, Any] = {}
    verdicts: dict[str, Verdict] = {}
    stopped: dict[str, tuple[str, str]] = {}
    planned = plan.make(
        cells.read(content, f"{lesson.id}.ipynb"), plan.released(lesson.id), lesson.exercises
    )
    for number, step in enumerate(planned.steps):
        if step.role == CHECK:
            exercise = course.exercise(step.exercise)
            if exercise.artefact:
                continue
            rng = trusted.random_generator(SEED, key, lesson.id, exercise.id)
            verdict = verdict_on(exercise, space.get(exercise.id), rng)
            if exercise.id in stopped and exercise.id in space:
                note = wording.stopped_beside(exercise, *stopped[exercise.id])
                verdict = wording.noted(verdict, note)
            elif exercise.id in stopped:
                verdict = wording.cell_stopped(exercise, *stopped[exercise.id])
            verdicts[exercise.id] = verdict
        elif step.runs and not (step.exercise and course.exercise(step.exercise).artefact):
            source, name = step.cell.source, f"<cell {number} of {key}>"
            linecache.cache[name] = (len(source), None, source.splitlines(True), name)
            try:
                for node in ast.parse(source).body:
                    # As IPython does: what stands above an error has run.
                    exec(compile(ast.Module([node], []), name, "exec"), space)
            except Exception as error:
                stopped[step.exercise] = named(error).replace(name, "cell.py"), source
    return verdicts


def unnumbered(text: str) -> str:
    """The text without what other random inputs change."""
    return _NUMBERS.sub("#", text)


IN_CI = set(range(0, len(CLASSES), 5))


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "number",
    [
        pytest.param(
            number,
            marks=pytest.mark.long if number in IN_CI else pytest.mark.nightly,
            id=f"{one[0]}-{number}",
        )
        for number, one in enumerate(CLASSES)
    ],
)
def test_notebook_pytest_and_grader_say_the_same(number, roomy, student, kernels):
    lesson_id, answers = CLASSES[number]
    lesson = course.lesson(lesson_id)
    content = notebook(lesson_id, answers)
    files = {f"{lesson_id}.ipynb": content}
    one = Submission("ada", lesson_id, files, (), digest(files, []))
    graded = {r.exercise: r.verdict for r in grade_submission(one, Options(SEED), roomy).results}
    shown = in_the_notebook(lesson, content, one.digest)
    path = student.notebook(lesson_id)
    path.write_bytes(content)
    check = SelfCheck(path, lesson, kernels, set(answers))
    try:
        checked = {e: check.verdict(course.exercise(e)) for e in answers}
    finally:
        check.close()
    for exercise in answers:
        seen, run, mark = shown[exercise], checked[exercise], graded[exercise]
        assert (seen.status, seen.message, seen.next_step, seen.cause) == (
            mark.status,
            mark.message,
            mark.next_step,
            mark.cause,
        )
        assert (run.status, unnumbered(run.message), unnumbered(run.next_step), run.cause) == (
            mark.status,
            unnumbered(mark.message),
            unnumbered(mark.next_step),
            mark.cause,
        )


def test_a_hundred_programs_and_all_that_were_tried_are_compared():
    compared = [(e, s) for _, answers in CLASSES for e, s in answers.items()]
    assert len(compared) >= 100 + len(TRIED)
    assert {(one["exercise"], one["source"]) for one in TRIED.values()} <= set(compared)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.long if number % 6 else ())
        for number, name in enumerate(TRIED)
    ],
)
def test_what_was_tried_is_told_its_reason(name):
    one = TRIED[name]
    lesson = course.lesson_of(one["exercise"])
    content = notebook(lesson.id, {one["exercise"]: one["source"]})
    verdict = in_the_notebook(lesson, content, name)[one["exercise"]]
    assert (verdict.status, verdict.cause) == (one["status"], one["cause"]), verdict.message
    assert verdict.status == PASSED or verdict.next_step
    assert len(verdict.message) <= 400
    assert not np.any([text in verdict.message for text in one.get("untrue", [])])
