"""Observe how a function trains a model, by what the model sees of it.

The probe hands the function a small model that notes each batch that it is given.
"""

import functools
import inspect
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core.language import say
from mnist_course.core.plain import Data, describe_type
from mnist_course.probes.calls import Ended, call
from mnist_course.probes.precision import single_precision

RATE = 0.05
MARKS = 256
"""Image number i carries the value (i + 1) / 256 in its first pixel."""

_MOST_STEPS = 500
_MOST_NOTED = 600


class Enough(Ended):
    """Raised in the student's training when it has gone on for long enough to judge it."""


def fresh_inputs(rng: np.random.Generator) -> dict[str, Data]:
    """A few images, their labels and the first weights of the small model.

    Returns:
        A dict with `images` float32 (n, 28, 28, 1) in [0, 1], each with a pixel of its own to
        tell it by, `labels` int64 (n,), `kernel` float32 (784, 10).
    """
    count = int(rng.integers(2 * spec.BATCH_SIZE + 2, 3 * spec.BATCH_SIZE - 6))
    images = rng.random((count, *spec.INPUT_SHAPE), dtype=np.float32)
    images[:, 0, 0, 0] = (np.arange(count) + 1) / MARKS
    size = math.prod(spec.INPUT_SHAPE)
    return {
        "images": images,
        "labels": rng.integers(0, spec.CLASSES, count),
        "kernel": rng.normal(0, 0.02, (size, spec.CLASSES)).astype(np.float32),
    }


def observe_training(function: Any, inputs: Data) -> dict[str, Data]:
    """Call the student's `train` and note what it does to the model.

    Args:
        function: takes a compiled model, images and labels.
        inputs: from `fresh_inputs`.

    Returns:
        A dict with `calls` (one record of `calls.call`), `steps` (dicts of `kind`, `size`,
        `marks`, `means`, `labels`, `rate`, `weighted`, and `evaluation`: 0 within `fit`, else
        another number for each call of `evaluate`), `fits` (how many calls), `asked` (the last
        call's `epochs`, 0 for none), `recompiled`, `callbacks` (epochs that a callback heard of
        in a training of its own, None where the function takes none), `given` (how many images
        `fit` is given of as many as MNIST has, None where that cannot be seen), and `weights`, the
        model's in the end.
    """
    notes: list[dict[str, Data]] = []
    with single_precision():
        model, going = _noting_model(inputs["kernel"], notes)
    optimizer = model.optimizer
    arguments = [model, inputs["images"].copy(), inputs["labels"].copy()]
    record = call(function, arguments, _describe_returned)
    return {
        "callbacks": _heard(function, inputs) if _takes_callbacks(function) else None,
        "calls": [record],
        "given": _given(function, inputs),
        "steps": notes,
        "fits": going.fits,
        "asked": going.asked,
        "recompiled": model.optimizer is not optimizer,
        "weights": [np.asarray(array) for array in model.get_weights()],
    }


def _heard(function: Any, inputs: Data) -> int:
    """How many epochs a callback hears of: the first one ends the training."""
    import keras

    epochs = 0

    def hear(epoch: int, logs: Any) -> None:
        nonlocal epochs
        epochs += 1
        raise Enough("a callback was called")

    with single_precision():
        model, _ = _noting_model(inputs["kernel"], [])
    arguments = [model, inputs["images"].copy(), inputs["labels"].copy()]
    callback = keras.callbacks.LambdaCallback(on_epoch_end=hear)
    call(functools.partial(function, callbacks=[callback]), arguments, _describe_returned)
    return epochs


def _given(function: Any, inputs: Data) -> int | None:
    """How many images `fit` is given where there are so many that somebody would rather take less.

    Each is of one pixel, and the model is none but for its `fit`, so that all of it costs little.
    What comes of a function that asks more of them is None.
    """
    import keras

    given = None

    class Counting:
        def fit(self, x: Any = None, *arguments: Any, **named: Any) -> Any:
            nonlocal given
            given = len(x) if isinstance(x, np.ndarray) or keras.ops.is_tensor(x) else None
            raise Enough("`fit` was called")

    images = np.zeros((spec.TRAIN_COUNT, *[1] * len(spec.INPUT_SHAPE)), np.float32)
    labels = np.zeros(spec.TRAIN_COUNT, inputs["labels"].dtype)
    # Bound, not passed: `call` would copy them all to see whether they are changed.
    call(functools.partial(function, Counting(), images, labels), [], _describe_returned)
    return given


def _takes_callbacks(function: Any) -> bool:
    try:
        return "callbacks" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


@dataclass
class _Going:
    """Which of the model's methods have been called, and whether `fit` is at work."""

    fits: int = 0
    asked: int = 0
    evaluations: int = 0
    fitting: bool = False


def _noting_model(kernel: np.ndarray, notes: list[dict[str, Data]]) -> tuple[Any, _Going]:
    """A compiled softmax regression that notes the batches that it is given."""
    import keras

    going = _Going()

    def note(kind: str, data: Any, optimizer: Any) -> None:
        _note(notes, kind, data, optimizer, 0 if going.fitting else 1 + going.evaluations)

    class Noting(keras.Sequential):
        def fit(self, *arguments: Any, **named: Any) -> Any:
            going.fits += 1
            going.asked = _epochs(super().fit, arguments, named)
            going.fitting = True
            try:
                return super().fit(*arguments, **named)
            finally:
                going.fitting = False

        def evaluate(self, *arguments: Any, **named: Any) -> Any:
            going.evaluations += 1
            return super().evaluate(*arguments, **named)

        def train_step(self, data: Any) -> Any:
            note("train", data, self.optimizer)
            return super().train_step(data)

        def test_step(self, data: Any) -> Any:
            note("test", data, self.optimizer)
            return super().test_step(data)

    model = Noting(
        [
            keras.Input(spec.INPUT_SHAPE),
            keras.layers.Flatten(),
            keras.layers.Dense(spec.CLASSES, activation="softmax"),
        ]
    )
    model.set_weights([kernel, np.zeros(spec.CLASSES, np.float32)])
    model.compile(
        optimizer=keras.optimizers.SGD(RATE),
        loss=spec.LOSS,
        metrics=[spec.METRIC],
        run_eagerly=True,
    )
    return model, going


def _epochs(fit: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> int:
    """How many epochs a call of `fit` asks for; 0 where it cannot be called so."""
    try:
        asked = inspect.signature(fit).bind(*arguments, **named).arguments.get("epochs", 1)
    except TypeError:
        return 0
    return asked if type(asked) is int else 0


def _note(
    notes: list[dict[str, Data]], kind: str, data: Any, optimizer: Any, evaluation: int
) -> None:
    import keras

    if len(notes) >= _MOST_STEPS:
        raise Enough(say("more than {most_steps} batches", most_steps=_MOST_STEPS))
    images, labels, weights = keras.utils.unpack_x_y_sample_weight(data)
    if not isinstance(images, np.ndarray) and not hasattr(images, "numpy"):
        return  # a symbolic batch, of a model that was compiled anew
    images = np.asarray(images, dtype=np.float32)
    flat = images[:_MOST_NOTED].reshape(min(len(images), _MOST_NOTED), -1)
    notes.append(
        {
            "kind": kind,
            "size": len(images),
            "marks": flat[:, 0].copy(),
            "means": flat.mean(axis=1),
            "labels": None if labels is None else np.asarray(labels)[:_MOST_NOTED],
            "rate": float(np.asarray(optimizer.learning_rate)),
            "weighted": weights is not None,
            "evaluation": evaluation,
        }
    )


def _describe_returned(returned: Any) -> Data:
    import keras

    if isinstance(returned, keras.callbacks.History):
        history = returned.history if isinstance(returned.history, dict) else {}
        return {
            "kind": "History",
            "epochs": max((len(values) for values in history.values()), default=0),
            "keys": sorted(map(str, history)),
        }
    if isinstance(returned, keras.Model):
        return {"kind": "model"}
    return {"kind": describe_type(returned)}
