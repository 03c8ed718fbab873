"""The autograded notebook: as it ran, made harmless, each verdict beside its check."""

import functools
from pathlib import Path
from typing import Any

from autograder.pages import harmless
from autograder.pages.feedback import Panels
from autograder.records.results import Graded
from mnist_course import course
from mnist_course.core.exercise import CHECK_SUFFIX
from mnist_course.display import panel


@functools.cache
def _released(path: Path) -> Any:
    import nbformat

    return nbformat.read(path, as_version=4)


def released(lesson_id: str) -> Any:
    """The instructor's copy of the lesson's notebook."""
    return _released(course.lesson_notebook(lesson_id))


def notebook(graded: Graded, shown: Panels) -> str:
    """The notebook as a file.

    Args:
        graded: a submission, with the notebook as it ran.
        shown: from `feedback.panels`.
    """
    import nbformat

    made = harmless.harmless(graded.notebook, released(graded.lesson))
    verdicts = {result.exercise: result.verdict for result in graded.results}
    for cell in made.cells:
        fields = cell.metadata.get("nbgrader", {})
        exercise = fields.get("grade_id", "").removesuffix(CHECK_SUFFIX)
        if exercise in verdicts and fields["grade"]:
            words = panel.text(course.exercise(exercise), verdicts[exercise])
            cell.outputs = [harmless.panel_output(shown[exercise], words)]
    return nbformat.writes(made, indent=1) + "\n"
