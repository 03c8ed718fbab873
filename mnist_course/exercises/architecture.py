"""Lesson 04: shapes through a network, and the network of the course."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.judging.network import judge_model, observe, specified
from mnist_course.core.exercise import Exercise, Lesson, Misconception, Verdict
from mnist_course.judging.explaining import explaining, teaching
from mnist_course.judging.comparison import by_value, trouble
from mnist_course.core.plain import Data
from mnist_course.probes.calls import call, call_each

# trace_shapes -----------------------------------------------------------------


def _shapes() -> list[tuple[int, ...]]:
    return [unit.shape for unit in specified().units]


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

TRACE_SHAPES = Exercise(
    id="trace_shapes",
    points=3,
    minutes=10,
    asks="Work out the output shape of each of the nine layers, without the batch axis.",
    signature="trace_shapes()",
    hints=(
        "Begin with (28, 28, 1). A convolution changes the size and the number of channels, "
        "pooling changes the size alone.",
        "A 3×3 kernel with 'valid' padding takes 2 off each side; 2×2 pooling halves and drops "
        "the remainder. So the size goes 28 → 26 → 13 → …",
        "Sizes: 26, 13, 11, 5, 3, 1, each with 32 channels. Flatten makes one row of what is "
        "left, and a Dense layer gives as many numbers as it has units.",
        "[(26, 26, 32), (13, 13, 32), (11, 11, 32), (5, 5, 32), (3, 3, 32), (1, 1, 32), then "
        "three tuples with one number each: (32,), (64,) and (10,).",
    ),
    inputs=lambda rng: {"cases": [[]]},
    probe=call_each,
    judge=by_value(
        "trace_shapes()",
        _shapes,
        _SHAPES_WRONG,
        praise="Right: from 28×28×1 down to 1×1×32, and then ten numbers.",
    ),
    misconceptions=_SHAPES_WRONG,
)

# build_model ------------------------------------------------------------------

_SAMPLE = 4


def _build_inputs(rng: np.random.Generator) -> Data:
    return {"images": rng.random((_SAMPLE, *spec.INPUT_SHAPE), dtype=np.float32)}


def _build_probe(function: Any, inputs: Data) -> Data:
    return {"calls": [call(function, [], lambda model: observe(model, inputs["images"]))]}


def _build_judge(inputs: Data, observed: Data) -> Verdict:
    record = observed["calls"][0]
    verdict = trouble("build_model()", [], record)
    return verdict or judge_model(record["value"], inputs["images"])


def _network(change: Callable[[Any, list[Any]], Any] = lambda layers, stack: None) -> Any:
    """The network with a mistake in it; `change` alters the list of its layers."""
    import keras

    from mnist_course.model import build

    # Fresh copies: the layers of a built model expect the shapes that they were built for.
    stack = [type(layer).from_config(layer.get_config()) for layer in build().layers]
    change(keras.layers, stack)
    return keras.Sequential([keras.Input(spec.INPUT_SHAPE), *stack])


def _with(index: int, make: Callable[[Any], Any]) -> Callable[[], Any]:
    """The network with another layer at one place."""

    def change(layers: Any, stack: list[Any]) -> None:
        stack[index] = make(layers)

    return lambda: _network(change)


def _without(*places: int) -> Callable[[], Any]:
    def change(layers: Any, stack: list[Any]) -> None:
        stack[:] = [layer for i, layer in enumerate(stack) if i not in places]

    return lambda: _network(change)


def _and(index: int, make: Callable[[Any], Any]) -> Callable[[], Any]:
    """The network with one more layer."""

    def change(layers: Any, stack: list[Any]) -> None:
        stack.insert(index, make(layers))

    return lambda: _network(change)


def _last(activation: str | None) -> Callable[[], Any]:
    return _with(8, lambda layers: layers.Dense(spec.CLASSES, activation=activation))


def _layers_alone() -> Any:
    from mnist_course.model import build

    return build().layers


def _without_channel() -> Any:
    import keras

    size = spec.INPUT_SHAPE[:2]
    return keras.Sequential([keras.Input(size), keras.layers.Flatten(), keras.layers.Dense(10)])


_MODEL_WRONG = (
    Misconception(
        "softmax-missing",
        _last(None),
        "The last layer lacks the softmax; accuracy cannot show it.",
        f'Write `Dense({spec.CLASSES}, activation="softmax")`.',
    ),
    Misconception(
        "sigmoid-for-softmax",
        _last("sigmoid"),
        "With a sigmoid each output goes its own way; rows sum to about 2.9.",
        f'Write `Dense({spec.CLASSES}, activation="softmax")`: then each row sums to 1.',
    ),
    Misconception(
        "relu-at-the-end",
        _last("relu"),
        "A ReLU at the end cuts the outputs off at 0; they do not sum to 1.",
        f'Write `Dense({spec.CLASSES}, activation="softmax")` at the end.',
    ),
    Misconception(
        "wrong-classes",
        _with(8, lambda layers: layers.Dense(9, activation="softmax")),
        "The last layer has nine outputs; digits 0–9 need ten.",
        f"Count from 0 to 9: `Dense({spec.CLASSES}, …)` at the end.",
    ),
    Misconception(
        "missing-flatten",
        _without(6),
        "Without Flatten there is a prediction for each location.",
        "Add `Flatten()` between the last pooling and the first Dense layer.",
    ),
    Misconception(
        "missing-activation",
        _with(2, lambda layers: layers.Conv2D(spec.FILTERS, spec.KERNEL_SIZE)),
        "A layer without an activation only adds and multiplies.",
        'Add `activation="relu"` to each convolution and to the first Dense layer.',
    ),
    Misconception(
        "wrong-kernel-size",
        _with(0, lambda layers: layers.Conv2D(spec.FILTERS, 5, activation="relu")),
        "A convolution has a kernel of another size.",
        "The kernel size is the second argument of `Conv2D`: 3, or (3, 3).",
    ),
    Misconception(
        "wrong-filters",
        _with(2, lambda layers: layers.Conv2D(64, spec.KERNEL_SIZE, activation="relu")),
        "A convolution has another number of filters.",
        f"Each convolution has {spec.FILTERS} filters: `Conv2D({spec.FILTERS}, …)`.",
    ),
    Misconception(
        "wrong-padding",
        _with(
            0,
            lambda layers: layers.Conv2D(
                spec.FILTERS, spec.KERNEL_SIZE, padding="same", activation="relu"
            ),
        ),
        "A convolution keeps its border with padding 'same'.",
        'Leave `padding` out, or write `padding="valid"`.',
    ),
    Misconception(
        "average-pooling",
        _with(1, lambda layers: layers.AveragePooling2D(spec.POOL_SIZE)),
        "A pooling layer takes means in place of maxima.",
        "Use `MaxPooling2D`: it keeps the strongest response of each block.",
    ),
    Misconception(
        "missing-block",
        _without(4, 5),
        "A block of convolution and pooling is missing.",
        f"Write the pair of Conv2D and MaxPooling2D {spec.BLOCKS} times.",
    ),
    Misconception(
        "missing-layer",
        _without(7),
        "A layer is missing.",
        "Add it: the comparison shows where your network and the specification part.",
    ),
    Misconception(
        "extra-layer",
        _and(8, lambda layers: layers.Dropout(0.5)),
        "There is a layer that the specification does not have.",
        "Remove it. Dropout and normalisation are ideas for lesson 09.",
    ),
    Misconception(
        "swapped-layers",
        lambda: _network(lambda layers, stack: stack.insert(0, stack.pop(1))),
        "Two layers have changed places.",
        "Convolve first, then pool.",
    ),
    Misconception(
        "missing-channel",
        _without_channel,
        "The input lacks the channel axis.",
        f"Write `keras.Input({spec.INPUT_SHAPE})`: height, width, and one channel of grey.",
    ),
    Misconception(
        "not-a-model",
        _layers_alone,
        "The layers are not put together into a model.",
        "Put them into a model, `keras.Sequential([…])`, and return that.",
    ),
)

BUILD_MODEL = Exercise(
    id="build_model",
    points=8,
    minutes=20,
    asks="Build the network of the course and return it.",
    signature="build_model()",
    hints=(
        "`keras.Sequential([…])` takes the layers in order. Begin with `keras.Input((28, 28, 1))`.",
        "You need `keras.layers.Conv2D`, `MaxPooling2D`, `Flatten` and `Dense`. The first two "
        "come three times in turn.",
        'A convolution is `Conv2D(32, 3, activation="relu")`, a pooling `MaxPooling2D(2)`. The '
        'last layer is `Dense(10, activation="softmax")`.',
        "keras.Sequential([keras.Input((28, 28, 1)), then three times Conv2D(32, 3, "
        'activation="relu") and MaxPooling2D(2), then Flatten(), Dense(64, activation="relu"), '
        'Dense(10, activation="softmax")]). `model.count_params()` is 21,578.',
    ),
    inputs=_build_inputs,
    probe=_build_probe,
    judge=teaching(
        explaining(
            _build_judge,
            {
                "Negative dimension": Misconception(
                    "no-room-left",
                    _without(),
                    "A layer's window is larger than what is left of the image.",
                    "Print `model.summary()` before that layer, and compare the sizes with those "
                    "of trace_shapes.",
                ),
            },
        ),
        _MODEL_WRONG,
    ),
    misconceptions=_MODEL_WRONG,
    time_limit=60.0,
)

LESSON = Lesson(
    id="04_architecture",
    title="Architecture",
    minutes=60,
    goal="Follow an image through a network layer by layer, and build the network in Keras.",
    exercises=(TRACE_SHAPES, BUILD_MODEL),
)
