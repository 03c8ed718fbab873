"""`small_steps(model, image)`: an image that is turned, step by step, into another digit's."""

from typing import Any

import numpy as np
import traitlets

from mnist_course import spec
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say, sentence
from mnist_course.display import png
from mnist_course.interpretability import adversarial
from mnist_course.widgets.base import Widget, as_input, figure, picture
from mnist_course.widgets.reading import percent
from mnist_course.widgets.scripts import module


class SmallSteps(Widget):
    """The way to each other digit; made by `small_steps`.

    Attributes:
        target: the digit that it is turned into.
        step: how many steps are taken.
    """

    _esm = module("steps")

    description = sentence(
        "A digit that small steps turn into another one for the network, not for the eye"
    )

    size: traitlets.List = traitlets.List().tag(sync=True)
    pixels = traitlets.Bytes().tag(sync=True)
    shares = traitlets.Bytes().tag(sync=True)
    steps = traitlets.Int().tag(sync=True)
    length = traitlets.Float().tag(sync=True)
    read = traitlets.Int().tag(sync=True)
    target = traitlets.Int().tag(sync=True)
    step = traitlets.Int().tag(sync=True)

    def __init__(self, ways: np.ndarray, shares: np.ndarray, length: float, target: int):
        self._ways, self._shares = png.grey(ways[..., 0], 0, 1), shares
        arrived = shares[target].argmax(axis=1) == target
        self._enough = int(arrived.argmax()) if arrived.any() else len(arrived) - 1
        super().__init__(
            size=list(self._ways.shape[2:]),
            pixels=self._ways.tobytes(),
            shares=np.ascontiguousarray(shares, np.float32).tobytes(),
            steps=ways.shape[1] - 1,
            length=length,
            read=int(shares[0, 0].argmax()),
            target=target,
        )

    def still(self) -> str:
        before, after = self._ways[self.target, [0, self._enough]]
        said = self._shares[self.target, self._enough]
        most = self.length * self._enough
        steps = "1 step" if self._enough == 1 else f"{self._enough} steps"
        grey = (128 + (after.astype(int) - before)).clip(0, 255).astype(np.uint8)
        return (
            figure(
                picture(before, say("A digit, read as {read}", read=self.read), 6),
                say("read as {read}", read=self.read),
            )
            + figure(
                picture(
                    grey, say("What was added: grey for none, bright for more, dark for less"), 6
                ),
                say(
                    "what was added: {steps} of {length:g}, at most {most:.2f}",
                    steps=steps,
                    length=self.length,
                    most=most,
                ),
            )
            + figure(
                picture(
                    after,
                    say("To the eye the same digit, read as {digit}", digit=said.argmax()),
                    6,
                ),
                say(
                    "read as {digit}, {share} sure",
                    digit=said.argmax(),
                    share=percent(said.max()),
                ),
            )
        )


def small_steps(model: Any, image: Any, target: int = 3) -> SmallSteps:
    """Turn a digit into another for the network, in small steps along the slope of the loss.

    Args:
        model: a Keras model from (n, 28, 28, 1) in [0, 1] to ten probabilities.
        image: uint8 (28, 28), or float (28, 28) or (28, 28, 1) in [0, 1].
        target: the digit to begin with, 0 to 9; the widget has them all.

    Raises:
        CourseError: where the model, the image or the target is something else.
    """
    pixels = as_input(image)
    ways = adversarial.steps_towards(model, pixels)
    said = model.predict(ways.reshape(-1, *spec.INPUT_SHAPE), batch_size=500, verbose=0)
    shares = said.reshape(*ways.shape[:2], spec.CLASSES)
    return SmallSteps(ways, shares, adversarial.STEP, as_digit(target))


def as_digit(target: Any) -> int:
    """A digit as an int.

    Raises:
        CourseError: where it is none.
    """
    if isinstance(target, (bool, np.bool_)) or target not in range(spec.CLASSES):
        raise CourseError(
            say(
                "The target is {target!r}. Give a digit from 0 to {classes}.",
                target=target,
                classes=spec.CLASSES - 1,
            )
        )
    return int(target)
