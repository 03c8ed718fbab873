"""convolve, of lesson 03: inputs, the right answer, and the misconceptions."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.judging.explaining import explaining


def _convolve_inputs(rng: np.random.Generator) -> Data:
    image = np.zeros((8, 11), np.float32)
    image[1:7, 3:8] = rng.random((6, 5), np.float32)
    small = rng.integers(-4, 5, (5, 7)).astype(np.float32)
    grey = rng.integers(0, 256, (6, 9), dtype=np.uint8)
    even = rng.integers(1, 9, (2, 4)).astype(np.float32)
    return {
        "cases": [
            [image, _lopsided(rng)],
            [small, even - even.mean()],
            # Bytes with a kernel of fractions, as in blurring.
            [grey, (rng.random((3, 2)) / 6).astype(np.float32)],
            # Whole numbers, as the lesson's own kernels: no byte can hold these products.
            [
                rng.integers(100, 256, (6, 7), dtype=np.uint8),
                rng.permutation([-9, -4, -2, 3, 5, 8]).reshape(2, 3),
            ],
            # A kernel of one, a large one, and one as large as the image.
            [small, np.array([[rng.uniform(1, 3)]], np.float32)],
            [image, rng.normal(0, 1, (5, 6)).astype(np.float32)],
            [small, rng.normal(0, 1, small.shape).astype(np.float32)],
            [rng.normal(0, 1, (1, 9)), rng.normal(0, 1, (1, 4))],
            [rng.normal(0, 1, (3, 40)), rng.normal(0, 1, (2, 2))],
            [rng.normal(0, 1, (130, 3)), rng.normal(0, 1, (2, 2))],
            *_small_cases(rng),
        ]
    }


def _small_cases(rng: np.random.Generator) -> list[Data]:
    """Small images of whole numbers, to be computed by hand."""
    image = rng.permutation(np.arange(12)).reshape(3, 4)
    few = rng.permutation([2, 3, 5, 8]).astype(np.uint8).reshape(2, 2)
    bright = rng.choice([100, 150, 200, 250], 4, replace=False).astype(np.uint8)
    return [
        [image, rng.permutation([-2, -1, 1, 3]).reshape(2, 2)],
        [image, rng.permutation([-3, -2, -1, 1, 2, 4]).reshape(2, 3)],
        # A square image with a kernel of another shape; bytes with fractions; and with whole
        # numbers, of which no byte can hold the products.
        [rng.permutation(np.arange(9)).reshape(3, 3), rng.permutation([-1, 2, 4]).reshape(1, 3)],
        [few, rng.permutation([0.5, 0.25]).reshape(1, 2)],
        [bright.reshape(2, 2), rng.permutation([-3, 2]).reshape(2, 1)],
        [np.arange(30).reshape(5, 6), np.arange(1, 26).reshape(5, 5)],
    ]


def _lopsided(rng: np.random.Generator) -> np.ndarray:
    """A 3×3 kernel that is another one when flipped or transposed."""
    return rng.permutation(np.array([-2, -1.5, -1, -0.5, 0, 0.5, 1, 2, 3], np.float32)).reshape(
        3, 3
    )


def _correlated(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    windows = sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows.astype(np.float64), kernel.astype(np.float64))


def _padded(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    before = [(n - 1) // 2 for n in kernel.shape]
    return np.pad(image, [(b, n - 1 - b) for b, n in zip(before, kernel.shape)])


def _as_scipy_by_default(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    wide = np.pad(image, [(n - 1, n - 1) for n in kernel.shape])
    return _correlated(wide, kernel[::-1, ::-1])


_CONVOLVE_WRONG = (
    Misconception(
        "kernel-flipped",
        lambda image, kernel: _correlated(image, kernel[::-1, ::-1]),
        "The kernel was turned by 180°, as mathematics and `scipy.signal.convolve2d` do. Networks "
        "do not flip it.",
        "Lay the kernel on the image as it is: `kernel[0, 0]` meets the window's top left pixel.",
    ),
    Misconception(
        "kernel-transposed",
        lambda image, kernel: _correlated(image, kernel.T),
        "The kernel's rows and columns are exchanged.",
        "Multiply window and kernel place by place: `window * kernel`.",
    ),
    Misconception(
        "padded",
        lambda image, kernel: _correlated(_padded(image, kernel), kernel),
        "The result has the image's size, {shape}: zeros were added round the edge.",
        "With 'valid' the kernel only stands where it lies on the image as a whole.",
    ),
    Misconception(
        "padded-and-flipped",
        _as_scipy_by_default,
        "The result, {shape}, is larger than the image, and the kernel was flipped: that is what "
        "`scipy.signal.convolve2d` does unless told otherwise.",
        "Stay on the image, and do not flip. SciPy calls that `correlate2d`, in its mode 'valid'.",
    ),
    Misconception(
        "last-position-missing",
        lambda image, kernel: _correlated(image, kernel)[:-1, :-1],
        "The result is one row and one column too small: {shape}.",
        "Its size is size − kernel + 1 along each axis; `range` stops before its end.",
    ),
    Misconception(
        "averaged",
        lambda image, kernel: _correlated(image, kernel) / kernel.size,
        "Each value is too small by the number of weights in the kernel: an average, not a sum.",
        "Add the products up with `.sum()`, and do not divide.",
    ),
    Misconception(
        "not-multiplied",
        lambda image, kernel: _correlated(image, np.ones_like(kernel)),
        "These are the sums of the windows; the kernel's weights play no part.",
        "Multiply each window by the kernel before you add: `(window * kernel).sum()`.",
    ),
    Misconception(
        "output-transposed",
        lambda image, kernel: _correlated(image, kernel).T,
        "Rows and columns of the result are exchanged: {shape}.",
        "The first index counts rows, from the top down, the second counts columns.",
    ),
    Misconception(
        "moved-by-a-whole-kernel",
        lambda image, kernel: _correlated(image, kernel)[:: kernel.shape[0], :: kernel.shape[1]],
        "The kernel jumped by its own size; the result is only {shape}.",
        "Move by one pixel at a time, so that windows overlap.",
    ),
    Misconception(
        "negatives-cut-off",
        lambda image, kernel: np.maximum(_correlated(image, kernel), 0),
        "All negative values became 0. That is ReLU, which comes after the convolution.",
        "Return the sums as they are, also below 0.",
    ),
    Misconception(
        "cut-to-whole-numbers",
        lambda image, kernel: _correlated(image, kernel).astype(image.dtype),
        "The sums lost their fractions: the result has the image's dtype, {dtype}.",
        "Make the array for the result with `np.zeros(shape)`, which holds fractions, and not "
        "with `zeros_like(image)` or the image's dtype.",
    ),
)


_FIXED_WINDOW = Misconception(
    "window-size-fixed",
    lambda image, kernel: (sliding_window_view(image, (3, 3)) * kernel).sum(axis=(2, 3)),
    "Window and kernel do not have the same shape: perhaps the window's size is written into the "
    "code, or it reaches over the edge.",
    "Take the window's size from `kernel.shape`; not every kernel is 3×3, or square. At the edge, "
    "stop where the kernel still lies on the image.",
)


ANSWER = Answer(
    inputs=_convolve_inputs,
    judge=explaining(
        by_value(
            "convolve(image, kernel)",
            _correlated,
            _CONVOLVE_WRONG,
            Tolerance(absolute=1e-4, relative=1e-4, dtype="any"),
            praise="Every window meets the kernel as it is: this is what Conv2D computes.",
        ),
        {"could not be broadcast together": _FIXED_WINDOW},
    ),
    misconceptions=(*_CONVOLVE_WRONG, _FIXED_WINDOW),
)
