"""What became of a drawing that every way of scaling frames alike, pixel by pixel.

Two kinds of ink are such: ink whose longer side measures 20 pixels already, and a rectangle of one
grey whose sides come to whole pixels. Methods of Pillow, SciPy and TensorFlow give the same for
them (measured: within 1e-6), so that what others hide in their tolerance shows here.
"""

import numpy as np

from mnist_course import spec
from mnist_course.answers import drawings
from mnist_course.drawing import center_drawing

_SAME = 0.002
"""Half a step of 255, about half of what a division by 256 takes from bright ink."""

_ALIKE = 0.75

_PALE = 0.3
"""What is called pale; the small drawing has such greys."""

_LOWEST_CENTRE, _HIGHEST_CENTRE = drawings.MIDDLE - 1.02, drawings.MIDDLE + 0.52
"""Rounded to row 14 or to the field's own middle, 13.5; and a little for rounding errors."""


def ink_of(drawing: np.ndarray) -> np.ndarray | None:
    """The ink of a drawing as it must be framed; None where methods may differ.

    Args:
        drawing: uint8 (h, w), not blank.

    Returns:
        float64, its longer side 20 pixels, from 0 to 1.
    """
    top, bottom, left, right = drawings.box(drawing, 0)
    ink = drawing[top : bottom + 1, left : right + 1] / spec.BRIGHTEST
    longest = max(ink.shape)
    if longest == spec.DRAWING_BOX:
        return ink
    sides = [max(1, round(side * spec.DRAWING_BOX / longest)) for side in ink.shape]
    whole = all(side == 1 or not side * spec.DRAWING_BOX % longest for side in ink.shape)
    return np.full(sides, ink[0, 0]) if whole and (ink == ink[0, 0]).all() else None


def fault(ink: np.ndarray, pixels: np.ndarray) -> str | None:
    """The name of what is wrong with a frame, or None.

    Args:
        ink: from `ink_of`.
        pixels: (28, 28), with ink in it.
    """
    # Half as bright as the faintest ink, so that a soft edge is no row of its own.
    top, bottom, left, right = drawings.box(pixels, ink.min() / 2 / pixels.max())
    found = pixels[top : bottom + 1, left : right + 1]
    around = pixels.copy()
    around[top : bottom + 1, left : right + 1] = 0
    if found.shape != ink.shape:
        scaled = max(found.shape) == spec.DRAWING_BOX
        return "edge-cut-off" if scaled and _is_cut(ink, pixels) else "wrong-size"
    if np.abs(found - ink).max() > _SAME:
        return _ink_fault(ink, found)
    if around.max() > _SAME:
        return "stray-ink"
    centred = all(_LOWEST_CENTRE <= one <= _HIGHEST_CENTRE for one in drawings.centre(pixels))
    return None if centred else "not-centred"


def _ink_fault(ink: np.ndarray, found: np.ndarray) -> str:
    """What is wrong with ink that has the right size."""
    known = {
        "divided-by-256": ink * spec.BRIGHTEST / (spec.BRIGHTEST + 1),
        "stretched-brightness": ink / ink.max(),
    }
    for name, other in known.items():
        if np.abs(found - other).max() < _SAME / 2:
            return name
    is_kept = np.abs(found - ink) <= _SAME
    if is_kept[ink >= _PALE].all():
        return "greys-dropped"
    if _is_cut(ink, found):
        return "edge-cut-off"
    return "other-brightness" if _likeness(ink, found) > _ALIKE else "another-picture"


def _is_cut(ink: np.ndarray, pixels: np.ndarray) -> bool:
    """Whether the ink without its first or last row or column is more like it than all of it."""
    cut = ink[1:], ink[:-1], ink[:, 1:], ink[:, :-1]
    most = max(_likeness(part, pixels) for part in cut if part.size)
    return most > max(_ALIKE, _likeness(ink, pixels))


def _likeness(ink: np.ndarray, pixels: np.ndarray) -> float:
    grey = np.rint(ink * spec.BRIGHTEST).astype(np.uint8)
    framed = np.zeros((spec.IMAGE_HEIGHT, spec.IMAGE_WIDTH))
    framed[: pixels.shape[0], : pixels.shape[1]] = pixels
    return drawings.likeness(center_drawing(grey)[..., 0], framed)
