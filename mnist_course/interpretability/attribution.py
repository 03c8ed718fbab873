"""Which pixels decided: by covering them, and by the slope of the score.

Covering (occlusion): M. D. Zeiler and R. Fergus, "Visualizing and Understanding Convolutional
Networks", ECCV 2014. Slopes (saliency): K. Simonyan, A. Vedaldi and A. Zisserman, "Deep Inside
Convolutional Networks: Visualising Image Classification Models and Saliency Maps", 2013.
"""

from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.interpretability import parts

COVER = 5
"""How many pixels the black square that covers is high and wide."""


def covered(model: Any, image: np.ndarray, size: int = COVER) -> np.ndarray:
    """What the network says when a black square lies on the image, for each place of the square.

    Args:
        model: a Keras model from (n, 28, 28, 1) in [0, 1] to probabilities (n, k).
        image: float (h, w, 1) in [0, 1].
        size: of the square, odd; at the edge it reaches beyond the image.

    Returns:
        float32 (h, w, k): entry [r, c] are the probabilities with the square's middle at row r,
        column c.
    """
    height, width = image.shape[:2]
    reach = size // 2
    images = np.repeat(image[np.newaxis].astype(np.float32), height * width, axis=0)
    for number, (row, column) in enumerate(np.ndindex(height, width)):
        rows = slice(max(row - reach, 0), row + reach + 1)
        images[number, rows, max(column - reach, 0) : column + reach + 1] = 0
    said = model.predict(images, batch_size=500, verbose=0)
    return said.reshape(height, width, -1)


def saliency(model: Any, image: np.ndarray) -> np.ndarray:
    """The slope of each digit's score by each pixel: how much a brighter pixel raises it.

    Args:
        model: as for `parts.scores_of`.
        image: float (28, 28, 1) in [0, 1].

    Returns:
        float32 (28, 28, 10).

    Raises:
        CourseError: where the model is no such model.
    """
    scores = parts.scores_of(model)
    # Copy d of the image is asked for digit d only, so one gradient answers for all ten.
    copies = np.repeat(image[np.newaxis].astype(np.float32), spec.CLASSES, axis=0)
    own = np.eye(spec.CLASSES, dtype=np.float32)
    found = parts.slopes(lambda pixels: _sum(scores(pixels) * own), copies)
    return np.moveaxis(found[..., 0], 0, -1)


def _sum(values: Any) -> Any:
    import keras

    return keras.ops.sum(values)
