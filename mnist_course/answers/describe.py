"""describe, of lesson 01: inputs, the right answer, and the misconceptions."""

from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import (
    Answer,
    Misconception,
)
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value


def _describe_inputs(rng: np.random.Generator) -> Data:
    cases = []
    for _ in range(3):
        count, height, width = (int(n) for n in rng.choice(np.arange(12, 40), 3, replace=False))
        low, high = int(rng.integers(1, 60)), int(rng.integers(90, 250))
        images = rng.integers(low, high, (count, height, width), dtype=np.uint8)
        labels = rng.permutation(np.arange(count) % spec.CLASSES).astype(np.uint8)
        cases.append([images, labels])
    # Fewer classes than ten, with gaps and without a 0; labels and pixels of other types; the
    # darkest and the brightest pixel in the last image alone.
    kinds = rng.permutation([1, 3, 6, 8])[: int(rng.integers(2, 5))]
    few = rng.permutation(np.resize(np.append(kinds, kinds.max()), 130))
    images = rng.integers(40, 50, (130, 4, 7)).astype(np.uint16)
    images[-1, 0, :2] = 3, 700
    return {"cases": [*cases, [images, few], [images[:1], few[:1]], _small_case(rng)]}


def _small_case(rng: np.random.Generator) -> list[Data]:
    """Four images of 2×3 pixels, to be described by hand."""
    darkest = int(rng.integers(10, 60))
    images = np.arange(darkest, darkest + 24, dtype=np.uint8).reshape(4, 2, 3)
    often, once = rng.permutation([1, rng.integers(6, 9)]).tolist()
    return [images, np.array([often, often, once, often])]


def _described(images: np.ndarray, labels: np.ndarray, **changed: Any) -> dict[str, Any]:
    facts = {
        "count": images.shape[0],
        "height": images.shape[1],
        "width": images.shape[2],
        "dtype": str(images.dtype),
        "min": int(images.min()),
        "max": int(images.max()),
        "classes": len(set(labels.tolist())),
    }
    return facts | changed


_DESCRIBE_WRONG = (
    Misconception(
        "count-from-wrong-axis",
        lambda images, labels: _described(images, labels, count=images.shape[1]),
        "`count` is the height of one image, not the number of images.",
        "The images lie along the first axis: `images.shape[0]`, or `len(images)`.",
    ),
    Misconception(
        "height-width-swapped",
        lambda images, labels: _described(
            images, labels, height=images.shape[2], width=images.shape[1]
        ),
        "`height` and `width` are swapped. MNIST's images are square, so you would never notice.",
        "An array's rows come before its columns: the shape is (count, height, width).",
    ),
    Misconception(
        "classes-from-largest-label",
        lambda images, labels: _described(images, labels, classes=int(labels.max())),
        "`classes` is the largest label. Counting from 0 to 9 gives ten classes.",
        "Count the different labels: `len(np.unique(labels))`.",
    ),
    Misconception(
        "classes-from-count",
        lambda images, labels: _described(images, labels, classes=len(labels)),
        "`classes` is the number of labels. Several images share one label.",
        "Count the *different* labels: `len(np.unique(labels))`.",
    ),
    Misconception(
        "dtype-not-text",
        lambda images, labels: _described(images, labels, dtype=repr(images.dtype)),
        "`dtype` is NumPy's own dtype; its name was asked for, as text.",
        "Make text of it: `str(images.dtype)`.",
    ),
    Misconception(
        "type-for-dtype",
        lambda images, labels: _described(images, labels, dtype=repr(type(images))),
        "`dtype` is the type of the whole, an array; the type of its numbers was asked for.",
        "Every array knows it: `str(images.dtype)`.",
    ),
    Misconception(
        "extremes-of-dtype",
        lambda images, labels: _described(images, labels, min=0, max=spec.BRIGHTEST),
        "`min` and `max` are what uint8 could hold, not what these images hold.",
        "Ask the array: `images.min()` and `images.max()`.",
    ),
    Misconception(
        "extremes-of-labels",
        lambda images, labels: _described(
            images, labels, min=int(labels.min()), max=int(labels.max())
        ),
        "`min` and `max` are the labels' extremes.",
        "They should describe the images: `images.min()` and `images.max()`.",
    ),
)


ANSWER = Answer(
    inputs=_describe_inputs,
    judge=by_value(
        "describe(images, labels)",
        _described,
        _DESCRIBE_WRONG,
        praise="All seven facts are right, for images of any size.",
    ),
    misconceptions=_DESCRIBE_WRONG,
)
