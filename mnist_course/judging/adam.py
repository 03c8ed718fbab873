"""The first step of Adam, as the weights after it must show it.

D. P. Kingma and J. Ba, 'Adam: A Method for Stochastic Optimization', 2015: with both moments
corrected for their start at 0, the first step is rate · g / (|g| + ε), whatever the betas.
"""

import functools
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

_LOCK = threading.Lock()

_BETA_2 = 0.999
"""Keras adds epsilon before it corrects the second moment, so that it weighs more at first."""

_PLAIN = 0.9
"""Of the rate: steps as long as this are told from rounding."""

_CLOSE = 0.05
"""Of the rate: how far a step may be off."""

_SHARE = 0.95
"""Of an array's plain steps that must be right: a gradient near 0 may be one of rounding."""


@functools.cache
def _network() -> "keras.Model":
    from mnist_course.model import build

    return build()


def gradients(
    weights: list[np.ndarray], images: np.ndarray, labels: np.ndarray
) -> list[np.ndarray]:
    """The slopes of the mean cross-entropy of a batch for each weight of the course's network."""
    import keras
    import tensorflow as tf

    with _LOCK:
        network = _network()
        network.set_weights(weights)
        with tf.GradientTape() as tape:
            losses = keras.losses.sparse_categorical_crossentropy(labels, network(images))
            loss = tf.reduce_mean(losses)
        return [np.asarray(one) for one in tape.gradient(loss, network.trainable_variables)]


def is_first_step(
    before: list[np.ndarray],
    after: Any,
    slopes: list[np.ndarray],
    rate: float,
    epsilon: float,
) -> bool:
    """Whether weights have taken Adam's first step.

    Args:
        before: the weights.
        after: what should be the weights after the step; not trusted.
        slopes: from `gradients`.
        rate: the optimizer's learning rate.
        epsilon: the optimizer's epsilon.
    """
    if not isinstance(after, list) or len(after) != len(before):
        return False
    return all(
        _stepped(*arrays, rate, epsilon / np.sqrt(1 - _BETA_2))
        for arrays in zip(before, after, slopes)
    )


def _stepped(
    before: np.ndarray, after: Any, slope: np.ndarray, rate: float, epsilon: float
) -> bool:
    if not isinstance(after, np.ndarray) or after.shape != before.shape or after.dtype.kind != "f":
        return False
    right = -rate * slope / (np.abs(slope) + epsilon)
    plain = np.abs(right) > _PLAIN * rate
    close = np.abs(after - before - right) < _CLOSE * rate
    return not plain.any() or bool(close[plain].mean() >= _SHARE)
