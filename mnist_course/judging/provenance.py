"""Where trained weights come from: whether they are the course's own, and whose else they are.

The order of a network's filters means nothing, and neither does a factor that one layer takes out
and the next puts in again. Weights are compared in a form without both.
"""

import functools
import hashlib

import numpy as np

from mnist_course.model import reference_weights

REFERENCE_WEIGHTS = "reference-weights"
"""The cause of a verdict on weights that come with the course."""

NEAR = 0.02
"""Below this distance weights count as the reference. Rounding to 16 bits gives 0.0002, one
hundred steps of training from the reference on 0.04, one epoch 0.2; two trainings from different
beginnings are 1.2 apart, and two with the same seed on different machines 0.3."""


def is_reference(weights: list[np.ndarray]) -> bool:
    """Whether weights are those that come with the course, or nearly.

    Args:
        weights: ten float32 arrays for the course's network, in the order of `get_weights()`.
    """
    return distance(weights, _reference()) < NEAR


def fingerprint(weights: list[np.ndarray]) -> str:
    """The same for the same weights, and hardly ever for others."""
    digest = hashlib.sha256()
    for array in weights:
        digest.update(repr(array.shape).encode())
        digest.update(np.ascontiguousarray(array, dtype="<f4").tobytes())
    return digest.hexdigest()[:32]


def distance(weights: list[np.ndarray], others: list[np.ndarray]) -> float:
    """How far weights are from others, by the size of these: 0 for the same network.

    Filters and units are compared in their order, and each with its nearest; the smaller distance
    counts. Where the nearest do not go one to one, only the order is left.
    """
    ours, theirs = _scaled(weights), _scaled(others)
    return min(_apart(ours, theirs, in_order=True), _apart(ours, theirs, in_order=False))


def _apart(ours: list[np.ndarray], theirs: list[np.ndarray], in_order: bool) -> float:
    before: np.ndarray | slice = slice(None)
    differences, sizes = 0.0, 0.0
    for at in range(0, len(ours), 2):
        one = _columns(ours[at][..., before, :], ours[at + 1])
        other = _columns(theirs[at], theirs[at + 1])
        # The classes of the last layer have their order in any case.
        keep = in_order or at == len(ours) - 2
        order = np.arange(len(other)) if keep else _nearest(one, other)
        if len(set(order.tolist())) < len(order):
            return float("inf")
        differences += float(np.square(one[order] - other).sum())
        sizes += float(np.square(other).sum())
        before = order
    return float(np.sqrt(differences / max(sizes, 1e-12)))


def _scaled(weights: list[np.ndarray]) -> list[np.ndarray]:
    """The same network, each filter and unit but the last layer's with weights of size 1."""
    result: list[np.ndarray] = []
    factors: np.ndarray | float = 1.0
    for at in range(0, len(weights), 2):
        kernel = weights[at].astype(np.float64) * np.expand_dims(factors, -1)
        bias = weights[at + 1].astype(np.float64)
        if at == len(weights) - 2:
            # Softmax does not see what is added to all its inputs.
            result += [kernel - kernel.mean(axis=-1, keepdims=True), bias - bias.mean()]
            break
        factors = np.linalg.norm(_columns(kernel, bias), axis=1)
        factors[factors == 0] = 1.0
        result += [kernel / factors, bias / factors]
    return result


def _columns(kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """One row a filter or unit: what it weighs its inputs with, and its bias."""
    return np.concatenate([kernel.reshape(-1, kernel.shape[-1]), bias[None]]).T


def _nearest(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """For each of theirs the index of our nearest."""
    squares = np.square(ours).sum(1)[None] + np.square(theirs).sum(1)[:, None]
    return (squares - 2 * theirs @ ours.T).argmin(axis=1)


@functools.cache
def _reference() -> list[np.ndarray]:
    return reference_weights()
