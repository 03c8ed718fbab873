"""prepare, of lesson 02: inputs, the right answer, and the misconceptions."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.answers.add_channel import HARD_CODED
from mnist_course.answers.scale import (
    EXACT_DTYPE,
    SCALE_WRONG,
    random_bytes,
    scaled,
    sizes,
    small_images,
)
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value
from mnist_course.judging.explaining import explaining


def _prepare_inputs(rng: np.random.Generator) -> Data:
    full, dim = sizes(rng), sizes(rng)
    return {
        "cases": [
            [random_bytes(rng, full, 0, spec.BRIGHTEST)],
            [random_bytes(rng, dim, int(rng.integers(10, 30)), int(rng.integers(180, 220)))],
            # Every byte there is; one image, and images of one row or one column.
            [np.arange(spec.BRIGHTEST + 1, dtype=np.uint8).reshape(1, 16, 16)],
            [random_bytes(rng, (6, 1, 3), 0, spec.BRIGHTEST)],
            [random_bytes(rng, (5, 3, 1), 0, spec.BRIGHTEST)],
            [random_bytes(rng, (140, 3, 2), 0, spec.BRIGHTEST)],
            *small_images(rng),
        ]
    }


def _prepared(images: np.ndarray) -> np.ndarray:
    return np.stack([np.expand_dims(scaled(image), 2) for image in images])


def _from_scale(cause: str, change: Callable[[Any], Any]) -> Misconception:
    """A misconception of `scale`, made in `prepare`, with its channel axis right."""
    known = next(one for one in SCALE_WRONG if one.cause == cause)
    return replace(known, wrong=lambda images: change(known.wrong(images)))


def _with_channel(images: np.ndarray) -> np.ndarray:
    return np.expand_dims(images, -1)


_PREPARE_WRONG = (
    Misconception(
        "channel-missing",
        scaled,
        "The values are scaled, but the shape is still {shape}: there is no channel axis.",
        "Add the channel axis to the scaled images, and return the result of both steps.",
    ),
    Misconception(
        "channel-first",
        lambda images: scaled(images)[:, np.newaxis],
        "The values are scaled, but the shape is {shape}: the channel is axis 1.",
        "Put the channel last: (n, h, w, 1).",
    ),
    Misconception(
        "only-the-channel",
        _with_channel,
        "The channel is there, but the values are still {dtype}, up to {max}.",
        "Scale as well. `add_channel(…)` returns a new array; hand it on to `scale(…)`.",
    ),
    *(
        _from_scale(cause, _with_channel)
        for cause in (
            "in-place-division",
            "divided-by-256",
            "grey-lost",
            "scaled-twice",
            "float64",
            "not-scaled",
            "divided-by-own-maximum",
        )
    ),
)


ANSWER = Answer(
    inputs=_prepare_inputs,
    judge=explaining(
        by_value(
            "prepare(images)",
            _prepared,
            _PREPARE_WRONG,
            EXACT_DTYPE,
            praise="float32, 0 to 1, one channel: this is what the network takes.",
        ),
        {"cannot reshape array": HARD_CODED, "Cannot cast ufunc": SCALE_WRONG[0]},
    ),
    misconceptions=_PREPARE_WRONG,
)
