"""max_pool, of lesson 03: inputs, the right answer, and the misconceptions."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mnist_course import spec
from mnist_course.answers.relu import ANY_DTYPE
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value
from mnist_course.judging.explaining import explaining


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
            # Large values of both signs, blocks of one, one block alone, and none at all.
            [1000 * image(2 * rows, 2 * columns)],
            [1000 * image(2 * rows, 2 * columns) - 9000],
            [image(rows, columns), 1],
            [image(size, size), size],
            [image(size - 1, 2 * size), size],
            [image(2, 2 * columns + 6)],
            # More rows than a hundred, and values of many digits.
            [rng.normal(0, 1, (130, 2 * columns)).astype(np.float32)],
            *_small_cases(rng),
        ]
    }


def _small_cases(rng: np.random.Generator) -> list[Data]:
    """Small images of whole numbers, to be pooled by hand: both signs, ragged, very large."""
    mixed = rng.permutation(np.arange(-7, 9)).reshape(4, 4)
    return [
        [mixed[:2]],
        [mixed],
        [mixed[:3, :3]],
        [rng.permutation(np.arange(-9, 0)).reshape(3, 3), 3],
        [100 * rng.permutation(np.arange(2, 6)).reshape(2, 2)],
        [-100 * rng.permutation(np.arange(2, 6)).reshape(2, 2)],
    ]


def _pooled(image: np.ndarray, size: int = spec.POOL_SIZE) -> np.ndarray:
    if min(image.shape) < size:
        return np.zeros((image.shape[0] // size, image.shape[1] // size))
    return _blocks(image, size).max(axis=(2, 3))


def _blocks(image: np.ndarray, size: int, step: int = 0) -> np.ndarray:
    windows = sliding_window_view(image, (size, size))
    return windows[:: step or size, :: step or size]


def _ragged_kept(image: np.ndarray, size: int = spec.POOL_SIZE) -> np.ndarray:
    room = [(0, -n % size) for n in image.shape]
    return _pooled(np.pad(image.astype(np.float64), room, constant_values=-np.inf), size)


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


ANSWER = Answer(
    inputs=_pool_inputs,
    judge=explaining(
        by_value(
            "max_pool(image, size)",
            _pooled,
            _POOL_WRONG,
            ANY_DTYPE,
            praise="One maximum for each whole block, and the ragged edge is dropped.",
        ),
        {"cannot reshape array": _CANNOT_RESHAPE},
    ),
    misconceptions=_POOL_WRONG,
)
