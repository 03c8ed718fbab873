"""mean_image, of lesson 01: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import Tolerance, by_value


def _inputs(rng: np.random.Generator) -> Data:
    images = rng.integers(0, 256, (40, 6, 5), dtype=np.uint8)
    labels = rng.integers(0, 3, 40).astype(np.uint8)
    # So that each class occurs, more than once.
    labels[:6] = [0, 1, 2, 0, 1, 2]
    # Images of two pixels: two of the class, with an average between two bytes, and another one.
    small = np.array([[[10, 200]], [[91, 33]], [[13, 100]]], np.uint8)
    return {
        "cases": [
            [small, np.array([4, 7, 4], np.uint8), 4],
            *([images, labels, label] for label in range(3)),
        ]
    }


def _mean(images: np.ndarray, labels: np.ndarray, label: int) -> np.ndarray:
    of_the_class = np.flatnonzero(labels == label)
    return np.sum(images[of_the_class], axis=0, dtype=float) / len(of_the_class)


_WRONG = (
    Misconception(
        "of-all-images",
        lambda images, labels, label: images.mean(axis=0),
        "This is the average of all images, whatever their class.",
        "Choose the images of the class first: `images[labels == label]`.",
    ),
    Misconception(
        "one-number",
        lambda images, labels, label: images[labels == label].mean(),
        "{value} is the average of all pixels of the class: one number, not an image.",
        "Average over the first axis alone: `mean(axis=0)`.",
    ),
    Misconception(
        "one-number-an-image",
        lambda images, labels, label: images[labels == label].mean(axis=(1, 2)),
        "This is one number for each image of the class, its mean brightness.",
        "Average over the images, which are the first axis: `mean(axis=0)`.",
    ),
    Misconception(
        "sum-for-mean",
        lambda images, labels, label: images[labels == label].sum(axis=0, dtype=float),
        "The images were added up, and the sum was not divided by how many there are.",
        "Use `mean` in place of `sum`.",
    ),
    Misconception(
        "cut-to-bytes",
        lambda images, labels, label: _mean(images, labels, label).astype(np.uint8),
        "The average was cut to bytes, `uint8`, and lost what stands behind the point.",
        "Leave it as `mean` gives it, in floats.",
    ),
)

ANSWER = Answer(
    inputs=_inputs,
    judge=by_value(
        "mean_image(images, labels, label)",
        _mean,
        _WRONG,
        # float32 sums of bytes are as good.
        tolerance=Tolerance(relative=1e-4, absolute=1e-3),
        praise="The average of each pixel, over the images of the class.",
    ),
    misconceptions=_WRONG,
)
