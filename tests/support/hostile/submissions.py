"""Submissions of lesson 02 for the corpora, quick to run: its plots are left out."""

import copy
import functools
import json
from collections.abc import Callable
from typing import Any

from autograder.intake.submission import Submission, digest
from mnist_course import course

LESSON = "02_preprocessing"
EXERCISES = tuple(exercise.id for exercise in course.lesson(LESSON).exercises)

RIGHT = {
    "scale": 'def scale(images):\n    return (images / 255).astype("float32")',
    "add_channel": "def add_channel(images):\n    return images[..., np.newaxis]",
    "prepare": "def prepare(images):\n    return add_channel(scale(images))",
    "hold_out": (
        "def hold_out(images, labels, fraction):\n"
        "    count = len(images) - round(len(images) * fraction)\n"
        "    return (images[:count], labels[:count]), (images[count:], labels[count:])"
    ),
}

Notebook = dict[str, Any]


@functools.cache
def _released() -> str:
    notebook = json.loads(course.lesson_notebook(LESSON).read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code" and "nbgrader" not in cell["metadata"]:
            # A student may change the lesson's own examples; these ones take them out.
            cell["source"] = "import numpy as np"
    return json.dumps(notebook)


def notebook(
    answers: dict[str, str] | None = None,
    before: str = "",
    after: str = "",
    change: Callable[[Notebook], None] | None = None,
) -> bytes:
    """A student's notebook.

    Args:
        answers: exercise → source of its cell; the stub where it is left out.
        before: source of a cell that the student added at the top.
        after: the same, at the bottom.
        change: what else is done to the notebook, in place.
    """
    result = copy.deepcopy(json.loads(_released()))
    for exercise, source in (answers or {}).items():
        cell_of(result, exercise)["source"] = source
    if before:
        result["cells"].insert(1, code(before, "before"))
    if after:
        result["cells"].append(code(after, "after"))
    if change:
        change(result)
    return json.dumps(result).encode()


def code(source: str, cell_id: str = "added") -> dict[str, Any]:
    """A code cell as a student adds one."""
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def cell_of(nb: Notebook, grade_id: str) -> dict[str, Any]:
    """The cell with a `grade_id`."""
    return next(c for c in nb["cells"] if _grade_id(c) == grade_id)


def place_of(nb: Notebook, grade_id: str) -> int:
    """Where that cell stands."""
    return next(i for i, c in enumerate(nb["cells"]) if _grade_id(c) == grade_id)


def _grade_id(cell: dict[str, Any]) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def submission(
    content: bytes | None, student: str = "ada", files: dict[str, bytes] | None = None
) -> Submission:
    """A submission with that notebook."""
    every = dict(files or {})
    if content is not None:
        every[f"{LESSON}.ipynb"] = content
    return Submission(student, LESSON, every, (), digest(every, []))
