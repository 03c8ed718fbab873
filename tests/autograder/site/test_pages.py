"""What the site shows of a lesson and of a guide, and what it must not."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.site import api, pages
from mnist_course import course

PICTURE = new_output("display_data", {"text/html": "<img>", pages.WIDGET: {"model_id": "1"}})
ALONE = new_output("display_data", {pages.WIDGET: {"model_id": "1"}})


def shown(source: str, *before: str, metadata=None, outputs=(PICTURE,)):
    """A cell on the site, after cells with these sources."""
    cells = [new_code_cell(one) for one in before]
    cells.append(new_code_cell(source, metadata=metadata or {}))
    released, run = new_notebook(cells=cells), new_notebook(cells=[*cells])
    run = nbformat.from_dict(run.copy())
    run.cells = [nbformat.from_dict({**one, "outputs": list(outputs)}) for one in cells]
    return pages.lesson(released, run).cells[-1]


def test_a_figure_is_shown_and_needs_no_kernel():
    (output,) = shown("show(figure)").outputs
    assert output.data == {"text/html": "<img>"}
    assert shown("widget", outputs=[ALONE]).outputs == [ALONE]


@pytest.mark.parametrize(
    ("source", "metadata"),
    [
        ("begin('02_preprocessing')", {}),
        ("predict('wraps')", {}),
        ("def scale(images): ...", {"nbgrader": {"solution": True}}),
        ("check('scale')", {"nbgrader": {"solution": False, "grade": True}}),
    ],
)
def test_neither_progress_nor_answers_nor_verdicts_are_shown(source, metadata):
    assert shown(source, metadata=metadata).outputs == []


def test_what_answers_a_prediction_is_folded_and_nothing_else():
    def folded(*sources):
        return "hide-output" in shown(*reversed(sources)).metadata["tags"]

    assert not folded("1 + 1")
    assert folded("predict('sum')", "1 + 1")
    assert folded("predict('sum')", "print(1 + 1)\ncompare('sum', 2)")
    assert not folded("compare('sum', 2)", "1 + 1")


def test_what_students_find_folded_is_folded():
    tags = shown("draw()", metadata={"jupyter": {"source_hidden": True}}).metadata["tags"]
    assert tags == ["hide-input"]


def test_links_lead_to_pages_or_are_words():
    known = {"autograder/README.md", "docs/colab.md"}
    for text, there in (
        ("[Colab](../docs/colab.md)", True),
        ("[Colab](../docs/colab.md#first)", True),
        ("[here](#below)", True),
        ("[Moodle](https://moodle.org)", True),
        ("[nbgrader_config.py](nbgrader_config.py)", False),
        ("[its settings](../pyproject.toml)", False),
    ):
        said = pages.guide(f"See {text}.", "autograder/README.md", known)
        assert said == (f"See {text}." if there else f"See {text[1 : text.index(']')]}.")
    picture = "![a pad](docs/pad.png)"
    assert pages.guide(picture, "README.md", set()) == picture


def test_the_reference_has_what_the_lessons_import():
    sources = [
        cell.source
        for lesson in course.lessons()
        for cell in nbformat.read(course.lesson_notebook(lesson.id), 4).cells
        if cell.cell_type == "code"
    ]
    found = api.imported(["%matplotlib inline\nimport numpy as np", "x =", *sources])
    assert {"begin", "check", "predict"} <= set(found["mnist_course"])
    assert found["mnist_course.widgets"] == []
    assert "show" in found["mnist_course.figures"]
    assert all(one.startswith("mnist_course") for one in found)
