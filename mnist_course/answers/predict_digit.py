"""predict_digit, of lesson 08: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course.answers.one_image import (
    INPUT_MISTAKES,
    digit,
    image_inputs,
    notice_input,
    row,
)
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.exercises.predict_digit import EXERCISE
from mnist_course.judging.shuffled import Shuffled, by_value

_DIGIT_WRONG = (
    Misconception(
        "probabilities-returned",
        lambda model, image: row(model, image),
        "These are the ten probabilities, not the digit.",
        "The digit is the place of the largest: `argmax`.",
    ),
    Misconception(
        "rounded",
        lambda model, image: np.round(row(model, image)),
        "These are the ten probabilities, rounded.",
        "Rounding does not choose a digit. Take the place of the largest: `argmax`.",
    ),
    Misconception(
        "table-returned",
        lambda model, image: row(model, image)[np.newaxis],
        "This is all that `predict` returned: shape {shape}.",
        "It has one row, for your one image. Take it, `[0]`, then the place of its largest entry.",
    ),
    Misconception(
        "largest-probability",
        lambda model, image: float(row(model, image).max()),
        "{value} is the largest probability; the exercise asks whose it is.",
        "`argmax` gives the place of the largest entry, `max` the entry itself.",
    ),
    Misconception(
        "largest-probability-cut",
        lambda model, image: int(row(model, image).max()),
        "{value} is the largest probability, cut off to a whole number; the exercise asks whose "
        "it is.",
        "`argmax` gives the place of the largest entry, `max` the entry itself.",
    ),
    Misconception(
        "array-returned",
        lambda model, image: np.array([digit(model, image)]),
        "The digit is right, but it is still in an array of one.",
        "Take it out: `[0]`, or `int(…)`.",
    ),
    Misconception(
        "text-returned",
        lambda model, image: str(digit(model, image)),
        "The digit is right, but it is text.",
        "Return a whole number: `int(…)`.",
    ),
    Misconception(
        "least-probable",
        lambda model, image: int(row(model, image).argmin()),
        "{value} is the digit that the model thinks least likely.",
        "Take `argmax`, not `argmin`.",
    ),
    Misconception(
        "other-model",
        lambda model, image: digit(Shuffled(), image),
        "{value} is what another model reads: the argument `model` was not used.",
        "The check hands over a model of its own, whose answers are numbered differently. Call "
        "`predict` on the argument.",
    ),
)


ANSWER = Answer(
    inputs=image_inputs,
    judge=by_value(
        EXERCISE.signature,
        digit,
        _DIGIT_WRONG,
        praise="One image in, one digit out, from bytes and from prepared floats alike.",
        notice=notice_input,
    ),
    misconceptions=(*INPUT_MISTAKES, *_DIGIT_WRONG),
)
