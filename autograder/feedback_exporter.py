"""Lets `nbgrader generate_feedback`, and the form grader's button, write the same pages."""

from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter

from autograder.gradebook import reading
from autograder.pages import feedback
from autograder.records import graded_notebooks, verdicts


class FeedbackExporter(HTMLExporter):
    """nbgrader's `GenerateFeedback.exporter_class` in the folder of a graded class."""

    export_from_notebook = ""

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[Any, dict[str, Any]]:
        """The feedback page of an autograded notebook.

        Args:
            filename: `OUT/autograded/<student>/<lesson>/<lesson>.ipynb`.
            resources: as nbgrader gives them.

        Raises:
            CourseError: where that submission was not graded by mnist-autograder.
        """
        lesson = Path(filename).resolve().parent
        out, key = lesson.parents[2], lesson.parent.name
        mark = reading.mark(out, key, lesson.name)
        graded = verdicts.load(out, key, lesson.name)
        assert mark is not None, "verdicts without marks"
        about = resources if resources is not None else {}
        about.setdefault("outputs", {})
        about["output_extension"] = ".html"
        code = graded_notebooks.answers(out, key, lesson.name)
        return feedback.page(graded, mark, feedback.panels(graded), code), about
