"""The trained model of `probes.trained_models`, where it is judged: a few lines of NumPy."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import Judge, Misconception, Verdict, failed
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.core.showing import function_name, show_call
from mnist_course.judging import comparison
from mnist_course.judging.comparison import Tolerance
from mnist_course.model import reference_weights
from mnist_course.probes.trained_models import MOST_IMAGES, weights

OTHER_DATA, CHANGED_MODEL = "other-data", "changed-model"
"""The causes of verdicts on what was done with the model, whatever came back."""


@functools.cache
def test_split() -> data.Split:
    """The test images and labels; inputs are drawn from them."""
    return data.test_split()


def draw(rng: np.random.Generator) -> Data:
    """A random order of each layer's filters or units, as plain data."""
    sizes = [spec.FILTERS] * spec.BLOCKS + [spec.DENSE_UNITS, spec.CLASSES]
    return [rng.permutation(size).tolist() for size in sizes]


class Shuffled:
    """The model in NumPy, for judging: `predict`, `evaluate` and `maps` as Keras has them.

    Args:
        order: from `draw`; None for the reference model itself.
    """

    def __init__(self, order: Data = None):
        self.weights = reference_weights() if order is None else weights(order)

    def __repr__(self) -> str:
        return say("a trained model")

    def __deepcopy__(self, memo: dict) -> "Shuffled":
        return self

    def maps(self, images: np.ndarray) -> list[np.ndarray]:
        """Each convolution's output after ReLU, (n, h, w, filters)."""
        found = []
        values = np.asarray(images, np.float32)
        for layer in range(spec.BLOCKS):
            values = convolve(values, *self.weights[2 * layer : 2 * layer + 2])
            values = np.maximum(values, 0)
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


def convolve(images: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """A convolution's sums, before its ReLU: (n, h, w, c) to (n, h - k + 1, w - k + 1, f)."""
    size = kernel.shape[0]
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))
    # Windows come as (n, h, w, channels, kernel rows, kernel columns).
    return np.tensordot(windows, kernel, axes=([4, 5, 3], [0, 1, 2])) + bias


def pool(images: np.ndarray) -> np.ndarray:
    """Max pooling as the model does it: (n, h, w, c) to (n, h // 2, w // 2, c)."""
    size = spec.POOL_SIZE
    count, height, width, channels = images.shape
    height, width = height // size, width // size
    blocks = images[:, : height * size, : width * size]
    return blocks.reshape(count, height, size, width, size, channels).max(axis=(2, 4))


def inputs_seen(record: Data) -> list[dict[str, Data]] | None:
    """What the model was given, by a record that is not trusted; None where it does not tell all.

    Returns:
        For each call of the model a dict with `shape`, a tuple, the floats `min`, `max` and
        `mean`, and `pixels`, a float array of that shape or None.
    """
    seen = record.get("seen")
    if not isinstance(seen, list) or not seen:
        return None
    found = [one for one in map(_input_seen, seen) if one is not None]
    return found if len(found) == len(seen) else None


def _input_seen(note: Data) -> dict[str, Data] | None:
    if not isinstance(note, dict):
        return None
    shape = note.get("shape")
    facts = {name: note.get(name) for name in ("min", "max", "mean")}
    if not isinstance(shape, list) or not all(type(one) is int for one in shape) or not shape:
        return None
    if not all(type(one) is float for one in facts.values()):
        return None
    pixels = note.get("pixels")
    fits = isinstance(pixels, np.ndarray) and pixels.dtype.kind == "f"
    if not fits or pixels.shape != tuple(shape):
        pixels = None
    return {"shape": tuple(shape), **facts, "pixels": pixels}


Notice = Callable[[str, Data, Data], Verdict | None]
"""Looks at a signature, a case's arguments and its record, for what the model was given."""


def by_value(
    signature: str,
    expected: Callable[..., Any],
    misconceptions: Sequence[Misconception],
    tolerance: Tolerance = Tolerance(),
    praise: str = "Right.",
    notice: Notice = lambda signature, arguments, record: None,
) -> Judge:
    """As `comparison.by_value`, with a `Shuffled` for the order that is a case's first argument.

    Args:
        signature: 'evaluate(model, images, labels)', for messages.
        expected, misconceptions, tolerance, praise: as there.
        notice: comes before everything else.
    """
    judge = comparison.by_value(signature, expected, misconceptions, tolerance, praise)

    def with_models(inputs: Data, observed: Data) -> Verdict:
        given: Any = inputs["cases"]
        cases = [[Shuffled(order), *rest] for order, *rest in given]
        for number, (arguments, record) in enumerate(zip(cases, observed["calls"])):
            verdict = notice(signature, arguments, record) or _misuse(signature, arguments, record)
            if verdict:
                return replace(verdict, shown=number)
        return judge({"cases": cases}, observed)

    return with_models


def _misuse(signature: str, arguments: Data, record: Data) -> Verdict | None:
    """The verdict where the model was shown far too much, or is not as it was; else None."""
    name = function_name(signature)
    if record.get("too_many") is True:
        return failed(
            OTHER_DATA,
            say(
                "`{name}` had the model read other images than it was given: more than "
                "{most:,} of them.",
                name=name,
                most=MOST_IMAGES,
            ),
            "Use the arguments inside the function, and nothing from outside.",
            called=show_call(signature, arguments),
        )
    if record["error"] is None and record.get("kept") is not True:
        return failed(
            CHANGED_MODEL,
            say(
                "`{name}` changed the model: its weights or layers are others now. Perhaps "
                "`fit` was called, which trains, or `add` or `pop`, which change the layers.",
                name=name,
            ),
            "Leave the model as it came: `evaluate` and `predict` only look.",
            called=show_call(signature, arguments),
        )
    return None
