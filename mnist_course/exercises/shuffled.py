"""A trained model that no student has met, on both sides of an exercise.

It is the reference model with its filters, units and outputs in a random order. It reads
digits as well as the reference does, under other names, so an answer that was hard-coded or
that came from a model in the notebook is noticed. On the student's side it is a Keras model
that notes what it was given; where it is judged it is a few lines of NumPy.
"""

import copy
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import Verdict
from mnist_course.model import compile_model, reference_weights
from mnist_course.core.plain import Data
from mnist_course.probes.calls import call

if TYPE_CHECKING:
    import keras

MOST_IMAGES = 512
"""How many images the model reads in one call of a student's function, before it refuses."""


class OtherData(Exception):
    """The model was given far more images than the student's function was."""


@functools.cache
def test_split() -> data.Split:
    """The test images and labels; inputs are drawn from them."""
    return data.test_split()


def draw(rng: np.random.Generator) -> Data:
    """A random order of each layer's filters or units, as plain data."""
    sizes = [spec.FILTERS] * spec.BLOCKS + [spec.DENSE_UNITS, spec.CLASSES]
    return [rng.permutation(size).tolist() for size in sizes]


def weights(order: Data) -> list[np.ndarray]:
    """The reference weights in that order."""
    original = reference_weights()
    shuffled: list[np.ndarray] = []
    before: Any = slice(None)
    for layer, places in enumerate(order):
        kernel, bias = original[2 * layer], original[2 * layer + 1]
        # The last axis holds this layer's outputs, the one before it those of the layer below.
        shuffled += [kernel[..., before, :][..., places], bias[places]]
        before = places
    return shuffled


class Shuffled:
    """The model in NumPy, for judging: `predict`, `evaluate` and `maps` as Keras has them.

    Args:
        order: from `draw`; None for the reference model itself.
    """

    def __init__(self, order: Data = None):
        self.weights = reference_weights() if order is None else weights(order)

    def __repr__(self) -> str:
        return "a trained model"

    def __deepcopy__(self, memo: dict) -> "Shuffled":
        return self

    def maps(self, images: np.ndarray) -> list[np.ndarray]:
        """Each convolution's output after ReLU, (n, h, w, filters)."""
        found = []
        values = np.asarray(images, np.float32)
        for layer in range(spec.BLOCKS):
            values = _convolve(values, self.weights[2 * layer], self.weights[2 * layer + 1])
            found.append(values)
            values = pool(values)
        return found

    def predict(self, images: np.ndarray, verbose: int = 0) -> np.ndarray:
        """Probabilities (n, 10), float32."""
        return np.exp(self._log_probabilities(images))

    def _log_probabilities(self, images: np.ndarray) -> np.ndarray:
        values = pool(self.maps(images)[-1])
        hidden, hidden_bias, last, last_bias = self.weights[2 * spec.BLOCKS :]
        values = np.maximum(values.reshape(len(values), -1) @ hidden + hidden_bias, 0)
        logits = values @ last + last_bias
        logits -= logits.max(axis=1, keepdims=True)
        return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))

    def evaluate(self, images: np.ndarray, labels: np.ndarray, verbose: int = 0) -> list[float]:
        """[loss, accuracy]; like Keras, the loss is computed from the logits."""
        logs = self._log_probabilities(images)
        own = np.take_along_axis(logs, labels[:, None].astype(int), axis=1)
        return [float(-own.mean()), float((logs.argmax(axis=1) == labels).mean())]


def _convolve(images: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    size = kernel.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))
    # Windows come as (n, h, w, channels, kernel rows, kernel columns).
    return np.maximum(np.tensordot(windows, kernel, axes=([4, 5, 3], [0, 1, 2])) + bias, 0)


def pool(images: np.ndarray) -> np.ndarray:
    """Max pooling as the model does it: (n, h, w, c) to (n, h // 2, w // 2, c)."""
    size = spec.POOL_SIZE
    count, height, width, channels = images.shape
    height, width = height // size, width // size
    blocks = images[:, : height * size, : width * size]
    return blocks.reshape(count, height, size, width, size, channels).max(axis=(2, 4))


# The student's side ---------------------------------------------------------------


@functools.cache
def _watched() -> tuple["keras.Model", list[dict[str, Data]], dict]:
    """A Keras model of the specification, the list in which it notes its inputs, its config."""
    import keras

    seen: list[dict[str, Data]] = []

    class Sequential(keras.Sequential):
        def __call__(self, inputs, *args, **kwargs):
            if isinstance(inputs, keras.KerasTensor):
                return super().__call__(inputs, *args, **kwargs)
            values = np.asarray(inputs)
            numeric = values.size > 0 and values.dtype.kind in "biuf"
            seen.append(
                {
                    "shape": list(values.shape),
                    "min": float(values.min()) if numeric else 0.0,
                    "max": float(values.max()) if numeric else 0.0,
                    "mean": float(values.mean()) if numeric else 0.0,
                }
            )
            if sum(one["shape"][0] for one in seen if one["shape"]) > MOST_IMAGES:
                raise OtherData(f"more than {MOST_IMAGES} images")
            return super().__call__(inputs, *args, **kwargs)

    layers = [getattr(keras.layers, layer.kind)(**layer.fields) for layer in spec.LAYERS]
    model = Sequential([keras.Input(spec.INPUT_SHAPE), *layers])
    return model, seen, model.get_config()


def keras_model(order: Data) -> tuple["keras.Model", list[dict[str, Data]]]:
    """The model as a compiled Keras model, and the list in which it notes what it is given."""
    model, seen, config = _watched()
    if model.get_config() != config:
        # A student's function took a layer away, or changed one.
        _watched.cache_clear()
        model, seen, config = _watched()
    compile_model(model)
    # Without tracing, a first answer takes milliseconds.
    model.run_eagerly = True
    model.set_weights(weights(order))
    seen.clear()
    return model, seen


def probe(function: Callable[..., Any], inputs: Data) -> Data:
    """Call the function for each case; a case's first entry is an order, handed on as a model."""
    calls = []
    for order, *arguments in inputs["cases"]:
        model, seen = keras_model(order)
        record = call(function, [model, *copy.deepcopy(arguments)])
        record["seen"] = copy.deepcopy(seen[:50])
        calls.append(record)
        if record["error"]:
            break
    return {"calls": calls}


def last_seen(record: Data) -> dict[str, Data] | None:
    """What the model was given last, by a record that is not trusted; None where it does not tell.

    Returns:
        A dict with `shape`, a tuple, and the floats `min`, `max` and `mean`.
    """
    seen = record.get("seen")
    last = seen[-1] if isinstance(seen, list) and seen else None
    if not isinstance(last, dict):
        return None
    shape = last.get("shape")
    facts = {name: last.get(name) for name in ("min", "max", "mean")}
    if not isinstance(shape, list) or not all(type(one) is int for one in shape) or not shape:
        return None
    if not all(type(one) is float for one in facts.values()):
        return None
    return {"shape": tuple(shape), **facts}


def judged(
    judge: Callable[[Data, Data], Verdict],
    notice: Callable[[Data, Data], Verdict | None] = lambda arguments, record: None,
) -> Callable[[Data, Data], Verdict]:
    """A judge whose cases' first argument is a `Shuffled` in place of its order.

    Args:
        judge: such as `judging.by_value` makes it.
        notice: looks at a case's arguments and its record first, for what the model was given.
    """

    def with_models(inputs: Data, observed: Data) -> Verdict:
        cases = [[Shuffled(order), *rest] for order, *rest in inputs["cases"]]
        for arguments, record in zip(cases, observed["calls"]):
            verdict = notice(arguments, record)
            if verdict:
                return verdict
        return judge({"cases": cases}, observed)

    return with_models
