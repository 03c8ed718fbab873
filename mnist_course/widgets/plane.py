"""`digit_map(model, images, labels)`: the last hidden layer's numbers of many digits as a map."""

from typing import Any

import numpy as np
import traitlets

from mnist_course import spec
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say, sentence
from mnist_course.display import png
from mnist_course.interpretability import parts, projection
from mnist_course.widgets.base import Widget
from mnist_course.widgets.scripts import module

MOST = 2_000
SIDE = 600
_EDGE = 12

COLOURS = (
    "#c2410c", "#2563eb", "#15803d", "#a21caf", "#0e7490",
    "#b45309", "#dc2626", "#6d5bd0", "#4d7c0f", "#be185d",
)  # fmt: skip
"""One for each digit, to be read on white and on black; the numerals tell them apart without."""


class DigitMap(Widget):
    """Digits as numerals on a plane; made by `digit_map`.

    Attributes:
        chosen: the number of the image that is shown.
    """

    _esm = module("plane")

    description = sentence(
        "The numbers of the last hidden layer for many digits, as a map of numerals"
    )

    size: traitlets.List = traitlets.List().tag(sync=True)
    pixels = traitlets.Bytes().tag(sync=True)
    places: traitlets.List = traitlets.List().tag(sync=True)
    labels: traitlets.List = traitlets.List().tag(sync=True)
    read: traitlets.List = traitlets.List().tag(sync=True)
    drawing = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.Int().tag(sync=True)

    def __init__(
        self, images: np.ndarray, places: np.ndarray, labels: np.ndarray, read: np.ndarray
    ):
        super().__init__(
            size=list(images.shape[1:]),
            pixels=images.tobytes(),
            places=places.tolist(),
            labels=labels.tolist(),
            read=read.tolist(),
            drawing=_drawing(places, labels),
        )

    def still(self) -> str:
        return self.drawing


def digit_map(model: Any, images: Any, labels: Any) -> DigitMap:
    """See how near the last hidden layer puts digits to each other.

    Args:
        model: a Keras model from (n, 28, 28, 1) in [0, 1] to ten probabilities.
        images: float (n, 28, 28, 1) in [0, 1]; the first 2,000 are shown.
        labels: int (n,).

    Raises:
        CourseError: where one of them is something else.
    """
    images, labels = np.asarray(images)[:MOST], np.asarray(labels)[:MOST]
    fits = images.shape[1:] == spec.INPUT_SHAPE and len(images) > 1
    if not fits or images.dtype.kind != "f" or labels.shape != images.shape[:1]:
        raise CourseError(
            say(
                "Images of shape {shape} and type {dtype}, labels of shape {labels}; expected "
                "prepared images (n, 28, 28, 1) and labels (n,), such as x_val and y_val.",
                shape=images.shape,
                dtype=images.dtype,
                labels=labels.shape,
            )
        )
    plane = projection.principal_plane(parts.hidden_values(model, images)).places
    low, high = plane.min(axis=0), plane.max(axis=0)
    spread = (plane - low) / np.where(high > low, high - low, 1)
    # Up is up: on the screen rows are counted downwards.
    across, up = spread.T
    places = np.stack([across, 1 - up], axis=1) * (SIDE - 2 * _EDGE) + _EDGE
    read = model.predict(images, batch_size=500, verbose=0).argmax(axis=1)
    return DigitMap(png.grey(images[..., 0], 0, 1), places.round(1), labels, read)


def _drawing(places: np.ndarray, labels: np.ndarray) -> str:
    groups = "".join(
        f'<g fill="{colour}">'
        + "".join(f'<text x="{x:g}" y="{y:g}">{digit}</text>' for x, y in places[labels == digit])
        + "</g>"
        for digit, colour in enumerate(COLOURS)
    )
    words = say(
        "A map of {labels:,} digits, each a numeral; those that the network sees alike lie "
        "close together",
        labels=len(labels),
    )
    return (
        f'<svg role="img" aria-label="{words}" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" '
        f'height="{SIDE}" font-size="11" font-family="sans-serif" text-anchor="middle" '
        f'dominant-baseline="central">{groups}</svg>'
    )
