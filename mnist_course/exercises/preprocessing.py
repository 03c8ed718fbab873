"""Lesson 02: bytes into numbers that a network can learn from."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Exercise, Lesson, Misconception
from mnist_course.exercises.holding_out import HOLD_OUT
from mnist_course.judging.explaining import explaining
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.core.plain import Data
from mnist_course.probes.calls import call_each

_TOP = np.float32(spec.BRIGHTEST)
_EXACT_DTYPE = Tolerance(dtype="exact")


def _bytes(rng: np.random.Generator, shape: tuple[int, ...], low: int, high: int) -> np.ndarray:
    """Random uint8 values of which `low` is the smallest and `high` the largest."""
    values = rng.integers(low, high + 1, shape, dtype=np.uint8)
    values.flat[rng.choice(values.size, 2, replace=False)] = low, high
    return values


def _sizes(rng: np.random.Generator) -> tuple[int, int, int]:
    count, height, width = rng.choice(np.arange(3, 10), 3, replace=False)
    return int(count), int(height), int(width)


def _scaled(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / _TOP


# scale ------------------------------------------------------------------------


def _scale_inputs(rng: np.random.Generator) -> Data:
    # The second batch is neither black nor white anywhere: its own extremes must not matter.
    dim = _bytes(rng, _sizes(rng), int(rng.integers(10, 30)), int(rng.integers(180, 220)))
    return {
        "cases": [
            [_bytes(rng, _sizes(rng), 0, spec.BRIGHTEST)],
            [dim],
            [_bytes(rng, _sizes(rng)[:2], 0, spec.BRIGHTEST)],
        ]
    }


def _divide_in_place(images: np.ndarray) -> np.ndarray:
    images /= spec.BRIGHTEST
    return images


def _stretched(images: np.ndarray) -> np.ndarray:
    low, high = int(images.min()), int(images.max())
    return ((images.astype(np.float64) - low) / (high - low)).astype(np.float32)


def _unit_length(images: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(images.astype(np.float64), axis=1, keepdims=True)
    return images / np.where(lengths == 0, 1, lengths)


_SCALE_WRONG = (
    Misconception(
        "in-place-division",
        _divide_in_place,
        "`/=` puts the fractions back into the uint8 array, which has no room for them.",
        "Make a new array: `images / 255` instead of `images /= 255`.",
    ),
    Misconception(
        "divided-by-256",
        lambda images: (images / 256).astype(np.float32),
        "The brightest pixel became {max}: the values were divided by 256. There are 256 "
        "different bytes, but the largest of them is 255.",
        "Divide by 255, so that the brightest pixel becomes exactly 1.",
    ),
    Misconception(
        "grey-lost",
        lambda images: images // spec.BRIGHTEST,
        "Only 0 and 1 remain; every grey is gone. `//`, or a cast back to uint8, drops the "
        "fraction.",
        "Divide with `/`, which keeps fractions, and convert the result to float32.",
    ),
    Misconception(
        "rounded",
        lambda images: np.round(images / spec.BRIGHTEST).astype(np.float32),
        "Every value was rounded to 0 or 1; the greys are gone.",
        "Leave the fractions as they are: 51 becomes 0.2, not 0.",
    ),
    Misconception(
        "scaled-twice",
        lambda images: _scaled(_scaled(images)),
        "The brightest pixel is {max}: the values were divided by 255 twice.",
        "Divide once. In a notebook, running one cell twice does this too: load the data again.",
    ),
    Misconception(
        "float64",
        lambda images: images / spec.BRIGHTEST,
        "The values are right, but float64 takes 8 bytes a pixel, twice as much as float32.",
        'Convert to float32 with `.astype("float32")`.',
    ),
    Misconception(
        "not-scaled",
        lambda images: images.astype(np.float32),
        "The dtype changed, but the values did not: the brightest pixel is still {max}.",
        "Converting is half of it. Divide by 255 as well.",
    ),
    Misconception(
        "unchanged",
        lambda images: images,
        "The images came back as they were: {dtype}, with values up to {max}.",
        "Divide by 255, convert to float32, and return the *result*.",
    ),
    Misconception(
        "divided-by-own-maximum",
        lambda images: (images / images.max()).astype(np.float32),
        "The values were divided by the largest of these images. A dim image would become as "
        "bright as a bright one, and training and test images would be scaled differently.",
        "Divide by 255, the largest value that uint8 has, whatever the images hold.",
    ),
    Misconception(
        "stretched",
        _stretched,
        "The values were stretched so that the darkest pixel became 0 and the brightest 1.",
        "Divide by 255 and subtract nothing: the same grey must always become the same number.",
    ),
    Misconception(
        "each-image-by-its-maximum",
        lambda images: (images / images.max(axis=(1, 2), keepdims=True)).astype(np.float32),
        "Every image was divided by its own brightest pixel.",
        "Divide all images by the same number, 255.",
    ),
    Misconception(
        "minus-one-to-one",
        lambda images: (images / (spec.BRIGHTEST / 2) - 1).astype(np.float32),
        "The values run from {min} to {max}. Some networks are trained so; this course uses "
        "0 to 1.",
        "Divide by 255 and leave it at that.",
    ),
    Misconception(
        "inverted",
        lambda images: 1 - _scaled(images),
        "Black and white are exchanged: 0 became 1.",
        "Only divide. MNIST is white on black, and stays so.",
    ),
    Misconception(
        "standardised",
        lambda images: ((images - images.mean()) / images.std()).astype(np.float32),
        "The values run from {min} to {max}: the mean was subtracted and the spread divided out. "
        "That is another good way to scale, but not the one asked for.",
        "Divide by 255, so that 0 stays 0 and 255 becomes 1.",
    ),
    Misconception(
        "unit-length",
        _unit_length,
        "Each column was divided by its length, as `keras.utils.normalize(…, axis=1)` does; the "
        "columns of one image are then no longer comparable.",
        "Divide every pixel by the same number, 255.",
    ),
)

SCALE = Exercise(
    id="scale",
    points=2,
    minutes=6,
    asks="Turn bytes from 0 to 255 into float32 numbers from 0 to 1.",
    signature="scale(images)",
    hints=(
        "0 must become 0 and 255 must become 1. Which single operation does that to every value?",
        "`images / 255` gives the right values, but look at its `dtype`.",
        'Convert with `.astype("float32")`, before the division or after it, and return the '
        "result. Both orders pass.",
    ),
    inputs=_scale_inputs,
    probe=call_each,
    judge=explaining(
        by_value(
            "scale(images)",
            _scaled,
            _SCALE_WRONG,
            _EXACT_DTYPE,
            praise="float32, 0 stays 0, 255 becomes 1, and every grey in between is kept.",
        ),
        {"Cannot cast ufunc": _SCALE_WRONG[0]},
    ),
    misconceptions=_SCALE_WRONG,
)

# add_channel ------------------------------------------------------------------


def _channel_inputs(rng: np.random.Generator) -> Data:
    # The first batch can be cut into 28×28 images, though none of its images is one.
    height, width = rng.permutation([7, 14]).tolist()
    count = 8 * int(rng.integers(2, 5))
    return {
        "cases": [
            [_bytes(rng, (count, height, width), 0, spec.BRIGHTEST)],
            [_scaled(_bytes(rng, _sizes(rng), 0, spec.BRIGHTEST))],
        ]
    }


_HARD_CODED = Misconception(
    "sizes-hard-coded",
    lambda images: images.reshape(-1, spec.IMAGE_HEIGHT, spec.IMAGE_WIDTH, 1),
    "The sizes are written into the code, but these images have another size.",
    "Take the sizes from `images.shape`, or use `images[..., np.newaxis]`, which needs none.",
)

_CHANNEL_WRONG = (
    _HARD_CODED,
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

ADD_CHANNEL = Exercise(
    id="add_channel",
    points=2,
    minutes=5,
    asks="Give each grey image an explicit channel axis.",
    signature="add_channel(images)",
    hints=(
        "No value changes, only the shape: from (n, h, w) to (n, h, w, 1).",
        "NumPy has several ways to add an axis of length 1: `reshape`, `np.expand_dims`, or "
        "indexing with `np.newaxis`.",
        "`images[..., np.newaxis]` adds it at the end; `...` stands for all the axes before it.",
    ),
    inputs=_channel_inputs,
    probe=call_each,
    judge=explaining(
        by_value(
            "add_channel(images)",
            lambda images: images.reshape(*images.shape, spec.CHANNELS),
            _CHANNEL_WRONG,
            _EXACT_DTYPE,
            praise="One channel, last, and every pixel where it was.",
        ),
        {"cannot reshape array": _HARD_CODED},
    ),
    misconceptions=_CHANNEL_WRONG,
)

# prepare ----------------------------------------------------------------------


def _prepare_inputs(rng: np.random.Generator) -> Data:
    full, dim = _sizes(rng), _sizes(rng)
    return {
        "cases": [
            [_bytes(rng, full, 0, spec.BRIGHTEST)],
            [_bytes(rng, dim, int(rng.integers(10, 30)), int(rng.integers(180, 220)))],
        ]
    }


def _prepared(images: np.ndarray) -> np.ndarray:
    return np.stack([np.expand_dims(_scaled(image), 2) for image in images])


def _from_scale(cause: str, change: Callable[[Any], Any]) -> Misconception:
    """A misconception of `scale`, made in `prepare`, with its channel axis right."""
    known = next(one for one in _SCALE_WRONG if one.cause == cause)
    return replace(known, wrong=lambda images: change(known.wrong(images)))


def _with_channel(images: np.ndarray) -> np.ndarray:
    return np.expand_dims(images, -1)


_PREPARE_WRONG = (
    Misconception(
        "channel-missing",
        _scaled,
        "The values are scaled, but the shape is still {shape}: there is no channel axis.",
        "Add the channel axis to the scaled images, and return the result of both steps.",
    ),
    Misconception(
        "channel-first",
        lambda images: _scaled(images)[:, np.newaxis],
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

PREPARE = Exercise(
    id="prepare",
    points=2,
    minutes=4,
    asks="Make of raw images what the network takes: scaled, with a channel axis.",
    signature="prepare(images)",
    hints=(
        "You have written both steps already. Which two functions are they?",
        "The result of one is the argument of the other. The order does not matter.",
        "`return add_channel(scale(images))`. Or in one line without them: "
        '`images[..., np.newaxis].astype("float32") / 255`.',
    ),
    inputs=_prepare_inputs,
    probe=call_each,
    judge=explaining(
        by_value(
            "prepare(images)",
            _prepared,
            _PREPARE_WRONG,
            _EXACT_DTYPE,
            praise="float32, 0 to 1, one channel: this is what the network takes.",
        ),
        {"cannot reshape array": _HARD_CODED, "Cannot cast ufunc": _SCALE_WRONG[0]},
    ),
    misconceptions=_PREPARE_WRONG,
)

LESSON = Lesson(
    id="02_preprocessing",
    title="Preprocessing",
    minutes=45,
    goal="Scale the images, give them a channel axis, and hold some of them out for validation.",
    exercises=(SCALE, ADD_CHANNEL, PREPARE, HOLD_OUT),
    uses_keras=False,
)
