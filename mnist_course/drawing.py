"""Frame a drawing as MNIST frames its digits.

The digits of MNIST were scaled to fit a box of 20×20 pixels with their proportions kept, then
placed in a field of 28×28 so that their centre of mass lies in the field's centre (Y. LeCun,
L. Bottou, Y. Bengio and P. Haffner, "Gradient-Based Learning Applied to Document Recognition",
Proceedings of the IEEE, 1998, section III.A). In the 10,000 test images that centre lies at
row and column 14.0 ± 0.3, counted from 0.
"""

import itertools

import numpy as np

from mnist_course import spec
from mnist_course.core.own_work import does


@does("center_drawing")
def center_drawing(drawing: np.ndarray) -> np.ndarray:
    """A grey drawing as an input for the network.

    Args:
        drawing: uint8 (h, w), white (255) on black (0), of any size; it is not changed.

    Returns:
        float32 (28, 28, 1) in [0, 1]. The longer side of the ink's bounding box measures 20
        pixels, and the ink's centre of mass lies within half a pixel of the middle, unless the
        box would then reach over the edge: it is moved no further than the edge. A blank
        drawing gives a blank image.

    Raises:
        ValueError: where `drawing` does not have two axes.
    """
    drawing = np.asarray(drawing)
    if drawing.ndim != 2:
        raise ValueError(f"a drawing of shape {drawing.shape}; expected (h, w)")
    framed = np.zeros((spec.IMAGE_HEIGHT, spec.IMAGE_WIDTH), np.float32)
    rows, columns = np.flatnonzero(drawing.any(axis=1)), np.flatnonzero(drawing.any(axis=0))
    if rows.size:
        ink = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] / spec.BRIGHTEST
        small = _shrink(ink.astype(np.float32))
        top, left = (_start(small, axis, framed.shape[axis]) for axis in (0, 1))
        framed[top : top + small.shape[0], left : left + small.shape[1]] = small
    return framed[..., np.newaxis]


def _shrink(ink: np.ndarray) -> np.ndarray:
    """The ink with its longer side at the length of the box, proportions kept."""
    longest = max(ink.shape)
    height, width = (max(1, round(side * spec.DRAWING_BOX / longest)) for side in ink.shape)
    return np.clip(_weights(ink.shape[0], height) @ ink @ _weights(ink.shape[1], width).T, 0, 1)


def _weights(old: int, new: int) -> np.ndarray:
    """(new, old): how much each old pixel gives to each new one, by the length they share."""
    edges = np.linspace(0, old, new + 1)
    starts = np.arange(old)
    shared = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    shared = np.clip(shared, 0, None)
    return (shared / shared.sum(axis=1, keepdims=True)).astype(np.float32)


def _start(small: np.ndarray, axis: int, size: int) -> int:
    """Where the ink begins along `axis`, so that its centre of mass comes to the middle."""
    mass = small.sum(axis=1 - axis)
    centre = float((mass * np.arange(len(mass))).sum() / mass.sum())
    # An even drawing lies just between two places; what is smaller than that is rounding.
    place = round(round(size / 2 - centre, 3))
    return min(max(place, 0), size - len(mass))


_SAMPLE = np.array(
    [
        [0.27, 0.10, 0.01, 0.03, 0.15, 0.32, 0.52, 0.74, 0.92, 1.00, 0.96, 0.94, 0.97, 0.95],
        [0.08, 0.20, 0.45, 0.68, 0.84, 0.82, 0.60, 0.34, 0.12, 0.02, 0.25, 0.50, 0.75, 1.00],
    ]
).T
"""The pen's way for a 2, rows and columns, as parts of its height and width."""


def sample_drawing(size: int = 280) -> np.ndarray:
    """A 2 drawn by code, small and off-centre, to try things on without a pad.

    Args:
        size: height and width of the sheet, in pixels.

    Returns:
        uint8 (size, size), white on black.
    """
    points = np.array([0.16, 0.14]) + _SAMPLE * np.array([0.46, 0.34])
    return stroke(points * size, size, thickness=size / 17)


def stroke(points: np.ndarray, size: int, thickness: float) -> np.ndarray:
    """A pen's stroke along straight lines between points.

    Args:
        points: (n, 2), rows and columns in pixels, n at least 2.
        size: height and width of the sheet.
        thickness: of the pen, in pixels.

    Returns:
        uint8 (size, size), white on black, with edges one pixel soft.
    """
    points = np.asarray(points, np.float32)
    sheet = np.zeros((size, size), np.float32)
    reach = thickness / 2 + 1
    for start, end in itertools.pairwise(points):
        # Only the part of the sheet that this line can touch.
        low = np.floor(np.minimum(start, end) - reach).astype(int).clip(0, size)
        high = np.ceil(np.maximum(start, end) + reach + 1).astype(int).clip(0, size)
        part = sheet[low[0] : high[0], low[1] : high[1]]
        grid = np.moveaxis(np.mgrid[low[0] : high[0], low[1] : high[1]], 0, -1)
        along = end - start
        length = max(float(along @ along), 1e-6)
        share = np.clip((grid - start) @ along / length, 0, 1)[..., None]
        apart = np.linalg.norm(grid - start - share * along, axis=-1)
        np.maximum(part, np.clip(thickness / 2 + 0.5 - apart, 0, 1), out=part)
    return np.rint(sheet * spec.BRIGHTEST).astype(np.uint8)
