"""`refusing(model)`: things that are no digits, and a threshold below which no answer is given."""

from typing import Any

import numpy as np
import traitlets

from mnist_course.core.errors import CourseError
from mnist_course.core.language import say, sentence
from mnist_course.display import png
from mnist_course.interpretability import calibration, no_digits
from mnist_course.widgets.base import Widget, figure, picture
from mnist_course.widgets.reading import percent
from mnist_course.widgets.scripts import module

BEGINNING = 95
"""Percent; the threshold at the start."""


class Refusing(Widget):
    """Strangers and a threshold; made by `refusing`.

    Attributes:
        threshold: how sure the network must be to answer, in percent.
    """

    _esm = module("strangers")

    description = sentence(
        "Things that are no digits, what the network reads in them, and a threshold that refuses"
    )

    size: traitlets.List = traitlets.List().tag(sync=True)
    pixels = traitlets.Bytes().tag(sync=True)
    strangers: traitlets.List = traitlets.List().tag(sync=True)
    costs: traitlets.List = traitlets.List().tag(sync=True)
    threshold = traitlets.Int(BEGINNING).tag(sync=True)

    def __init__(
        self,
        strangers: list[no_digits.Stranger],
        said: np.ndarray,
        costs: list[calibration.Refusals],
    ):
        self._images = png.grey(np.stack([one.image[..., 0] for one in strangers]), 0, 1)
        super().__init__(
            size=list(self._images.shape[1:]),
            pixels=self._images.tobytes(),
            strangers=[
                [one.name, int(shares.argmax()), float(shares.max())]
                for one, shares in zip(strangers, said)
            ],
            costs=[vars(one) for one in costs],
        )

    def still(self) -> str:
        pictures = "".join(
            figure(
                picture(image, say("{name}, which is no digit", name=name), 3),
                f"{name}: {digit}, {percent(sure)}",
            )
            for (name, digit, sure), image in zip(self.strangers, self._images)
        )
        read = sum(100 * sure >= self.threshold for _, _, sure in self.strangers)
        cost = self.costs[self.threshold]
        return (
            "<p>"
            + say(
                "Answering only when at least {threshold} % sure, the network still reads {read} "
                "of {strangers} things that are no digits. It refuses {refused:,} of {all:,} test "
                "images; of those it answers, {wrong:,} are wrong.",
                threshold=self.threshold,
                read=read,
                strangers=len(self.strangers),
                refused=cost["refused"],
                all=cost["refused"] + cost["answered"],
                wrong=cost["wrong"],
            )
            + f"</p>{pictures}"
        )


def refusing(model: Any, probabilities: Any, labels: Any) -> Refusing:
    """See what a network says of things that are no digits, and what a threshold costs.

    Args:
        model: a Keras model from (n, 28, 28, 1) in [0, 1] to ten probabilities.
        probabilities: what it said of the test images, float (n, 10).
        labels: their digits, int (n,).

    Raises:
        CourseError: where probabilities and labels do not fit together.
    """
    said, labels = np.asarray(probabilities), np.asarray(labels)
    if said.ndim != 2 or labels.shape != said.shape[:1]:
        raise CourseError(
            say(
                "Probabilities of shape {shape} and labels of shape {labels}; expected (n, 10) "
                "and (n,). Give what `model.predict` returned, and the labels.",
                shape=said.shape,
                labels=labels.shape,
            )
        )
    strangers = no_digits.strangers()
    images = np.stack([one.image for one in strangers])
    costs = [calibration.refuse(said, labels, percent / 100) for percent in range(101)]
    return Refusing(strangers, model.predict(images, verbose=0), costs)
