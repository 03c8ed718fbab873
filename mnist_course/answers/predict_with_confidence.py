"""predict_with_confidence, of lesson 08: inputs, the right answer, and the misconceptions."""

import functools
from typing import Any

import numpy as np

from mnist_course.answers.one_image import digit, image_inputs, notice_input, row
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.exercises.predict_with_confidence import EXERCISE
from mnist_course.judging.comparison import Tolerance
from mnist_course.judging.shuffled import Shuffled, by_value

_SAME = 1e-4
"""By how much a pixel may differ: 16 bits keep less, and the probability shows it."""


def _confidence(model: Any, image: np.ndarray) -> tuple[int, float]:
    probabilities = row(model, image)
    return int(probabilities.argmax()), float(probabilities.max())


_CONFIDENCE_WRONG = (
    Misconception(
        "swapped",
        lambda model, image: _confidence(model, image)[::-1],
        "These are the right two values in the wrong order: (probability, digit).",
        "Return the digit first: `(digit, probability)`.",
    ),
    Misconception(
        "percent",
        lambda model, image: (_confidence(model, image)[0], 100 * _confidence(model, image)[1]),
        "The probability is in percent.",
        "Return it as it is, from 0 to 1.",
    ),
    Misconception(
        "all-probabilities",
        lambda model, image: (digit(model, image), row(model, image)),
        "The second value holds all ten probabilities.",
        "Only the digit's own is asked for: `probabilities[digit]`.",
    ),
    Misconception(
        "digit-only",
        digit,
        "This is the digit alone.",
        "Return both: `return digit, probability`.",
    ),
    Misconception(
        "probability-rounded",
        lambda model, image: (digit(model, image), round(_confidence(model, image)[1])),
        "The probability has been rounded to a whole number, and with it all doubt.",
        "Use `float(…)` to make it a plain number, not `int` or `round`.",
    ),
    Misconception(
        "probability-cut",
        lambda model, image: (digit(model, image), round(_confidence(model, image)[1], 2)),
        "The probability is rounded: {value}, where {right} is right.",
        "Return it as the model gives it. Round where you print it.",
    ),
    Misconception(
        "arrays-returned",
        lambda model, image: (
            np.array([_confidence(model, image)[0]]),
            np.array([_confidence(model, image)[1]]),
        ),
        "Digit and probability are still in arrays of one.",
        "Take the first row of what `predict` returned, `[0]`, before you look for the largest.",
    ),
    Misconception(
        "other-model",
        lambda model, image: _confidence(Shuffled(), image),
        "{value} is what another model reads: the argument `model` was not used.",
        "The check hands over a model of its own. Call `predict` on the argument.",
    ),
)


ANSWER = Answer(
    inputs=image_inputs,
    judge=by_value(
        EXERCISE.signature,
        _confidence,
        _CONFIDENCE_WRONG,
        Tolerance(relative=0, absolute=1e-4),
        praise="The digit, and the probability that the model gives it.",
        notice=functools.partial(notice_input, same=_SAME),
    ),
    misconceptions=_CONFIDENCE_WRONG,
)
