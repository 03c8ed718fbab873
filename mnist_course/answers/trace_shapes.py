"""trace_shapes, of lesson 04: inputs, the right answer, and the misconceptions."""

from collections.abc import Callable
from typing import Any

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.judging.comparison import by_value
from mnist_course.judging.network import specified


def _shapes() -> list[tuple[int, ...]]:
    shapes: Any = [unit.shape for unit in specified().units]
    return shapes


def _traced(convolved: Callable[[int], int], pooled: Callable[[int], int]) -> list[tuple[int, ...]]:
    """The nine shapes as another arithmetic has them."""
    size, shapes = spec.IMAGE_HEIGHT, []
    for _ in range(spec.BLOCKS):
        size = convolved(size)
        shapes.append((size, size, spec.FILTERS))
        size = pooled(size)
        shapes.append((size, size, spec.FILTERS))
    shapes.append((size * size * spec.FILTERS,))
    return [*shapes, (spec.DENSE_UNITS,), (spec.CLASSES,)]


def _valid(size: int) -> int:
    return size - spec.KERNEL_SIZE + 1


def _half(size: int) -> int:
    return size // spec.POOL_SIZE


_SHAPES_WRONG = (
    Misconception(
        "batch-axis-included",
        lambda: [(None, *shape) for shape in _shapes()],
        "The shapes include the batch axis.",
        "Leave out the leading None, which Keras prints for the number of images.",
    ),
    Misconception(
        "input-included",
        lambda: [spec.INPUT_SHAPE, *_shapes()],
        "The list begins with the input's shape, so it has ten entries.",
        "List what each of the nine layers gives, beginning with the first convolution.",
    ),
    Misconception(
        "number-for-shape",
        lambda: [shape if len(shape) > 1 else shape[0] for shape in _shapes()],
        "Some entries are numbers, not shapes.",
        "A tuple of one number needs a comma: `(32,)`. `(32)` is just 32.",
    ),
    Misconception(
        "same-padding",
        lambda: _traced(lambda size: size, _half),
        "The convolutions keep the size here, as with padding 'same'.",
        "With 'valid' padding a 3×3 kernel has 2 positions fewer on each axis: 28 becomes 26.",
    ),
    Misconception(
        "size-minus-kernel",
        lambda: _traced(lambda size: size - spec.KERNEL_SIZE, _half),
        "Each convolution is one short: 28 becomes 25 here.",
        "Count the first position too: size − kernel + 1.",
    ),
    Misconception(
        "rounded-up",
        lambda: _traced(_valid, lambda size: -(-size // spec.POOL_SIZE)),
        "Pooling rounds up here: 11 becomes 6.",
        "A row or column that fills no whole block is dropped: 11 // 2 is 5.",
    ),
    Misconception(
        "channels-forgotten",
        lambda: [shape[:2] if len(shape) == 3 else shape for shape in _shapes()],
        "The convolution and pooling shapes lack their last axis.",
        "Each of the 32 filters gives a map of its own: (26, 26, 32).",
    ),
    Misconception(
        "channels-first",
        lambda: [(s[2], s[0], s[1]) if len(s) == 3 else s for s in _shapes()],
        "The channels come first here.",
        "Keras puts them last: (26, 26, 32).",
    ),
    Misconception(
        "not-flattened",
        lambda: [s if i != 6 else (1, 1, spec.FILTERS) for i, s in enumerate(_shapes())],
        "Flatten's output still has three axes.",
        "Flatten lays all values into one row: 1 · 1 · 32 = 32, so (32,).",
    ),
)


ANSWER = Answer(
    inputs=lambda rng: {"cases": [[]]},
    judge=by_value(
        "trace_shapes()",
        _shapes,
        _SHAPES_WRONG,
        praise="Right: from 28×28×1 down to 1×1×32, and then ten numbers.",
    ),
    misconceptions=_SHAPES_WRONG,
)
