"""build_model, of lesson 04: inputs, the right answer, and the misconceptions."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception, Verdict
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import trouble
from mnist_course.judging.explaining import explaining, teaching
from mnist_course.judging.network import judge_model

_SAMPLE = 4


def _build_inputs(rng: np.random.Generator) -> Data:
    return {"images": rng.random((_SAMPLE, *spec.INPUT_SHAPE), dtype=np.float32)}


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


ANSWER = Answer(
    inputs=_build_inputs,
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
)
