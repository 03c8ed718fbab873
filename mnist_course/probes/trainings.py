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
from mnist_course.core.plain import Data, describe_type
from mnist_course.probes.calls import Ended, call

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
        `marks`, `means`, `labels`, `rate`, `weighted`), `fits`, `recompiled`, `callbacks` (epochs
        that a callback heard of, None where the function takes none), and `weights`, the model's
        in the end.
    """
    notes: list[dict[str, Data]] = []
    model, fits = _noting_model(inputs["kernel"], notes)
    optimizer = model.optimizer
    arguments = [model, inputs["images"].copy(), inputs["labels"].copy()]
    heard = _Heard() if _takes_callbacks(function) else None
    if heard is not None:
        function = functools.partial(function, callbacks=[heard.callback()])
    record = call(function, arguments, _describe_returned)
    return {
        "callbacks": None if heard is None else heard.epochs,
        "calls": [record],
        "steps": notes,
        "fits": len(fits),
        "recompiled": model.optimizer is not optimizer,
        "weights": [np.asarray(array) for array in model.get_weights()],
    }


@dataclass
class _Heard:
    """How many epochs a callback heard of."""

    epochs: int = 0

    def callback(self) -> Any:
        import keras

        def hear(epoch: int, logs: Any) -> None:
            self.epochs += 1

        return keras.callbacks.LambdaCallback(on_epoch_end=hear)


def _takes_callbacks(function: Any) -> bool:
    try:
        return "callbacks" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


def _noting_model(kernel: np.ndarray, notes: list[dict[str, Data]]) -> tuple[Any, list[int]]:
    """A compiled softmax regression that notes the batches that it is given."""
    import keras

    fits: list[int] = []

    class Noting(keras.Sequential):
        def fit(self, *arguments: Any, **named: Any) -> Any:
            fits.append(1)
            return super().fit(*arguments, **named)

        def train_step(self, data: Any) -> Any:
            _note(notes, "train", data, self.optimizer)
            return super().train_step(data)

        def test_step(self, data: Any) -> Any:
            _note(notes, "test", data, self.optimizer)
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
    return model, fits


def _note(notes: list[dict[str, Data]], kind: str, data: Any, optimizer: Any) -> None:
    import keras

    if len(notes) >= _MOST_STEPS:
        raise Enough(f"more than {_MOST_STEPS} batches")
    images, labels, weights = keras.utils.unpack_x_y_sample_weight(data)
    if not hasattr(images, "numpy"):
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
