"""Which of a lesson's own examples run: those that the student's code needs."""

import pytest

from autograder.assemble import Cell
from autograder.needed import needed


def cell(source: str, role: str = "instructor", exercise: str = "", changed: bool = False) -> Cell:
    return Cell({"cell_type": "code", "source": source}, role, exercise, changed=changed)


def runs(*cells: Cell, without: frozenset[str] = frozenset()) -> list[int]:
    return sorted(needed(list(cells), without))


ANSWER = cell("def f(a):\n    return np.sum(a) + offset", "solution", "f", changed=True)


def test_what_binds_a_name_that_an_answer_uses_runs():
    assert runs(cell("import numpy as np"), cell("offset = 1"), cell("other = 2"), ANSWER) == [
        *(0, 1, 3)
    ]


def test_what_such_an_example_needs_runs_too():
    assert runs(cell("a = 1"), cell("offset = a + 1"), cell("print(a)"), ANSWER) == [0, 1, 3]


@pytest.mark.parametrize(
    "source",
    ["offset.append(1)", "offset[0] = 1", "offset.x = 1", "change(offset)", "change(it=offset)"],
)
def test_what_may_change_a_needed_name_runs(source):
    assert runs(cell("offset = []"), cell(source), ANSWER) == [0, 1, 2]
    assert runs(cell("offset = []"), ANSWER, cell(source)) == [0, 1, 2]


def test_a_figure_between_the_exercises_does_not_run():
    figure = cell("figure, axes = plt.subplots()\naxes.plot(f(np.arange(3)))")
    assert runs(cell("import numpy as np\nimport matplotlib.pyplot as plt"), figure, ANSWER) == [
        *(0, 2)
    ]


def test_names_inside_a_function_are_its_own():
    answer = cell("def f(a):\n    image = a\n    return [x for x in image]", "solution", "f")
    assert runs(cell("image = 1\nx = 2\na = 3"), answer) == [1]


def test_what_the_student_changed_or_added_runs():
    assert runs(cell("print(1)", changed=True), cell("print(2)", "extra"), cell("print(3)")) == [
        *(0, 1)
    ]


@pytest.mark.parametrize(
    "source", ["%matplotlib inline", "!ls", "eval('offset')", "from numpy import *", "def f(:"]
)
def test_where_the_source_does_not_tell_everything_runs(source):
    assert runs(cell("one = 1"), cell("two = 2"), cell(source, "extra")) == [0, 1, 2]


def test_a_cell_that_a_file_replaces_needs_nothing():
    training = cell("model = build()\nfit(model, offset)", "solution", "trained", changed=True)
    assert runs(cell("offset = 1"), training, without=frozenset({"trained"})) == []
    assert runs(cell("offset = 1"), training) == [0, 1]


def test_of_an_example_only_the_needed_statements_run():
    example = cell("import numpy as np\nimages = load()  # slow\noffset = 1")
    assert needed([example, ANSWER]) == {0: "import numpy as np\noffset = 1", 1: ANSWER.source}
