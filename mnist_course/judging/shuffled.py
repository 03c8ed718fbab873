"""The trained model of `probes.trained_models`, where it is judged: a few lines of NumPy."""

import functools
from collections.abc import Callable

import numpy as np

from mnist_course import data, spec
from mnist_course.core.exercise import Verdict
from mnist_course.core.plain import Data
from mnist_course.model import reference_weights
from mnist_course.probes.trained_models import weights


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
