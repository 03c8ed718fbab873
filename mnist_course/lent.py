"""The course's trained network without Keras, for lessons that need not wait for TensorFlow.

NumPy reads one image in a few milliseconds, and is there at once.
"""

import functools

import numpy as np

from mnist_course import model, spec


def probabilities(images: np.ndarray) -> np.ndarray:
    """What the network says of images.

    Args:
        images: float (n, 28, 28, 1) in [0, 1].

    Returns:
        float32 (n, 10); each row adds up to 1.
    """
    kernels, biases = _weights()[:2]
    return from_maps(np.maximum(_slide(np.asarray(images, np.float32), kernels) + biases, 0))


def from_maps(maps: np.ndarray) -> np.ndarray:
    """What the rest of the network says, once the first convolution and its ReLU are done.

    Args:
        maps: (n, 26, 26, 32), the outputs of the first layer.

    Returns:
        float32 (n, 10).
    """
    weights = _weights()[2:]
    values = _pooled(np.asarray(maps, np.float32))
    for kernels, biases in zip(weights[: 2 * spec.BLOCKS - 2 : 2], weights[1::2]):
        values = _pooled(np.maximum(_slide(values, kernels) + biases, 0))
    values = values.reshape(len(values), -1)
    hidden, hidden_biases, last, last_biases = weights[2 * spec.BLOCKS - 2 :]
    logits = np.maximum(values @ hidden + hidden_biases, 0) @ last + last_biases
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@functools.cache
def _weights() -> list[np.ndarray]:
    model.refuse_other_images()
    return model.reference_weights()


def _slide(values: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """(n, h, w, c) and (a, b, c, k) → (n, h - a + 1, w - b + 1, k)."""
    windows = np.lib.stride_tricks.sliding_window_view(values, kernels.shape[:2], axis=(1, 2))
    return np.tensordot(windows, kernels, axes=([4, 5, 3], [0, 1, 2]))


def _pooled(values: np.ndarray) -> np.ndarray:
    count, height, width, channels = values.shape
    size = spec.POOL_SIZE
    whole = values[:, : height // size * size, : width // size * size]
    blocks = whole.reshape(count, height // size, size, width // size, size, channels)
    return blocks.max(axis=(2, 4))
