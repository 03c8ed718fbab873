"""add_channel, of lesson 02: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.answers.scale import EXACT_DTYPE, random_bytes, scaled, sizes
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value
from mnist_course.judging.explaining import explaining


def _channel_inputs(rng: np.random.Generator) -> Data:
    # The first batch can be cut into 28×28 images, though none of its images is one.
    height, width = rng.permutation([7, 14]).tolist()
    count = 8 * int(rng.integers(2, 5))
    return {
        "cases": [
            [random_bytes(rng, (count, height, width), 0, spec.BRIGHTEST)],
            [scaled(random_bytes(rng, sizes(rng), 0, spec.BRIGHTEST))],
            # One image, and images of one row or one pixel: an axis of one stays.
            [random_bytes(rng, (1, 5, 4), 0, spec.BRIGHTEST)],
            [random_bytes(rng, (6, 1, 3), 0, spec.BRIGHTEST)],
            [random_bytes(rng, (5, 3, 1), 0, spec.BRIGHTEST)],
            [random_bytes(rng, (2, 1, 1), 0, spec.BRIGHTEST)],
            [random_bytes(rng, (140, 3, 2), 0, spec.BRIGHTEST)],
            # To be followed by hand; and what could be cut into 28×28 images, once more.
            [rng.permutation(np.arange(6, dtype=np.uint8)).reshape(1, 2, 3)],
            [rng.permutation(np.arange(6, dtype=np.uint8)).reshape(2, 3, 1)],
            [np.full((8, 7, 14), rng.integers(1, 9), np.uint8)],
        ]
    }


HARD_CODED = Misconception(
    "sizes-hard-coded",
    lambda images: images.reshape(-1, spec.IMAGE_HEIGHT, spec.IMAGE_WIDTH, 1),
    "The sizes are written into the code, but these images have another size.",
    "Take the sizes from `images.shape`, or use `images[..., np.newaxis]`, which needs none.",
)


_CHANNEL_WRONG = (
    HARD_CODED,
    Misconception(
        "channel-missing",
        lambda images: images,
        "The shape is still {shape}: there is no channel axis.",
        "Add a fourth axis of length 1 at the end. Remember to return the new array.",
    ),
    Misconception(
        "channel-first",
        lambda images: images[:, np.newaxis],
        "The shape is {shape}: the channel is axis 1. Keras would take each image for one row "
        "of pixels.",
        "Put the new axis last: `images[..., np.newaxis]`.",
    ),
    Misconception(
        "batch-axis-added",
        lambda images: images[np.newaxis],
        "The shape is {shape}: the new axis came first, before the count of the images.",
        "The new axis belongs at the end: `images[..., np.newaxis]`.",
    ),
    Misconception(
        "scaled-as-well",
        lambda images: (images / spec.BRIGHTEST)[..., np.newaxis],
        "The pixels were divided by 255 as well; they end at {max}. `add_channel` adds an axis, "
        "and leaves values and dtype as they are.",
        "Leave the division to `scale`: `images[..., np.newaxis]` is all.",
    ),
    Misconception(
        "three-channels",
        lambda images: np.stack([images] * 3, axis=-1),
        "The shape is {shape}: three channels, as a colour image has.",
        "These images are grey: one number a pixel, so one channel.",
    ),
    Misconception(
        "height-and-width-swapped",
        lambda images: images.reshape(len(images), images.shape[2], images.shape[1], 1),
        "The shape is {shape}: height and width are swapped, and the rows are torn apart.",
        "Rows come first: (count, height, width, 1).",
    ),
    Misconception(
        "flattened",
        lambda images: images.reshape(len(images), -1),
        "The shape is {shape}: each image became one long row. A convolution needs to know "
        "which pixels are neighbours.",
        "Keep height and width apart, and add one axis after them.",
    ),
)


ANSWER = Answer(
    inputs=_channel_inputs,
    judge=explaining(
        by_value(
            "add_channel(images)",
            lambda images: images.reshape(*images.shape, spec.CHANNELS),
            _CHANNEL_WRONG,
            EXACT_DTYPE,
            praise="One channel, last, and every pixel where it was.",
        ),
        {"cannot reshape array": HARD_CODED},
    ),
    misconceptions=_CHANNEL_WRONG,
)
