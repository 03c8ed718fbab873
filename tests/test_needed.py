"""Which cells the self-check may leave out."""

import pytest

from mnist_course.needed import needed

SOLUTION = "def answer(x):\n    return helper(np.asarray(x)) + OFFSET"


@pytest.mark.parametrize(
    ("cell", "runs"),
    [
        ("import numpy as np", True),
        ("from somewhere import np", True),
        ("from somewhere import *", True),
        ("def helper(x): return x", True),
        ("class helper: pass", True),
        ("OFFSET = 3", True),
        ("OFFSET: int = 3", True),
        ("a, (OFFSET, b) = 1, (2, 3)", True),
        ("for OFFSET in range(3): pass", True),
        ("with open('f') as OFFSET: pass", True),
        ("if (OFFSET := 3): pass", True),
        ("OFFSET += 1", True),
        ("OFFSET[0] = 1", True),
        ("OFFSET.field[0].deep = 1", True),
        ("OFFSET.append(1)", True),
        ("del OFFSET", True),
        ("def set_it():\n    global OFFSET\n    OFFSET = 1\nset_it()", True),
        ("begin('01_loading')", True),
        ("%matplotlib inline", True),
        ("figure = draw(x_train)\nshow(figure, 'a picture')", False),
        ("print(answer(1))", False),
        ("x = 5  # the parameter's name, but another thing", False),
        ("def other():\n    OFFSET = 1\n    return OFFSET", False),
        ("'OFFSET'", False),
        ("", False),
    ],
)
def test_a_delivered_cell_runs_only_where_something_needs_its_names(cell, runs):
    assert needed([cell, SOLUTION], [True, False]) == [runs, True]


def test_what_is_needed_may_need_more_and_come_later():
    cells = [
        "base = 1",
        "def helper(x):\n    return x + late + base",
        SOLUTION,
        "late = 2",
        "z = 1",
    ]
    assert needed(cells, [True, True, False, True, True]) == [True, True, True, True, False]


@pytest.mark.parametrize("source", ["eval('x')", "globals()['x']", "!ls", "x = 1\n%time x"])
def test_a_cell_that_may_refer_to_anything_needs_everything(source):
    assert needed(["x = 1", source, "y = 2"], [True, False, True]) == [True] * 3


def test_a_cell_with_a_syntax_error_needs_nothing_and_runs():
    assert needed(["x = 1", "def f(:", "y = x"], [True, False, False]) == [True] * 3
    assert needed(["x = 1", "def f(:"], [True, False]) == [False, True]
