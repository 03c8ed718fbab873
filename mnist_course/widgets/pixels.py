"""`why(model, image)`: which pixels decided, by covering them and by the slope of the score."""

from typing import Any

import numpy as np
import traitlets

from mnist_course import spec
from mnist_course.core.language import say, sentence
from mnist_course.display import heat, png
from mnist_course.interpretability import attribution
from mnist_course.widgets.base import Widget, as_input, figure, photograph
from mnist_course.widgets.reading import percent
from mnist_course.widgets.scripts import module


class Why(Widget):
    """Two maps of the pixels that decided; made by `why`.

    Attributes:
        digit: the one that is asked about.
        row, column: the middle of the square that covers.
    """

    _esm = module("pixels")

    description = sentence(
        "Which pixels speak for a digit: by covering them, and by the slope of its score"
    )

    size: traitlets.List = traitlets.List().tag(sync=True)
    image = traitlets.Bytes().tag(sync=True)
    plain: traitlets.List = traitlets.List().tag(sync=True)
    cover = traitlets.Int(attribution.COVER).tag(sync=True)
    covered = traitlets.Bytes().tag(sync=True)
    coverings: traitlets.List = traitlets.List().tag(sync=True)
    slopes: traitlets.List = traitlets.List().tag(sync=True)
    digit = traitlets.Int().tag(sync=True)
    row = traitlets.Int().tag(sync=True)
    column = traitlets.Int().tag(sync=True)

    def __init__(
        self, image: np.ndarray, plain: np.ndarray, covered: np.ndarray, slopes: np.ndarray
    ):
        digit = int(plain.argmax())
        row, column = np.unravel_index(covered[..., digit].argmin(), covered.shape[:2])
        self._lowest = covered[row, column]
        grey = image[..., 0]
        super().__init__(
            size=list(grey.shape),
            image=png.grey(grey, 0, 1).tobytes(),
            plain=[float(one) for one in plain],
            covered=np.ascontiguousarray(covered, np.float32).tobytes(),
            coverings=[
                heat.picture(grey, plain[one] - covered[..., one]) for one in range(spec.CLASSES)
            ],
            slopes=[heat.picture(grey, slopes[..., one]) for one in range(spec.CLASSES)],
            digit=digit,
            row=int(row),
            column=int(column),
        )

    def still(self) -> str:
        digit, size = self.digit, self.cover
        side = heat.SCALE * self.size[1]
        signs = say(
            "plus signs where it speaks for a {digit}, minus signs where against",
            digit=digit,
        )
        return (
            figure(
                photograph(
                    self.coverings[digit], say("What covering does: {signs}", signs=signs), side
                ),
                say(
                    "why a {digit}? What covering with {size}×{size} black pixels does",
                    digit=digit,
                    size=size,
                ),
            )
            + figure(
                photograph(
                    self.slopes[digit], say("The slope of the score: {signs}", signs=signs), side
                ),
                say("the slope of the score of a {digit}", digit=digit),
            )
            + "<p>"
            + say(
                "Covered around row {row}, column {column}, it reads {read}; of a {digit} it is "
                "{share} sure, uncovered {plain}.",
                row=self.row,
                column=self.column,
                read=int(self._lowest.argmax()),
                digit=digit,
                share=percent(self._lowest[digit]),
                plain=percent(self.plain[digit]),
            )
            + "</p>"
        )


def why(model: Any, image: Any) -> Why:
    """See which pixels decided, for each of the ten digits.

    Args:
        model: a Keras model from (n, 28, 28, 1) in [0, 1] to ten probabilities.
        image: uint8 (28, 28), or float (28, 28) or (28, 28, 1) in [0, 1].

    Raises:
        CourseError: where the model or the image is something else.
    """
    pixels = as_input(image)
    slopes = attribution.saliency(model, pixels)
    plain = model.predict(pixels[np.newaxis], verbose=0)[0]
    return Why(pixels, plain, attribution.covered(model, pixels), slopes)
