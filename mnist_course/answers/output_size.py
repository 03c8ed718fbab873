"""output_size, of lesson 03: inputs, the right answer, and the misconceptions."""

from collections.abc import Callable

import numpy as np

from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value


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
            *_boundaries(rng),
        ]
    }


def _boundaries(rng: np.random.Generator) -> list[Data]:
    """Each remainder of a few strides, for both paddings; the smallest sizes; a large one."""
    cases: list[Data] = [[1, 1], [7, 7], [6, 6, 2], [1, 1, 3, "same"], [2, 5, 3, "same"]]
    for stride in (1, 2, 3, 4, 5):
        kernel, steps = int(rng.integers(1, 8)), int(rng.integers(2, 9))
        for rest in range(stride):
            cases.append([kernel + stride * steps + rest, kernel, stride])
            cases.append([stride * steps + rest, kernel, stride, "same"])
    return [*cases, [int(rng.integers(70_000, 90_000)), 3, 2]]


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


ANSWER = Answer(
    inputs=_size_inputs,
    judge=by_value(
        "output_size(size, kernel, stride, padding)",
        _positions,
        _SIZE_WRONG,
        praise="Right for every kernel, stride and padding that was tried.",
    ),
    misconceptions=_SIZE_WRONG,
)
