"""`confusion_explorer(labels, probabilities, images)`: the digits behind each mistake."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets

from mnist_course import spec
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say, sentence
from mnist_course.core.own_work import does
from mnist_course.widgets.base import Widget, figure, picture
from mnist_course.widgets.reading import percent
from mnist_course.widgets.scripts import module

MOST_IN_A_CELL = 40
MOST_OF_THE_WORST = 24


@dataclass(frozen=True)
class Sorted:
    """Test images sorted by what they are and what they were read as.

    Attributes:
        counts: int (10, 10), rows the true digit, columns the digit read.
        cells: for each (true, read) that occurs, the images' numbers, the surest first.
        worst: the numbers of the images read wrongly, the surest first.
    """

    counts: np.ndarray
    cells: dict[tuple[int, int], np.ndarray]
    worst: np.ndarray


@does("confusion_matrix")
def sort_out(labels: np.ndarray, probabilities: np.ndarray) -> Sorted:
    """Sort images by true digit and digit read.

    Args:
        labels: int (n,).
        probabilities: float (n, 10).
    """
    read = probabilities.argmax(axis=1)
    sure = probabilities.max(axis=1)
    by_sureness = np.argsort(-sure, kind="stable")
    counts = np.zeros((spec.CLASSES, spec.CLASSES), int)
    np.add.at(counts, (labels, read), 1)
    cells = {
        (int(true), int(seen)): by_sureness[
            (labels[by_sureness] == true) & (read[by_sureness] == seen)
        ]
        for true, seen in np.argwhere(counts)
    }
    return Sorted(counts, cells, by_sureness[labels[by_sureness] != read[by_sureness]])


class ConfusionExplorer(Widget):
    """The matrix and the digits behind it; made by `confusion_explorer`.

    Attributes:
        chosen: the cell that is shown, [true, read]; [] for the worst mistakes.
    """

    _esm = module("confusion")

    description = sentence(
        "A confusion matrix, rows the true digit, with the images behind each cell"
    )

    counts: traitlets.List = traitlets.List().tag(sync=True)
    cells: traitlets.Dict = traitlets.Dict().tag(sync=True)
    worst: traitlets.List = traitlets.List().tag(sync=True)
    entries: traitlets.List = traitlets.List().tag(sync=True)
    pixels = traitlets.Bytes().tag(sync=True)
    size: traitlets.List = traitlets.List().tag(sync=True)
    chosen: traitlets.List = traitlets.List().tag(sync=True)

    def __init__(self, labels: np.ndarray, probabilities: np.ndarray, images: np.ndarray):
        found = sort_out(labels, probabilities)
        self._sorted, self._images = found, images
        self._labels, self._probabilities = labels, probabilities
        kept = {cell: numbers[:MOST_IN_A_CELL] for cell, numbers in found.cells.items()}
        worst = found.worst[:MOST_OF_THE_WORST]
        # Each image once, however often it is shown; entries point to it by place.
        numbers = list(dict.fromkeys(np.concatenate([*kept.values(), worst]).tolist()))
        place = {number: index for index, number in enumerate(numbers)}
        super().__init__(
            counts=found.counts.tolist(),
            cells={
                f"{true},{read}": [place[one] for one in chosen.tolist()]
                for (true, read), chosen in kept.items()
            },
            worst=[place[one] for one in worst.tolist()],
            entries=[self._entry(number) for number in numbers],
            pixels=images[numbers].tobytes(),
            size=list(images.shape[1:]),
        )

    def _entry(self, number: int) -> list:
        true = int(self._labels[number])
        shares = self._probabilities[number]
        read = int(shares.argmax())
        return [number, true, read, percent(shares[read]), percent(shares[true])]

    def still(self) -> str:
        head = "".join(f"<th scope='col'>{digit}</th>" for digit in range(spec.CLASSES))
        rows = "".join(
            f"<tr><th scope='row'>{digit}</th>"
            + "".join(f"<td style='text-align:right'>{count:,}</td>" for count in line)
            + "</tr>"
            for digit, line in enumerate(self._sorted.counts.tolist())
        )
        mistakes = ""
        for number in self._sorted.worst[:10].tolist():
            _, true, read, share, _ = self._entry(number)
            words = say("{true} read as {read}, {share} sure", true=true, read=read, share=share)
            mistakes += figure(picture(self._images[number], words, scale=2), words)
        return (
            f"<table><caption>{say('Rows: the true digit. Columns: the digit read.')}</caption>"
            f"<tr><td></td>{head}</tr>{rows}</table>"
            f"<p>{say('The worst mistakes:')}</p>{mistakes}"
        )


def confusion_explorer(labels: Any, probabilities: Any, images: Any) -> ConfusionExplorer:
    """See which digits are taken for which, and look at them.

    Args:
        labels: the true digits, int (n,).
        probabilities: what the model gave, float (n, 10).
        images: uint8 (n, 28, 28), or float in [0, 1], also with a channel axis.

    Raises:
        CourseError: where they do not fit together.
    """
    labels, probabilities, images = map(np.asarray, (labels, probabilities, images))
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    count = len(labels) if labels.ndim == 1 else None
    if count is None or labels.dtype.kind not in "iu":
        raise CourseError(
            say(
                "The labels have shape {shape} and type {dtype}. Give whole numbers, one for "
                "each image.",
                shape=labels.shape,
                dtype=labels.dtype,
            )
        )
    if probabilities.shape != (count, spec.CLASSES):
        raise CourseError(
            say(
                "The probabilities have shape {shape}; for {count:,} labels they should have "
                "({count}, {classes}). Give what `model.predict` returned.",
                shape=probabilities.shape,
                count=count,
                classes=spec.CLASSES,
            )
        )
    if images.ndim != 3 or len(images) != count:
        raise CourseError(
            say(
                "The images have shape {shape}; for {count:,} labels they should have ({count}, "
                "{image_height}, {image_width}).",
                shape=images.shape,
                count=count,
                image_height=spec.IMAGE_HEIGHT,
                image_width=spec.IMAGE_WIDTH,
            )
        )
    if count == 0 or labels.min() < 0 or labels.max() >= spec.CLASSES:
        raise CourseError(
            say(
                "The labels should be digits from 0 to {classes}, at least one.",
                classes=spec.CLASSES - 1,
            )
        )
    if images.dtype != np.uint8:
        images = np.round(np.clip(images, 0, 1) * spec.BRIGHTEST).astype(np.uint8)
    return ConfusionExplorer(labels, probabilities, images)
