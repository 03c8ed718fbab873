"""build_model, of lesson 04: inputs, the right answer, and the misconceptions."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception, Verdict
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import trouble
from mnist_course.judging.keras_errors import telling
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


def _integer_input() -> Any:
    import keras

    from mnist_course.model import build

    inputs = keras.Input(spec.INPUT_SHAPE, dtype="uint8")
    return keras.Sequential([inputs, *build().layers])


def _not_in_a_list() -> Any:
    import keras

    return keras.Sequential(keras.Input(spec.INPUT_SHAPE), *_layers_alone())


_MODEL_WRONG = (
    Misconception("softmax-missing", _last(None)),
    Misconception("sigmoid-for-softmax", _last("sigmoid")),
    Misconception("relu-at-the-end", _last("relu")),
    Misconception("wrong-classes", _with(8, lambda layers: layers.Dense(9, activation="softmax"))),
    Misconception("missing-flatten", _without(6)),
    Misconception(
        "missing-activation", _with(2, lambda layers: layers.Conv2D(spec.FILTERS, spec.KERNEL_SIZE))
    ),
    Misconception(
        "wrong-kernel-size",
        _with(0, lambda layers: layers.Conv2D(spec.FILTERS, 5, activation="relu")),
    ),
    Misconception(
        "wrong-filters",
        _with(2, lambda layers: layers.Conv2D(64, spec.KERNEL_SIZE, activation="relu")),
    ),
    Misconception(
        "wrong-padding",
        _with(
            0,
            lambda layers: layers.Conv2D(
                spec.FILTERS, spec.KERNEL_SIZE, padding="same", activation="relu"
            ),
        ),
    ),
    Misconception(
        "average-pooling", _with(1, lambda layers: layers.AveragePooling2D(spec.POOL_SIZE))
    ),
    Misconception("missing-block", _without(4, 5)),
    Misconception("missing-layer", _without(7)),
    Misconception("extra-layer", _and(8, lambda layers: layers.Dropout(0.5))),
    Misconception(
        "swapped-layers", lambda: _network(lambda layers, stack: stack.insert(0, stack.pop(1)))
    ),
    Misconception("missing-channel", _without_channel),
    Misconception("integer-input", _integer_input),
    Misconception("not-a-model", _layers_alone),
    Misconception(
        "no-room-left", _and(6, lambda layers: layers.Conv2D(spec.FILTERS, spec.KERNEL_SIZE))
    ),
    Misconception("layers-not-in-a-list", _not_in_a_list),
)
"""Networks with a mistake in them. What is said of each stands in `judging.network.causes` and
`judging.keras_errors`."""


ANSWER = Answer(
    inputs=_build_inputs,
    judge=telling(_build_judge),
    misconceptions=_MODEL_WRONG,
)
