"""coverage, of lesson 01: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value


def _inputs(rng: np.random.Generator) -> Data:
    images = rng.integers(0, 256, (7, 5, 4), dtype=np.uint8)
    images[rng.random(images.shape) < 0.4] = 0
    # Two images of three pixels, with dark grey and bright ones.
    small = np.array([[[0, 20, 200]], [[0, 0, 90]]], np.uint8)
    return {"cases": [[small], [images], [images[:1]]]}


def _covered(images: np.ndarray) -> np.ndarray:
    return np.count_nonzero(images, axis=(1, 2)) / (images.shape[1] * images.shape[2])


_WRONG = (
    Misconception(
        "one-number",
        lambda images: float((images > 0).mean()),
        "{value} is the share over all images together.",
        "One number for each image: average over the axes 1 and 2 alone.",
    ),
    Misconception(
        "counts",
        lambda images: np.count_nonzero(images, axis=(1, 2)),
        "These are numbers of pixels, not shares.",
        "Divide by how many pixels an image has, height times width.",
    ),
    Misconception(
        "black-pixels",
        lambda images: 1 - _covered(images),
        "This is the share of the black pixels.",
        "The garment is what is not black: `images > 0`.",
    ),
    Misconception(
        "brightness",
        lambda images: images.mean(axis=(1, 2)) / spec.BRIGHTEST,
        "This is how bright the images are: a dark garment counts less here than a bright one.",
        "Compare first, `images > 0`; then each pixel counts as 1 or 0.",
    ),
    Misconception(
        "bright-pixels-alone",
        lambda images: (images > spec.BRIGHTEST // 2).mean(axis=(1, 2)),
        "Only the bright pixels count here; dark grey is not black.",
        "Compare with 0: `images > 0`.",
    ),
    Misconception(
        "each-pixel",
        lambda images: (images > 0).mean(axis=0),
        "This is one number for each pixel: in how many of the images it is not black.",
        "One number for each image: average over the axes 1 and 2.",
    ),
)

ANSWER = Answer(
    inputs=_inputs,
    judge=by_value(
        "coverage(images)", _covered, _WRONG, praise="The share of each image that is not black."
    ),
    misconceptions=_WRONG,
)
