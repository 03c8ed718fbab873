"""first_of_each, of lesson 01: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import (
    Answer,
    Misconception,
)
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value


def _first_cases(rng: np.random.Generator) -> Data:
    cases = []
    for _ in range(2):
        count = int(rng.integers(60, 90))
        images = rng.integers(0, 256, (count, 9, 7), dtype=np.uint8)
        labels = rng.permutation(np.arange(count) % spec.CLASSES).astype(np.uint8)
        # At MNIST's own start, the tenth digit appears late; here too.
        cases.append([images, np.roll(labels, 3)])
    # The last digit to appear is the very last label, far behind the others.
    late = np.append(rng.integers(0, spec.CLASSES - 1, 400), spec.CLASSES - 1)
    late[:9] = rng.permutation(spec.CLASSES - 1)
    images = rng.integers(0, 256, (len(late), 3, 5), dtype=np.uint8)
    # Fourteen images of one pixel, which is the image's place.
    labels = rng.permutation(np.append(np.arange(spec.CLASSES), rng.integers(0, 10, 4)))
    small = [np.arange(len(labels), dtype=np.uint8).reshape(-1, 1, 1), labels]
    return {"cases": [*cases, [images, late.astype(np.int64)], small]}


def _firsts(images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    order = np.argsort(labels, kind="stable")
    return images[order[np.searchsorted(labels[order], np.arange(spec.CLASSES))]]


_FIRST_WRONG = (
    Misconception(
        "first-ten-images",
        lambda images, labels: images[: spec.CLASSES],
        "These are the first ten images of all, whatever digit they show.",
        "For each digit from 0 to 9, find the first place where `labels == digit`.",
    ),
    Misconception(
        "last-of-each",
        lambda images, labels: _firsts(images[::-1], labels[::-1]),
        "These are the last images of each digit, not the first.",
        "A loop that overwrites keeps the last; take the first match and stop.",
    ),
    Misconception(
        "order-of-appearance",
        lambda images, labels: images[np.sort(np.unique(labels, return_index=True)[1])],
        "One image of each digit, but in the order in which they appear.",
        "Place d must hold digit d: go through the digits 0 to 9.",
    ),
    Misconception(
        "labels-used-as-places",
        lambda images, labels: images[labels[: spec.CLASSES]],
        "The labels were used as places in the array.",
        "A label is a name. Look for the place *where* it stands: `np.argmax(labels == digit)`.",
    ),
)


ANSWER = Answer(
    inputs=_first_cases,
    judge=by_value(
        "first_of_each(images, labels)",
        _firsts,
        _FIRST_WRONG,
        praise="The first image of each digit, in order.",
    ),
    misconceptions=_FIRST_WRONG,
)
