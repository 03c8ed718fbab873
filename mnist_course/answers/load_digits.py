"""load_digits, of lesson 01: inputs, the right answer, and the misconceptions."""

from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import (
    Answer,
    Verdict,
    failed,
    passed,
)
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.core.showing import show_call
from mnist_course.exercises.load_digits import EXERCISE
from mnist_course.judging.comparison import trouble

_SAMPLE = 8
_MOST_AXES = 64
"""As many as a NumPy array can have."""


def _load_inputs(rng: np.random.Generator) -> Data:
    return {
        "train": rng.integers(0, spec.TRAIN_COUNT, _SAMPLE).tolist(),
        "test": rng.integers(0, spec.TEST_COUNT, _SAMPLE).tolist(),
    }


def _load_judge(inputs: Data, observed: Data) -> Verdict:
    signature = EXERCISE.signature
    record = observed["calls"][0]
    verdict = trouble(signature, [], record)
    if verdict:
        return verdict
    parts = _two_pairs(record["value"])
    if parts is None:
        return failed(
            "wrong-structure",
            say(
                "load_digits returned a {type}, arranged differently from what was asked.",
                type=record["type"],
            ),
            "Return two pairs, each in brackets of its own: "
            "`return (x_train, y_train), (x_test, y_test)`.",
        )
    (x_train, y_train), (x_test, y_test) = parts
    shapes = [part.get("shape") for part in (x_train, y_train, x_test, y_test)]
    size = [spec.IMAGE_HEIGHT, spec.IMAGE_WIDTH]
    right = [[spec.TRAIN_COUNT, *size], [spec.TRAIN_COUNT], [spec.TEST_COUNT, *size]]
    right.append([spec.TEST_COUNT])
    facts = {"returned": _shapes_in_words(shapes), "expected": _shapes_in_words(right)}
    if shapes == [right[2], right[3], right[0], right[1]]:
        return failed(
            "train-test-swapped",
            "The first pair holds the test data and the second the training data.",
            "Keras returns the training pair first; unpack it in that order.",
            **facts,
        )
    if shapes == [right[0], right[2], right[1], right[3]]:
        return failed(
            "images-paired-with-images",
            "The pairs are (x_train, x_test), (y_train, y_test): images with images.",
            "Pair each set of images with its labels: `(x_train, y_train), (x_test, y_test)`.",
            **facts,
        )
    if shapes == [right[1], right[0], right[3], right[2]]:
        return failed(
            "images-labels-swapped",
            "The labels come first in each pair, the images second.",
            "x holds the images, y the labels: `(x_train, y_train)`.",
            **facts,
        )
    if shapes != right:
        return failed(
            "wrong-shape",
            "The arrays do not have the shapes of MNIST.",
            "Return what `keras.datasets.mnist.load_data()` gives, unchanged.",
            **facts,
        )
    dtypes = [str(part.get("dtype")) for part in (x_train, y_train, x_test, y_test)]
    if dtypes != ["uint8"] * 4:
        return failed(
            "wrong-dtype",
            say(
                "The arrays' dtypes are {dtypes}; the data are uint8 as they come.",
                dtypes=", ".join(dtypes),
            ),
            "Leave the values as they are here: scaling is the next lesson's work.",
        )
    (true_x, true_y), (test_x, test_y) = data.load()
    truth = (
        (x_train, true_x[inputs["train"]]),
        (y_train, true_y[inputs["train"]]),
        (x_test, test_x[inputs["test"]]),
        (y_test, test_y[inputs["test"]]),
    )
    if not all(np.array_equal(part.get("sample"), wanted) for part, wanted in truth):
        return failed(
            "wrong-values",
            "The shapes are right, but the images or labels are not those of MNIST, in its order.",
            "Return the arrays as `load_data()` gives them: no shuffling, no scaling.",
        )
    return passed(
        say(
            "{train_count:,} training and {test_count:,} test images, each with its label.",
            train_count=spec.TRAIN_COUNT,
            test_count=spec.TEST_COUNT,
        ),
        called=show_call(signature, []),
    )


def _two_pairs(value: Data) -> list[Any] | None:
    """What was recorded of two pairs of arrays; None where it is anything else."""
    parts = value.get("parts") if isinstance(value, dict) else None
    length = value.get("length") if isinstance(value, dict) else None
    if not isinstance(parts, list) or len(parts) != 2 or type(length) is not int or length != 2:
        return None
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in parts):
        return None
    arrays = [array for pair in parts for array in pair]
    if not all(isinstance(array, dict) for array in arrays):
        return None
    return parts if all(_is_shape(array.get("shape")) for array in arrays) else None


def _is_shape(shape: Data) -> bool:
    """Whether it is one that an array can have, or None for what has none."""
    if shape is None:
        return True
    return (
        isinstance(shape, list)
        and len(shape) <= _MOST_AXES
        and all(type(side) is int for side in shape)
    )


def _shapes_in_words(shapes: list[Any]) -> str:
    names = [str(tuple(shape)) if shape is not None else say("no array") for shape in shapes]
    return f"({names[0]}, {names[1]}), ({names[2]}, {names[3]})"


ANSWER = Answer(
    inputs=_load_inputs,
    judge=_load_judge,
)
