"""Lessons for Google Colab: the released notebook, with a first cell that installs the course.

Elsewhere, and in grading, the added cells do nothing. Colab has TensorFlow, Keras and Jupyter
already, in versions that its own parts need, so only what it lacks is installed.
"""

import copy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.authoring import build
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Lesson
from mnist_course.core.language import say, sentence

_LACKING = ("anywidget", "psygnal")
"""What the lessons need and Colab does not have; the second is what the first needs."""

_FIRST = """\
# {told}
import subprocess
import sys

if "google.colab" in sys.modules:
    needed = {needed!r}
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)
    from mnist_course import colab

    colab.prepare({lesson!r})
"""

_HAND_IN = """\
## {title}

{told}
"""

_LAST = """\
if "google.colab" in sys.modules:
    {calls}
"""


def notebook(released: NotebookNode, lesson: Lesson, address: str) -> NotebookNode:
    """A lesson's notebook for Colab.

    Args:
        released: the students' version.
        lesson: whose.
        address: what pip installs the course from: a wheel's address, or `git+https://…` of a
            repository of the bundle.
    """
    made = copy.deepcopy(released)
    first = nbformat.v4.new_code_cell(
        _FIRST.format(
            told=say(
                "Google Colab: run this cell first, whenever you open the lesson. Elsewhere it "
                "does nothing."
            ),
            needed=[*_LACKING, address],
            lesson=lesson.id,
        ).rstrip(),
        id="colab-first",
    )
    files = [one.artefact for one in lesson.exercises if one.artefact]
    told = sentence("Choose *File → Download → Download .ipynb*.")
    if files:
        told = sentence(
            "Choose *File → Download → Download .ipynb*, and run the next cell, which downloads "
            "what your training saved."
        )
    hand_in = _HAND_IN.format(title=say("To hand in from Colab"), told=say(told)).rstrip()
    made.cells.insert(0, first)
    made.cells.append(nbformat.v4.new_markdown_cell(hand_in, id="colab-hand-in"))
    if files:
        calls = "\n    ".join(f'colab.download("{name}")' for name in files)
        last = nbformat.v4.new_code_cell(_LAST.format(calls=calls).rstrip(), id="colab-download")
        made.cells.append(last)
    # Colab's own: a notebook of the course, opened without a warning of foreign outputs.
    made.metadata["colab"] = {"provenance": [], "name": f"{lesson.id}.ipynb"}
    return made


def see_address(address: str) -> None:
    """Refuse what pip could not install from on another machine.

    Raises:
        CourseError: where it is no address.
    """
    if not address.startswith(("https://", "http://", "git+https://", "file:///")):
        raise CourseError(
            f"--colab {address!r} is no address. Name that of the wheel, or git+https://… of a "
            "repository of the bundle, as pip takes it."
        )


def write(folder: Path, lessons: Path, chosen: list[Lesson], address: str) -> None:
    """Write `<folder>/<lesson>.ipynb` for each lesson.

    Args:
        folder: is made.
        lessons: holds the released notebooks, `<lesson>/<lesson>.ipynb`.
        chosen: which.
        address: as for `notebook`.
    """
    folder.mkdir(parents=True)
    for lesson in chosen:
        path = lessons / lesson.id / f"{lesson.id}.ipynb"
        made = notebook(nbformat.read(path, as_version=4), lesson, address)
        (folder / path.name).write_text(build.as_text(made), "utf-8", newline="\n")
