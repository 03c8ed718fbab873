"""All that is written of a graded submission, made where it was graded."""

from dataclasses import replace

from autograder.pages import autograded, feedback
from autograder.records import graded_notebooks, marks, verdicts
from autograder.records.marks import Mark
from autograder.records.results import Graded

NOTEBOOK, PAGE = "notebook", "page"


def render(graded: Graded) -> Graded:
    """The same submission with its files, and without what went into them.

    Its page shows the marks as they were graded. What only the gradebook knows, a mark by hand or
    a penalty, comes to it where the gradebook is: see `page`.
    """
    if graded.files:
        return graded
    shown = feedback.panels(graded)
    notebook = autograded.notebook(graded, shown)
    files = {
        NOTEBOOK: notebook,
        PAGE: feedback.page(graded, marks.as_graded(graded), shown, _code(notebook, graded.lesson)),
        verdicts.KIND: verdicts.text(graded),
    }
    in_short = tuple(result.in_short() for result in graded.results)
    return replace(graded, results=in_short, notebook={}, files=files)


def page(graded: Graded, mark: Mark) -> str:
    """The page of a rendered submission, with the marks as the gradebook has them."""
    if mark == marks.as_graded(graded):
        return graded.files[PAGE]
    whole = verdicts.read(graded.files[verdicts.KIND])
    code = _code(graded.files[NOTEBOOK], graded.lesson)
    return feedback.page(whole, mark, feedback.panels(whole), code)


def _code(notebook: str, lesson_id: str) -> dict[str, str]:
    # As it is written, and would be read again: lone surrogates replaced.
    return graded_notebooks.answers_in(notebook.encode("utf-8", "replace"), lesson_id)
