"""A lesson's own cells that need an unfinished exercise say so, and 'Run All' goes on."""

import nbformat
import pytest

from mnist_course import course
from support.frontend import FrontEnd

LESSON = "02_preprocessing"


@pytest.fixture
def begun(student, kernels):
    started = []

    def begin(lesson_id, person=True):
        lesson = course.lesson(lesson_id)
        started.append(kernels.start(student.root / lesson_id, keras=lesson.uses_keras))
        page = FrontEnd(started[-1], person)
        page.run(f'from mnist_course import begin, check\nbegin("{lesson_id}")')
        return page

    yield begin
    for one in started:
        kernels.end(one)


def cells(lesson_id):
    content = nbformat.read(course.lesson_notebook(lesson_id), as_version=4)
    return [(cell.source, cell.id) for cell in content.cells if cell.cell_type == "code"]


QUICK = ("02_preprocessing",)
IN_CI = ("04_architecture", "08_prediction")


@pytest.mark.parametrize(
    "lesson_id",
    [
        lesson.id
        if lesson.id in QUICK
        else pytest.param(
            lesson.id, marks=pytest.mark.long if lesson.id in IN_CI else pytest.mark.nightly
        )
        for lesson in course.lessons()
    ],
)
def test_run_all_over_an_untouched_lesson_reaches_its_end(begun, lesson_id):
    page = begun(lesson_id)
    shown = page.run_all(cells(lesson_id))
    stopped = [(one.error, one.traceback) for one in shown if one.status != "ok"]
    assert not stopped, stopped[0]
    waits = [one.text for one in shown if "This cell waits for your `" in one.text]
    assert waits
    assert all(text.count("This cell waits") == 1 for text in waits)
    # IPython shows the figures that are open where a cell ends.
    half_drawn = page.run("import matplotlib.pyplot as plt\nprint(plt.get_fignums())").text
    assert half_drawn.strip() == "[]"


def test_one_line_says_what_a_cell_waits_for(begun):
    page = begun(LESSON)
    for source, cell in cells(LESSON)[:2]:
        page.run(source, cell)
    wants_scale = next(s for s, _ in cells(LESSON) if s.startswith("scaled = scale("))
    stub = next(source for source, cell in cells(LESSON) if cell == "scale")
    assert page.run(wants_scale).text == "This cell waits for your `scale`."
    page.run(stub)
    assert page.run(wants_scale).text == "This cell waits for your `scale`."
    page.run("def scale(images):\n    return None")
    assert (
        "This cell waits for your `scale`. It stopped with AttributeError: 'NoneType'"
        in page.run(wants_scale).text
    )
    page.run("def scale(images):\n    return images.astype('float32') / 255")
    shown = page.run(wants_scale)
    assert shown.status == "ok"
    assert "waits" not in shown.text


def test_an_error_of_another_kind_stays_an_error(begun):
    page = begun(LESSON)
    for source, cell in cells(LESSON)[:2]:
        page.run(source, cell)
    wants_scale = next(s for s, _ in cells(LESSON) if s.startswith("scaled = scale("))
    # The student's own cells, and a given one that the student changed.
    assert page.run("scale(x_train)").status == "error"
    assert page.run(wants_scale + "\n1 / 0").status == "error"
    page.run("def scale(images):\n    return images.astype('float32') / 255")
    page.run('check("scale")')
    page.run("del x_train")
    assert page.run(wants_scale).error == "NameError", "the exercise has passed"


def test_programs_that_run_notebooks_see_the_error(begun):
    page = begun(LESSON, person=False)
    for source, cell in cells(LESSON)[:2]:
        page.run(source, cell)
    wants_scale = next(s for s, _ in cells(LESSON) if s.startswith("scaled = scale("))
    assert page.run(wants_scale).status == "error"
