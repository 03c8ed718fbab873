"""The solved lessons, run from the first cell to the last in a workspace of their own."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from mnist_course.core.errors import CourseError, first_line
from mnist_course.core.exercise import Lesson
from mnist_course.workspace import delivery


def executed(solutions: Path, lessons: list[Lesson], workspace: Path) -> Iterator[NotebookNode]:
    """Run lessons one after the other; later ones find what earlier ones saved.

    Args:
        solutions: holds `<lesson>/<lesson>.ipynb`, with solutions.
        lessons: which, in the course's order.
        workspace: a folder to make and to run them in.

    Yields:
        Each notebook with its outputs.

    Raises:
        CourseError: where a cell stops with an error, or a kernel dies.
    """
    delivery.prepare(workspace)
    for lesson in lessons:
        notebook = nbformat.read(solutions / lesson.id / f"{lesson.id}.ipynb", 4)
        resources = {"metadata": {"path": str(workspace / lesson.id)}}
        client = NotebookClient(
            notebook, timeout=None, resources=resources, store_widget_state=False
        )
        quiet = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
        try:
            client.execute(env=quiet, stderr=subprocess.DEVNULL)
        except (CellExecutionError, DeadKernelError) as error:
            raise CourseError(
                f"The solved notebook of {lesson.id} stopped: {first_line(error)}. The pages were "
                "not made; run that notebook, and mend its master."
            ) from None
        yield notebook
