"""What of a lesson's own examples self-check and grading run: what the student's code needs."""

import pytest

from mnist_course.selfcheck.needed import needed

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
    ran, solution = needed([cell, SOLUTION], [True, False], frozenset({"begin"}))
    assert ran == cell if runs else ran is None
    assert solution == SOLUTION


def test_what_is_needed_may_need_more_and_come_later():
    cells = [
        "base = 1",
        "def helper(x):\n    return x + late + base",
        SOLUTION,
        "late = 2",
        "z = 1",
    ]
    assert needed(cells, [True, True, False, True, True]) == [*cells[:4], None]


@pytest.mark.parametrize(
    "source",
    [
        *("eval('x')", "globals()['x']", "!ls", "%matplotlib inline", "x = 1\n%time x"),
        *("files = !ls", "?x", "x?", "from numpy import *", "open('written by an example')"),
    ],
)
def test_a_cell_that_may_refer_to_anything_needs_everything(source):
    cells = ["one = 1", source, "two = 2"]
    assert needed(cells, [True, False, True]) == cells


def test_a_cell_with_a_syntax_error_needs_nothing_and_runs():
    assert needed(["x = 1", "def f(:", "y = x"], [True, False, False])[0] == "x = 1"
    assert needed(["x = 1", "def f(:"], [True, False]) == [None, "def f(:"]


ANSWER = "def f(a):\n    return np.sum(a) + offset"


def runs(*cells: str) -> list[int]:
    """Which of the examples run, before and behind the one answer among them."""
    chosen = needed(cells, [cell != ANSWER for cell in cells])
    return [place for place, source in enumerate(chosen) if source is not None]


def test_what_binds_a_name_that_an_answer_uses_runs():
    assert runs("import numpy as np", "offset = 1", "other = 2", ANSWER) == [0, 1, 3]


def test_what_such_an_example_needs_runs_too():
    assert runs("a = 1", "offset = a + 1", "print(a)", ANSWER) == [0, 1, 3]


@pytest.mark.parametrize(
    "source",
    ["offset.append(1)", "offset[0] = 1", "offset.x = 1", "change(offset)", "change(it=offset)"],
)
def test_what_may_change_a_needed_name_runs(source):
    assert runs("offset = []", source, ANSWER) == [0, 1, 2]
    assert runs("offset = []", ANSWER, source) == [0, 1, 2]


def test_what_changes_a_name_behind_the_example_that_uses_it_does_not_run():
    assert runs("base = [1]", "offset = base[0]", ANSWER, "base.append(2)") == [0, 1, 2]


def test_a_figure_between_the_exercises_does_not_run():
    figure = "figure, axes = plt.subplots()\naxes.plot(f(np.arange(3)))"
    imports = "import numpy as np\nimport matplotlib.pyplot as plt"
    assert runs(imports, figure, ANSWER) == [0, 2]
    assert needed([imports, ANSWER], [True, False])[0] == "import numpy as np"


def test_of_an_example_only_the_needed_statements_run():
    example = "import numpy as np\nimages = load()  # slow\noffset = 1"
    assert needed([example, ANSWER], [True, False]) == ["import numpy as np\noffset = 1", ANSWER]


def test_names_inside_a_function_are_its_own():
    answer = "def f(a):\n    image = a\n    return [x for x in image]"
    assert needed(["image = 1\nx = 2\na = 3", answer], [True, False]) == [None, answer]


def test_what_is_not_optional_runs():
    assert needed(["print(1)", "", "print(3)"], [False, False, True]) == ["print(1)", "", None]
