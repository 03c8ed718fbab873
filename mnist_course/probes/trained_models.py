"""A trained model that no student has met, handed to a student's function.

It is the reference model with its filters, units and outputs in a random order. It reads
digits as well as the reference does, under other names, so an answer that was hard-coded or
that came from a model in the notebook is noticed. It notes what it was given.
"""

import copy
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_course import spec
from mnist_course.core.plain import Data
from mnist_course.model import compile_model, reference_weights
from mnist_course.probes.calls import call

if TYPE_CHECKING:
    import keras

MOST_IMAGES = 512
"""How many images the model reads in one call of a student's function, before it refuses."""


class OtherData(Exception):
    """The model was given far more images than the student's function was."""


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
