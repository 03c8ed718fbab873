"""A wrong answer is shown the smallest case that fails, as a line to paste, on one screen."""

import ast
import re
import textwrap
from dataclasses import replace

import numpy as np
import pytest
from answers.test_inputs_decide import wrong_functions

from mnist_course import course
from mnist_course.core.plain import plain
from mnist_course.display import panel
from mnist_course.judging.comparison import Tolerance, compare
from support.masters import solution, written_out
from support.sampling import sampled
from support.spellings import SPELLINGS

PLAIN = [one for one in SPELLINGS if one != "trace_shapes"]
"""The exercises whose functions are called with numbers and arrays alone; and a History."""

EXACT = {"scale", "add_channel", "prepare", "hold_out"}
"""Of which the dtype is asked for."""

LINES, COLUMNS, PIXELS = 25, 100, 300
"""Of a terminal, on which a verdict is seen as a whole; and of a picture's sides."""


def pasted(lines: str, exercise_id: str, function):
    """What the last of some lines gives, where the function is the student's."""
    namespace = {"np": np, exercise_id: function}
    if "keras" in lines:
        import keras

        namespace["keras"] = keras
    parsed = ast.parse(lines)
    last = parsed.body.pop()
    assert isinstance(last, ast.Expr), lines
    exec(compile(parsed, "pasted", "exec"), namespace)
    return plain(eval(compile(ast.Expression(last.value), "pasted", "eval"), namespace))


def differs(lines: str, exercise_id: str, wrong, right) -> bool:
    wanted = pasted(lines, exercise_id, right)
    try:
        value = pasted(lines, exercise_id, wrong)
    except Exception:
        return True
    dtype = "exact" if exercise_id in EXACT else "kind"
    return compare(value, wanted, Tolerance(absolute=1e-9, dtype=dtype)) is not None


@pytest.mark.parametrize("exercise_id", PLAIN)
@pytest.mark.parametrize("seed", sampled(range(8), 8))
@pytest.mark.filterwarnings("ignore")
def test_the_line_that_is_shown_fails_when_it_is_pasted(exercise_id, seed):
    exercise = course.exercise(exercise_id)
    right = solution(exercise)
    for name, wrong in wrong_functions(exercise_id).items():
        verdict = course.examine(exercise, wrong, np.random.default_rng(seed))
        assert " = uint8 array" not in verdict.called, f"{name}: {verdict.called}"
        assert differs(verdict.called, exercise_id, wrong, right), f"{name}: {verdict.called}"
        crashed = verdict.status == "crashed"
        assert crashed or (verdict.returned and verdict.expected), name


OTHERS = [
    exercise.id
    for lesson in course.lessons()
    for exercise in lesson.exercises
    if not exercise.artefact and exercise.id not in SPELLINGS
]


@pytest.mark.parametrize(
    "exercise_id",
    [
        *SPELLINGS,
        *(pytest.param(one, marks=pytest.mark.long) for one in OTHERS[::2]),
        *(pytest.param(one, marks=pytest.mark.nightly) for one in OTHERS[1::2]),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_a_verdict_fits_on_a_screen(exercise_id):
    exercise = course.exercise(exercise_id)
    for name, wrong in wrong_functions(exercise_id).items():
        verdict = course.examine(exercise, written_out(wrong), np.random.default_rng(1))
        words = panel.text(exercise, replace(verdict, details=""))
        # Two networks beside each other are a table, in which no line is broken.
        lines = verdict.details.splitlines()
        lines += [
            part for line in words.split("\n") for part in textwrap.wrap(line, COLUMNS) or [""]
        ]
        assert len(lines) <= LINES, f"{name}:\n{words}"
        page = panel.html(exercise, verdict)
        sides = re.findall(r'<img [^>]*width="(\d+)" height="(\d+)"', page)
        assert all(int(side) <= PIXELS for pair in sides for side in pair), name
        assert exercise_id in OTHERS or not verdict.pictures, name
