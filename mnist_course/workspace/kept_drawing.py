"""The drawing that a student keeps for the last page; it stays in the workspace."""

from pathlib import Path

import numpy as np

from mnist_course.core import files
from mnist_course.core.course_file import taught
from mnist_course.core.language import say
from mnist_course.display import png
from mnist_course.workspace import progress

_FILE = "drawing.png"
LARGEST = 1024
"""Pixels along a side; the pad's sheet has 280."""


def keep(drawing: np.ndarray, start: Path | None = None) -> str:
    """Keep a drawing, in place of the one before, and say so; nothing is raised.

    Args:
        drawing: grey, uint8 (h, w).
        start: a folder of the workspace, by default the current one.
    """
    root = progress.workspace(start)
    if root is None:
        return say("This notebook lies in no workspace, so the drawing is not kept.")
    try:
        files.write(root / progress.FOLDER / _FILE, png.of_pixels(drawing))
    except OSError as error:
        return say("The drawing could not be kept ({reason}).", reason=error.strerror or error)
    return say(
        "Kept for your last page{in_lesson_9}.",
        in_lesson_9=taught("09_beyond", say(", in lesson 9")),
    )


def load(start: Path | None = None) -> np.ndarray | None:
    """The drawing that was kept, uint8 (h, w); None where there is none that can be read."""
    from PIL import Image

    root = progress.workspace(start)
    if root is None:
        return None
    try:
        with Image.open(root / progress.FOLDER / _FILE, formats=("PNG",)) as image:
            if max(image.size) > LARGEST:
                return None
            return np.asarray(image.convert("L"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # Pillow says each of these of a damaged picture.
        return None
