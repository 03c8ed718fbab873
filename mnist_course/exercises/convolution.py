"""Lesson 03: a convolution, by hand."""

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mnist_course.core.exercise import Exercise, Lesson, Misconception
from mnist_course.exercises.pooling import MAX_POOL, RELU
from mnist_course.judging.explaining import explaining
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.core.plain import Data
from mnist_course.probes.calls import call_each

# output_size --------------------------------------------------------------------


def _size_inputs(rng: np.random.Generator) -> Data:
    def size() -> int:
        return int(rng.integers(20, 60))

    odd = int(rng.choice([5, 7, 9]))
    even = int(rng.choice([4, 6, 8]))
    stride = int(rng.choice([3, 4]))
    steps = int(rng.integers(4, 9))
    # First the defaults, then one thing more at a time; steps that fit and steps that do not.
    return {
        "cases": [
            [size(), odd],
            [odd + steps * stride, odd, stride],
            [odd + steps * stride + 1, odd, stride],
            [size(), odd, 1, "same"],
            [size(), even, 1, "same"],
            [steps * stride + 1, 9, stride, "same"],
        ]
    }


def _positions(size: int, kernel: int, stride: int = 1, padding: str = "valid") -> int:
    last = size if padding == "same" else size - kernel + 1
    return len(range(0, last, stride))


def _when_valid(formula: Callable[[int, int, int], float]) -> Callable[..., float]:
    """`formula` for 'valid' padding, and the right answer for 'same'."""

    def wrong(size: int, kernel: int, stride: int = 1, padding: str = "valid") -> float:
        if padding == "same":
            return _positions(size, kernel, stride, padding)
        return formula(size, kernel, stride)

    return wrong


def _half_kernel_on_both_sides(
    size: int, kernel: int, stride: int = 1, padding: str = "valid"
) -> int:
    padded = size + 2 * (kernel // 2) if padding == "same" else size
    return (padded - kernel) // stride + 1


def _same_rounded_down(size: int, kernel: int, stride: int = 1, padding: str = "valid") -> int:
    return size // stride if padding == "same" else _positions(size, kernel, stride)


def _same_without_stride(size: int, kernel: int, stride: int = 1, padding: str = "valid") -> int:
    return size if padding == "same" else _positions(size, kernel, stride)


_SIZE_WRONG = (
    # Where the stride is more than 1 this gives what the next one gives, so it comes first.
    Misconception(
        "one-added-before-dividing",
        _when_valid(lambda size, kernel, stride: (size - kernel + 1) // stride),
        "{value} is not enough: the 1 for the first position was divided by the stride as well.",
        "Divide first, then add 1: steps, plus the first position.",
    ),
    Misconception(
        "first-position-forgotten",
        _when_valid(lambda size, kernel, stride: (size - kernel) // stride),
        "{value} is one too few: that is how many *steps* the kernel takes. It stands somewhere "
        "before its first step.",
        "Count the first position too: + 1.",
    ),
    Misconception(
        "rounded-up",
        _when_valid(lambda size, kernel, stride: -((kernel - size) // stride) + 1),
        "{value} is one too many: the last step would take the kernel over the edge.",
        "With 'valid' padding a step that does not fit whole is not taken: round down, `//`.",
    ),
    Misconception(
        "stride-ignored",
        _when_valid(lambda size, kernel, stride: size - kernel + 1),
        "{value} is right for a stride of 1, but the kernel moves by more than that here.",
        "Divide the way that the kernel can move, size − kernel, by the stride.",
    ),
    Misconception(
        "padding-ignored",
        lambda size, kernel, stride=1, padding="valid": _positions(size, kernel, stride),
        "{value} is right for 'valid' padding, but 'same' was asked for.",
        "With 'same', zeros are added at the edge so that stride 1 keeps the size.",
    ),
    Misconception(
        "half-a-kernel-on-both-sides",
        _half_kernel_on_both_sides,
        "{value} comes from padding half a kernel on both sides, which is too much for a kernel "
        "of even size.",
        "Keras pads just enough: with 'same', the answer does not depend on the kernel at all.",
    ),
    Misconception(
        "stride-ignored-when-same",
        _same_without_stride,
        "{value} is the input's size: 'same' keeps it only where the stride is 1.",
        "Divide by the stride here too, and round up.",
    ),
    Misconception(
        "same-rounded-down",
        _same_rounded_down,
        "{value} is one too few: with 'same', the last, incomplete step still counts.",
        "Round up: `math.ceil(size / stride)`, or `-(-size // stride)`.",
    ),
    Misconception(
        "decimal-number",
        _when_valid(lambda size, kernel, stride: (size - kernel) / stride + 1),
        "{value} came back as a decimal number, since `/` always gives one.",
        "Positions are counted in whole numbers: divide with `//`.",
    ),
    Misconception(
        "input-size",
        lambda size, kernel, stride=1, padding="valid": size,
        "{value} is the input's size. Without padding the kernel cannot be centred on the edge.",
        "Place the kernel at the left edge and count how far it can move to the right.",
    ),
)

OUTPUT_SIZE = Exercise(
    id="output_size",
    points=3,
    minutes=10,
    difficulty=2,
    asks="Count the positions that a kernel can take along one axis.",
    signature='output_size(size, kernel, stride=1, padding="valid")',
    hints=(
        "Draw 5 pixels in a row and a kernel of 3. How many steps can it take to the right? At "
        "how many positions did it stand?",
        "With 'valid' it can move by size − kernel, in whole steps of `stride`, and it stood at "
        "one position before. With 'same' and stride 1, every pixel is a position.",
        'valid: `(size - kernel) // stride + 1`. For `padding == "same"`: size / stride, '
        "rounded up.",
    ),
    inputs=_size_inputs,
    probe=call_each,
    judge=by_value(
        "output_size(size, kernel, stride, padding)",
        _positions,
        _SIZE_WRONG,
        praise="Right for every kernel, stride and padding that was tried.",
    ),
    misconceptions=_SIZE_WRONG,
)

# convolve -----------------------------------------------------------------------


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
        ]
    }


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
    "Window and kernel do not have the same shape.",
    "Take the window's size from `kernel.shape`; not every kernel is 3×3, or square. At the edge, "
    "stop where the kernel still lies on the image.",
)

CONVOLVE = Exercise(
    id="convolve",
    points=4,
    minutes=20,
    difficulty=3,
    asks="Slide a kernel over an image, and return the sum of products at every position.",
    signature="convolve(image, kernel)",
    hints=(
        "Work out one value first: cut the window at the top left, multiply it by the kernel "
        "place by place, add up.",
        "The result has `image.shape[0] - kernel.shape[0] + 1` rows, and columns likewise. Make "
        "an array of zeros of that shape, and fill it in two loops.",
        "In the loops, the window at row i and column j is "
        "`image[i : i + kernel.shape[0], j : j + kernel.shape[1]]`.",
        "`result[i, j] = (window * kernel).sum()`. Nothing is flipped, and nothing is padded.",
    ),
    inputs=_convolve_inputs,
    probe=call_each,
    judge=explaining(
        by_value(
            "convolve(image, kernel)",
            _correlated,
            _CONVOLVE_WRONG,
            Tolerance(absolute=1e-4, relative=1e-4, dtype="any"),
            praise="Every window meets the kernel as it is: this is what Conv2D computes.",
            picture=lambda answer: answer,
        ),
        {"could not be broadcast together": _FIXED_WINDOW},
    ),
    misconceptions=(*_CONVOLVE_WRONG, _FIXED_WINDOW),
)

# count_parameters -----------------------------------------------------------------


def _parameter_inputs(rng: np.random.Generator) -> Data:
    kernel, channels, filters = rng.choice(np.arange(4, 20), 3, replace=False).tolist()
    return {
        "cases": [
            [kernel, channels, filters],
            [int(rng.integers(2, 8)), 1, int(rng.integers(8, 70))],
        ]
    }


def _parameters(kernel: int, in_channels: int, filters: int) -> int:
    one_filter = np.ones((kernel, kernel, in_channels)).size + 1
    return one_filter * filters


_PARAMETERS_WRONG = (
    Misconception(
        "biases-forgotten",
        lambda kernel, in_channels, filters: kernel * kernel * in_channels * filters,
        "{value} are the weights alone; {right} with the biases.",
        "Each filter has one bias, a number that is added to all its sums.",
    ),
    Misconception(
        "one-bias-for-all",
        lambda kernel, in_channels, filters: kernel * kernel * in_channels * filters + 1,
        "{value} counts a single bias for the whole layer.",
        "Each filter has a bias of its own: as many as there are filters.",
    ),
    Misconception(
        "bias-for-each-channel",
        lambda kernel, in_channels, filters: (kernel * kernel + 1) * in_channels * filters,
        "{value} counts a bias for every input channel of every filter.",
        "A filter adds up over all its channels first, then adds one bias.",
    ),
    Misconception(
        "biases-by-input-channels",
        lambda kernel, in_channels, filters: (kernel * kernel * filters + 1) * in_channels,
        "{value} counts as many biases as input channels.",
        "The biases belong to the filters: one each.",
    ),
    Misconception(
        "kernel-not-squared",
        lambda kernel, in_channels, filters: (kernel * in_channels + 1) * filters,
        "{value} counts one row of the kernel only.",
        "A kernel of side k has k × k weights.",
    ),
    Misconception(
        "channels-ignored",
        lambda kernel, in_channels, filters: (kernel * kernel + 1) * filters,
        "{value} is right for one input channel; here there are more.",
        "A filter is as deep as its input: kernel × kernel × in_channels weights.",
    ),
    Misconception(
        "filters-ignored",
        lambda kernel, in_channels, filters: kernel * kernel * in_channels + 1,
        "{value} is the count of a single filter.",
        "The layer has `filters` of them.",
    ),
)

COUNT_PARAMETERS = Exercise(
    id="count_parameters",
    points=2,
    minutes=8,
    difficulty=2,
    asks="Count the numbers that one convolution layer learns.",
    signature="count_parameters(kernel, in_channels, filters)",
    hints=(
        "Count for a single filter first. How many weights does it have if its kernel is 3×3 and "
        "its input has 2 channels?",
        "One filter has kernel × kernel × in_channels weights and one bias.",
        "`(kernel * kernel * in_channels + 1) * filters`.",
    ),
    inputs=_parameter_inputs,
    probe=call_each,
    judge=by_value(
        "count_parameters(kernel, in_channels, filters)",
        _parameters,
        _PARAMETERS_WRONG,
        praise="Weights and biases, of all the filters.",
    ),
    misconceptions=_PARAMETERS_WRONG,
)

LESSON = Lesson(
    id="03_convolution",
    title="Convolution",
    minutes=75,
    goal="Compute a convolution, ReLU and max pooling by hand, and see what they do to a digit.",
    exercises=(OUTPUT_SIZE, CONVOLVE, RELU, MAX_POOL, COUNT_PARAMETERS),
    uses_keras=False,
)
