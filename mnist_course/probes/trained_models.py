"""A trained model that no student has met, handed to a student's function.

It is the reference model with its filters, units and outputs in a random order. It reads
digits as well as the reference does, under other names, so an answer that was hard-coded or
that came from a model in the notebook is noticed. It notes what it was given.
"""

import copy
import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_course import spec
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.model import compile_model, reference_weights
from mnist_course.probes.calls import Ended, call, until_error

if TYPE_CHECKING:
    import keras

MOST_IMAGES = 1_000
"""How many images the model reads in one call of a student's function, before it refuses."""

MOST_PIXELS = 4 * spec.IMAGE_HEIGHT * spec.IMAGE_WIDTH
"""Of inputs up to this size, every pixel is noted."""

_MOST_NOTES = 50

_QUICK = 128
"""Up to how many images are read as one batch: the pipeline that Keras builds to cut batches takes
ten times as long as reading them."""


class OtherData(Ended):
    """The model was given far more images than the student's function was."""


@dataclass
class Notes:
    """What a watched model was given.

    Attributes:
        seen: for each call a dict of `shape`, `min`, `max`, `mean` and `pixels`, an array of
            float32 or None where there are too many; None for a call whose values cannot be
            seen, such as a TensorFlow function's.
        images: how many images so far.
        too_many: whether these became more than `MOST_IMAGES`.
    """

    seen: list[Data] = field(default_factory=list)
    images: int = 0
    too_many: bool = False

    def take(self, inputs: Any) -> None:
        """Note the inputs of one call.

        Raises:
            OtherData: where there have been too many images.
        """
        note = _note(inputs)
        if len(self.seen) < _MOST_NOTES:
            self.seen.append(note)
        shape: Any = note["shape"] if note else ()
        self.images += shape[0] if shape else 0
        if self.images > MOST_IMAGES:
            self.too_many = True
            raise OtherData(say("more than {most} images", most=MOST_IMAGES))


def _note(inputs: Any) -> Data:
    try:
        values = np.asarray(inputs)
    except Exception:
        return None  # a ragged list, say: Keras has words of its own for it
    numeric = values.size > 0 and values.dtype.kind in "biuf"
    return {
        "shape": list(values.shape),
        "min": float(values.min()) if numeric else 0.0,
        "max": float(values.max()) if numeric else 0.0,
        "mean": float(values.mean(dtype=np.float64)) if numeric else 0.0,
        "pixels": values.astype(np.float32) if numeric and values.size <= MOST_PIXELS else None,
    }


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
def _watched() -> tuple["keras.Model", Notes, dict]:
    """A Keras model of the specification, its notes, its config."""
    import keras

    notes = Notes()

    class Sequential(keras.Sequential):
        """Whatever a student's function makes of it: it runs eagerly, so that values are seen."""

        def compile(self, *args, **kwargs):
            super().compile(*args, **kwargs)
            # Without tracing, a first answer takes milliseconds.
            self.run_eagerly = True

        def predict(self, x, *more, **named):
            if not _is_quick(x) or more or set(named) - {"verbose"}:
                return super().predict(x, *more, **named)
            return self.predict_on_batch(x)

        def evaluate(self, x=None, y=None, *more, **named):
            quick = _is_quick(x) and _is_quick(y) and len(x) == len(y)
            if not quick or more or set(named) - {"verbose", "return_dict"}:
                return super().evaluate(x, y, *more, **named)
            named.pop("verbose", None)
            return self.test_on_batch(x, y, **named)

        def __call__(self, inputs, *args, **kwargs):
            if _has_values(inputs):
                notes.take(inputs)
            elif not isinstance(inputs, keras.KerasTensor):
                notes.seen.append(None)
            return super().__call__(inputs, *args, **kwargs)

    # Whatever precision and axes the notebook has chosen for models of its own.
    fixed = {"dtype": "float32"}
    layers = [getattr(keras.layers, one.kind)(**one.fields, **fixed) for one in spec.LAYERS]
    model = Sequential([keras.Input(spec.INPUT_SHAPE, dtype="float32"), *layers])
    return model, notes, model.get_config()


def _is_quick(values: Any) -> bool:
    """Whether these are a few numbers in an array, which can be read as one batch."""
    is_array = isinstance(values, np.ndarray) and values.ndim > 0 and values.dtype.kind in "biuf"
    return is_array and 0 < len(values) <= _QUICK


def _has_values(inputs: Any) -> bool:
    """Whether these are numbers, and not symbols that stand for numbers to come."""
    if isinstance(inputs, (list, tuple)):
        return all(map(_has_values, inputs))
    # Of TensorFlow's tensors only those that have been computed can be read.
    return isinstance(inputs, (np.ndarray, np.generic, int, float)) or hasattr(inputs, "numpy")


def keras_model(order: Data) -> tuple["keras.Model", Notes]:
    """The model as a compiled Keras model, and its notes of what it is given."""
    model, notes, config = _watched()
    if model.get_config() != config:
        # A student's function took a layer away, or changed one.
        _watched.cache_clear()
        model, notes, config = _watched()
    compile_model(model)
    model.set_weights(weights(order))
    notes.seen.clear()
    notes.images, notes.too_many = 0, False
    return model, notes


def probe(function: Callable[..., Any], inputs: Data) -> Data:
    """Call the function for each case; a case's first entry is an order, handed on as a model.

    Returns:
        `calls` as `probes.calls` has them, each record with three more entries: `seen` and
        `too_many`, from the model's notes, and `kept`, whether the model is as it was.
    """

    def watched(order: Data, arguments: list[Any]) -> dict[str, Data]:
        model, notes = keras_model(order)
        record = call(function, [model, *copy.deepcopy(arguments)])
        record["seen"] = copy.deepcopy(notes.seen)
        record["too_many"] = notes.too_many
        record["kept"] = _is_kept(model, order)
        return record

    cases: Any = inputs["cases"]
    return until_error(watched(order, arguments) for order, *arguments in cases)


def _is_kept(model: "keras.Model", order: Data) -> bool:
    """Whether a model still has its layers and its weights."""
    before, after = weights(order), model.get_weights()
    return len(before) == len(after) and all(map(np.array_equal, before, after))
