"""trace_shapes, of lesson 04: inputs, the right answer, and the misconceptions."""

from collections.abc import Callable
from typing import Any

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception, Verdict, failed, passed
from mnist_course.core.language import say, sentence
from mnist_course.core.plain import Data, plain
from mnist_course.core.showing import show, with_article
from mnist_course.judging.comparison import compare, trouble
from mnist_course.judging.network import specified


def _shapes() -> list[tuple[int, ...]]:
    shapes: Any = [unit.shape for unit in specified().units]
    return shapes


def _traced(
    convolved: Callable[[int], int],
    pooled: Callable[[int], int],
    channels: int = spec.FILTERS,
) -> list[tuple[int, ...]]:
    """The nine shapes as another arithmetic has them."""
    size, shapes = spec.IMAGE_HEIGHT, []
    for _ in range(spec.BLOCKS):
        size = convolved(size)
        shapes.append((size, size, channels))
        size = pooled(size)
        shapes.append((size, size, channels))
    shapes.append((size * size * channels,))
    return [*shapes, (spec.DENSE_UNITS,), (spec.CLASSES,)]


def _valid(size: int) -> int:
    return size - spec.KERNEL_SIZE + 1


def _half(size: int) -> int:
    return size // spec.POOL_SIZE


# None of these may give an entry of the answer away: they take the lesson's small example.
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
        "A tuple of one number needs a comma: `(128,)`. `(128)` is just 128.",
    ),
    Misconception(
        "same-padding",
        lambda: _traced(lambda size: size, _half),
        "The convolutions keep the size here, as with padding 'same'.",
        "With 'valid' padding a 3×3 kernel has 2 positions fewer on each axis: 10 becomes 8.",
    ),
    Misconception(
        "size-minus-kernel",
        lambda: _traced(lambda size: size - spec.KERNEL_SIZE, _half),
        "Each convolution is one short: size − kernel.",
        "Count the first position too: size − kernel + 1. So 10 becomes 8.",
    ),
    Misconception(
        "rounded-up",
        lambda: _traced(_valid, lambda size: -(-size // spec.POOL_SIZE)),
        "Pooling rounds up here.",
        "A row or column that fills no whole block is dropped: 7 // 2 is 3.",
    ),
    Misconception(
        "channels-forgotten",
        lambda: [shape[:2] if len(shape) == 3 else shape for shape in _shapes()],
        "The convolution and pooling shapes lack their last axis.",
        "Each filter gives a map of its own: eight filters give (8, 8, 8) in the small example.",
    ),
    Misconception(
        "channels-kept",
        lambda: _traced(_valid, _half, spec.CHANNELS),
        "The number of channels stays 1 here.",
        "Each filter gives a map of its own: as many channels come out as there are filters.",
    ),
    Misconception(
        "channels-first",
        lambda: [(s[2], s[0], s[1]) if len(s) == 3 else s for s in _shapes()],
        "The channels come first here.",
        "Keras puts them last: (height, width, channels).",
    ),
    Misconception(
        "not-flattened",
        lambda: [s if i != 6 else (1, 1, spec.FILTERS) for i, s in enumerate(_shapes())],
        "Flatten's output still has three axes.",
        "Flatten lays all values into one row: (4, 4, 8) becomes (128,) in the small example.",
    ),
    Misconception(
        "decimal-numbers",
        lambda: [tuple(map(float, shape)) for shape in _shapes()],
        "The shapes hold decimal numbers.",
        "Sizes are whole: divide with `//`, which gives 4, where `/` gives 4.0.",
    ),
    Misconception(
        "text-for-shapes",
        lambda: [str(shape) for shape in _shapes()],
        "The entries are text.",
        "Leave the quotation marks out: a shape is a tuple of numbers, `(8, 8, 8)`.",
    ),
)

_LONGEST = 300

_RULES = {
    "Conv2D": sentence(
        "A convolution: size − kernel + 1 on height and width, then the number of kernels."
    ),
    "MaxPooling2D": sentence(
        "Pooling: height and width divided by the block's size, without the rest; the "
        "channels stay."
    ),
    "Flatten": sentence("Flatten: height × width × channels of the entry before, as one number."),
    "Dense": sentence("Dense: the number of its units, as a tuple with one entry."),
}


def _judge(inputs: Data, observed: Data) -> Verdict:
    record = observed["calls"][0]
    return trouble("trace_shapes()", [], record) or _judged(record["value"], record["type"])


def _judged(value: Data, kind: str) -> Verdict:
    """The verdict on a list; what it should have been is never shown."""
    right = plain(_shapes())
    if compare(value, right) is None:
        return passed("Right: from 28×28×1 down to 1×1×32, and then ten numbers.")
    returned = show(value, kind)[:_LONGEST]
    for known in _SHAPES_WRONG:
        if compare(value, plain(known.wrong())) is None:
            return failed(known.cause, known.message, known.next_step, returned=returned)
    if not isinstance(value, list):
        return failed(
            "wrong-type",
            say("What came back is {value}, not a list of shapes.", value=with_article(value)),
            "Return a list of nine tuples: `[(8, 8, 8), …]`.",
            returned=returned,
        )
    if len(value) != len(right):
        return failed(
            "wrong-length",
            say(
                "The list has {count} entries; the table has {layers} layers.",
                count=len(value),
                layers=len(right),
            ),
            "Write one tuple for each layer, the first layer first. The input is none of them.",
            returned=returned,
        )
    wrong = [i for i, (one, wanted) in enumerate(zip(value, right)) if compare(one, wanted)]
    first, layer = wrong[0], spec.LAYERS[wrong[0]]
    return failed(
        "wrong-shape",
        say(
            "{correct} of {all} entries are right. Entry {first}, of the {kind} layer there, "
            "is {value}.",
            correct=len(right) - len(wrong),
            all=len(right),
            first=first + 1,
            kind=layer.kind,
            value=show(value[first])[:60],
        ),
        _RULES[layer.kind],
        returned=returned,
    )


ANSWER = Answer(
    inputs=lambda rng: {"cases": [[]]},
    judge=_judge,
    misconceptions=_SHAPES_WRONG,
)
