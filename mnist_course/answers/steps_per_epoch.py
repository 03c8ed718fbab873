"""steps_per_epoch, of lesson 06: inputs, the right answer, and the misconceptions."""

import math

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.language import say
from mnist_course.core.number_words import words
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value


def _steps_inputs(rng: np.random.Generator) -> Data:
    size, times = (int(n) for n in rng.integers(20, 60, 2))
    most = int(rng.integers(size // 2 + 1, size))
    few = int(rng.integers(2, 19))
    return {
        "cases": [
            [size * times + most, size],
            [spec.TRAIN_COUNT, spec.BATCH_SIZE],
            [size * times, size],
            [few, size],
            # Batches of one; one image more and one less than whole batches; one batch exactly.
            [int(rng.integers(5, 90)), 1],
            *([size * times + 1, size], [size * times - 1, size], [size, size], [1, size]),
            # A last batch of one behind so many that rounding loses it.
            [3 * 10_000_000 + 1, 3],
            *([6_000_005, 3_000_002], [6_000_004, 3_000_002], [8_000_001, 8_000_000]),
        ]
    }


_STEPS_WRONG = (
    Misconception(
        "rounded-to-nearest",
        lambda count, batch_size: round(count / batch_size),
        "`round` goes down when less than half a batch is left.",
        "Round up always: `math.ceil`.",
    ),
    Misconception(
        "rounded-down",
        lambda count, batch_size: count // batch_size,
        "The last batch, which is not full, was left out.",
        "Those images are trained on too: round up. `math.ceil` or `-(-a // b)` does it.",
    ),
    Misconception(
        "not-rounded",
        lambda count, batch_size: count / batch_size,
        "{value} is not a whole number of steps.",
        "A batch that is not full is a step too: round up.",
    ),
    Misconception(
        "one-too-many",
        lambda count, batch_size: count // batch_size + 1,
        "Where the images fill the batches exactly, this counts one step too many.",
        "Round up instead of adding 1: `math.ceil(count / batch_size)`.",
    ),
    Misconception(
        "all-epochs",
        lambda count, batch_size: spec.EPOCHS * math.ceil(count / batch_size),
        say("These are the steps of all {epochs} epochs.", epochs=words(spec.EPOCHS)),
        "Count the steps of one epoch, one pass over the images.",
    ),
    Misconception(
        "upside-down",
        lambda count, batch_size: math.ceil(batch_size / count),
        "The division is upside down.",
        "Divide the number of images by the size of a batch.",
    ),
)


ANSWER = Answer(
    inputs=_steps_inputs,
    judge=by_value(
        "steps_per_epoch(count, batch_size)",
        lambda count, batch_size: math.ceil(count / batch_size),
        _STEPS_WRONG,
        praise=say(
            "Right: {steps:,} steps for the {images:,} training images.",
            steps=math.ceil(spec.TRAIN_COUNT / spec.BATCH_SIZE),
            images=spec.TRAIN_COUNT,
        ),
    ),
    misconceptions=_STEPS_WRONG,
)
