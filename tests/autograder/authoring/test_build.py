"""Masters become notebooks, the same bytes each time."""

import ast
import re
import textwrap
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build
from autograder.authoring.stub import STUB
from mnist_course import course
from mnist_course.core.errors import CourseError
from support.masters import filled_master

REPOSITORY = Path(__file__).resolve().parents[3]
LESSONS = [pytest.param(lesson, id=lesson.id) for lesson in course.lessons()]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_rebuild_changes_nothing(lesson):
    for path, text in build.build(REPOSITORY, lesson).items():
        assert path.read_bytes() == text.encode(), f"{path.name}: run `mnist-autograder build`"


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_exercise_has_a_stub_and_a_locked_check_with_its_points(lesson):
    notebook = nbformat.read(course.lesson_notebook(lesson.id), as_version=4)
    graded = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}
    assert list(graded) == [i for e in lesson.exercises for i in (e.id, e.check_id)]
    for exercise in lesson.exercises:
        stub, test = graded[exercise.id], graded[exercise.check_id]
        assert stub.metadata.nbgrader.solution
        assert "raise NotImplementedError" in stub.source
        assert "SOLUTION" not in stub.source
        ast.parse(stub.source)
        assert test.source == f'check("{exercise.id}")'
        assert test.metadata.nbgrader.points == exercise.points
        assert not test.metadata.editable


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_stub_is_its_solution_with_lines_removed(lesson):
    folder = REPOSITORY / "solutions" / lesson.id
    source = nbformat.read(folder / f"{lesson.id}.ipynb", as_version=4)
    released = nbformat.read(course.lesson_notebook(lesson.id), as_version=4)
    assert len(source.cells) == len(released.cells)
    for ours, theirs in zip(source.cells, released.cells):
        lines = iter(ours.source.splitlines())
        kept = [one for one in theirs.source.splitlines() if STUB not in one]
        assert all(line in lines for line in kept)


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_students_notebook_holds_no_solution(lesson):
    released = nbformat.read(course.lesson_notebook(lesson.id), as_version=4)
    text = "\n".join(textwrap.dedent(cell.source) for cell in released.cells)
    master = filled_master(lesson.id)
    solutions = re.findall(r"### BEGIN SOLUTION\n(.*?)\s*### END SOLUTION", master, re.DOTALL)
    assert len(solutions) == len(lesson.exercises)
    for solution in solutions:
        assert textwrap.dedent(solution) not in text
        assert solution not in text
    assert "SOLUTION" not in text


def test_a_master_with_a_missing_exercise_is_refused():
    lesson = course.lesson("01_loading")
    with pytest.raises(CourseError, match="load_digits"):
        build.source_notebook("# %%\nx = 1\n", lesson)


def test_a_master_with_an_unknown_number_is_refused():
    lesson = course.lesson("01_loading")
    master = (REPOSITORY / "solutions" / lesson.id / f"{lesson.id}.py").read_text("utf-8")
    with pytest.raises(CourseError, match="NO_SUCH"):
        build.source_notebook(master + "\n# %% [markdown]\n# {{spec.NO_SUCH}}\n", lesson)
