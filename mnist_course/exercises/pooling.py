"""The exercises `relu` and `max_pool` of lesson 03."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mnist_course import spec
from mnist_course.core.exercise import Exercise, Misconception
from mnist_course.judging.explaining import explaining
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.core.plain import Data
from mnist_course.probes.calls import call_each

_ANY_DTYPE = Tolerance(dtype="any")

# relu -----------------------------------------------------------------------------


def _relu_inputs(rng: np.random.Generator) -> Data:
    def values(*shape: int) -> np.ndarray:
        array = (3 * rng.standard_normal(shape)).astype(np.float32)
        array.flat[:4] = -1.5, 0, 0.5, 2.5
        return array

    rows, columns = rng.integers(3, 7, 2).tolist()
    return {
        "cases": [
            [values(rows, columns)],
            [values(int(rng.integers(5, 9)))],
            [values(2, rows, columns, 3)],
        ]
    }


def _rectified(values: np.ndarray) -> np.ndarray:
    return (values + np.abs(values)) / 2


def _python_max(values: np.ndarray) -> np.ndarray:
    return max(0, values)


_PYTHON_MAX = Misconception(
    "python-max",
    _python_max,
    "Python's own `max` and `if` decide once, for a single number; an array has many.",
    "NumPy's `np.maximum` compares every value of an array with 0.",
)

_RELU_WRONG = (
    _PYTHON_MAX,
    Misconception(
        "absolute-value",
        lambda values: np.abs(values),
        "Negative values became positive: −1.5 became 1.5.",
        "ReLU makes them 0; it does not turn them round.",
    ),
    Misconception(
        "negatives-removed",
        lambda values: values[values > 0],
        "The negative values were left out, and the shape was lost: {shape}.",
        "Put 0 in their place, so that every value stays where it was.",
    ),
    Misconception(
        "positives-cut-off",
        lambda values: np.minimum(values, 0),
        "The positive values became 0, and the negative ones stayed.",
        "It is the other way round: the larger of 0 and the value.",
    ),
    Misconception(
        "one-number",
        lambda values: np.maximum(values.max(), 0),
        "One number came back, the largest of all.",
        "`np.max` looks for one largest value; `np.maximum` compares place by place.",
    ),
    Misconception(
        "zeros-and-ones",
        lambda values: (values > 0).astype(values.dtype),
        "All positive values became 1: only *whether* they are positive is left.",
        "Positive values stay as they are.",
    ),
    Misconception(
        "clipped-at-one",
        lambda values: np.clip(values, 0, 1),
        "Values above 1 became 1. ReLU has no upper limit.",
        "Cut off below 0 only.",
    ),
    Misconception(
        "leaky",
        lambda values: np.where(values > 0, values, 0.01 * values),
        "Negative values became small, not 0: that is the leaky ReLU.",
        "Make them exactly 0.",
    ),
    Misconception(
        "sigmoid",
        lambda values: 1 / (1 + np.exp(-values)),
        "The values run from {min} to {max}, all between 0 and 1: that is the sigmoid.",
        "ReLU is simpler: 0 where the value is negative, else the value itself.",
    ),
    Misconception(
        "shifted",
        lambda values: values - values.min(),
        "Everything was moved up, so that the smallest value is 0.",
        "Positive values stay as they are; only negative ones become 0.",
    ),
    Misconception(
        "unchanged",
        lambda values: values,
        "The values came back as they were, down to {min}.",
        "Return the new array: `np.maximum` does not change its argument.",
    ),
)

RELU = Exercise(
    id="relu",
    points=2,
    minutes=4,
    asks="Replace every negative value by 0.",
    signature="relu(values)",
    hints=(
        "−1.5 becomes 0, 0 stays 0, 2.5 stays 2.5. The shape stays as well.",
        "It is the larger of two numbers, the value and 0, at every place.",
        "`np.maximum(values, 0)`. Also right: `np.where(values > 0, values, 0)`.",
    ),
    inputs=_relu_inputs,
    probe=call_each,
    judge=explaining(
        by_value(
            "relu(values)",
            _rectified,
            _RELU_WRONG,
            _ANY_DTYPE,
            praise="Negatives are 0, everything else is as it was, in any shape.",
        ),
        {"truth value of an array": _PYTHON_MAX},
    ),
    misconceptions=_RELU_WRONG,
)

# max_pool -------------------------------------------------------------------------


def _pool_inputs(rng: np.random.Generator) -> Data:
    def image(rows: int, columns: int) -> np.ndarray:
        values = rng.permutation(rows * columns) - rows * columns // 2
        return (values / 4).reshape(rows, columns).astype(np.float32)

    rows, columns = rng.permutation([3, 4, 5])[:2].tolist()
    size = int(rng.choice([3, 4]))
    # Even first; then below zero, with a row and a column over; then another size, ragged too.
    return {
        "cases": [
            [image(2 * rows, 2 * columns)],
            [image(2 * rows + 1, 2 * columns + 1) - 100],
            [image(size * rows, size * columns), size],
            [image(size * rows + size - 1, size * columns + 1), size],
        ]
    }


def _pooled(image: np.ndarray, size: int = spec.POOL_SIZE) -> np.ndarray:
    return _blocks(image, size).max(axis=(2, 3))


def _blocks(image: np.ndarray, size: int, step: int = 0) -> np.ndarray:
    windows = sliding_window_view(image, (size, size))
    return windows[:: step or size, :: step or size]


def _ragged_kept(image: np.ndarray, size: int = spec.POOL_SIZE) -> np.ndarray:
    room = [(0, -n % size) for n in image.shape]
    return _pooled(np.pad(image, room, constant_values=-np.inf), size)


def _scrambled(image: np.ndarray, size: int = spec.POOL_SIZE) -> np.ndarray:
    rows, columns = image.shape[0] // size, image.shape[1] // size
    kept = image[: rows * size, : columns * size]
    return kept.reshape(rows, columns, size, size).max(axis=(2, 3))


def _one_pixel_on(image: np.ndarray, size: int = spec.POOL_SIZE) -> np.ndarray:
    rows, columns = image.shape[0] // size, image.shape[1] // size
    return _blocks(image, size, step=1)[:rows, :columns].max(axis=(2, 3))


_CANNOT_RESHAPE = Misconception(
    "edge-not-dropped",
    lambda image, size=2: image.reshape(
        image.shape[0] // size, size, image.shape[1] // size, size
    ).max(axis=(1, 3)),
    "The image does not divide into whole blocks: a row or a column is left over.",
    "Drop the ragged edge first: `image[: rows * size, : columns * size]`, with "
    "`rows = image.shape[0] // size`.",
)

_POOL_WRONG = (
    _CANNOT_RESHAPE,
    Misconception(
        "average",
        lambda image, size=2: _blocks(image, size).mean(axis=(2, 3)),
        "These are the blocks' averages.",
        "Take the largest value of each block: `.max()`.",
    ),
    Misconception(
        "minimum",
        lambda image, size=2: _blocks(image, size).min(axis=(2, 3)),
        "These are the blocks' smallest values.",
        "Take the largest value of each block: `.max()`.",
    ),
    Misconception(
        "overlapping-blocks",
        lambda image, size=2: _blocks(image, size, step=1).max(axis=(2, 3)),
        "The result is {shape}: the block moved by one pixel at a time, like a kernel.",
        "Blocks do not overlap: move by `size` pixels.",
    ),
    Misconception(
        "blocks-begin-too-early",
        _one_pixel_on,
        "The shape is right, but the blocks overlap: each begins one pixel after the last.",
        "The block of row i and column j begins at pixel `i * size`, `j * size`.",
    ),
    Misconception(
        "every-second-pixel",
        lambda image, size=2: _blocks(image, size)[:, :, 0, 0],
        "This is the top left pixel of each block, whatever the others hold.",
        "Look at the whole block, and take its largest value.",
    ),
    Misconception(
        "one-maximum",
        lambda image, size=2: image.max(),
        "One number came back: the largest of the whole image.",
        "Each block has a maximum of its own; the result is an image, only smaller.",
    ),
    Misconception(
        "reshape-mixes-pixels",
        _scrambled,
        "The shape is right, but the blocks hold the wrong pixels: `reshape` fills in order, row "
        "after row.",
        "Keep the axes in the image's order, (rows, size, columns, size), and take the maximum "
        "over axes 1 and 3; or cut the blocks out in two loops.",
    ),
    Misconception(
        "ragged-edge-kept",
        _ragged_kept,
        "The result is {shape}: an incomplete block at the edge was pooled as well.",
        "Keras drops rows and columns that do not fill a block: `rows = image.shape[0] // size`.",
    ),
    Misconception(
        "zero-wins",
        lambda image, size=2: np.maximum(_pooled(image, size), 0),
        "Blocks whose values are all negative became 0.",
        "Do not start from 0: the largest of −3 and −5 is −3.",
    ),
    Misconception(
        "size-ignored",
        lambda image, size=2: _pooled(image, 2),
        "The blocks are 2×2, but another `size` was asked for; the result is {shape}.",
        "Use `size` in place of every 2.",
    ),
    Misconception(
        "one-axis-only",
        lambda image, size=2: _blocks(image, size)[:, :, :, 0].max(axis=2),
        "Each value is the largest of the block's first column only.",
        "Take the maximum over rows *and* columns of the block.",
    ),
)

MAX_POOL = Exercise(
    id="max_pool",
    points=4,
    minutes=15,
    difficulty=3,
    asks="Shrink an image to the maximum of each block.",
    signature="max_pool(image, size=2)",
    hints=(
        "How many whole blocks fit down the image, and how many across? An incomplete block does "
        "not count.",
        "`rows = image.shape[0] // size`, and columns likewise. Make an array of that shape and "
        "fill it in two loops.",
        "The block at row i and column j begins at pixel `i * size`, `j * size`, and is `size` "
        "pixels long in each direction. Its largest value is `block.max()`.",
        "`result[i, j] = image[i * size : (i + 1) * size, j * size : (j + 1) * size].max()`",
    ),
    inputs=_pool_inputs,
    probe=call_each,
    judge=explaining(
        by_value(
            "max_pool(image, size)",
            _pooled,
            _POOL_WRONG,
            _ANY_DTYPE,
            praise="One maximum for each whole block, and the ragged edge is dropped.",
            picture=lambda answer: answer,
        ),
        {"cannot reshape array": _CANNOT_RESHAPE},
    ),
    misconceptions=_POOL_WRONG,
)
