"""Small steps that make the network read another digit: adversarial images.

One step changes each pixel by the same small amount, up or down as the slope of the loss says: the
fast gradient sign method (I. Goodfellow, J. Shlens and C. Szegedy, "Explaining and Harnessing
Adversarial Examples", ICLR 2015), here towards a digit that is asked for, and repeated
(A. Kurakin, I. Goodfellow and S. Bengio, "Adversarial Examples in the Physical World", 2016).
"""

from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.interpretability import parts

STEP = 0.02
"""By how much one step changes a pixel: 5 of 255 grey levels."""

STEPS = 15


def steps_towards(
    model: Any, image: np.ndarray, step: float = STEP, steps: int = STEPS
) -> np.ndarray:
    """An image on its way to each of the ten digits.

    Args:
        model: as for `parts.scores_of`.
        image: float (28, 28, 1) in [0, 1].
        step: by how much each pixel changes in one step, where it stays in [0, 1].
        steps: how many.

    Returns:
        float32 (10, steps + 1, 28, 28, 1): for each target digit the image as it is, after one
        step, and so on. No pixel of entry s differs by more than s · step from the image.

    Raises:
        CourseError: where the model is no such model.
    """
    scores = parts.scores_of(model)
    targets = np.arange(spec.CLASSES)
    way = [np.repeat(image[np.newaxis].astype(np.float32), spec.CLASSES, axis=0)]
    for _ in range(steps):
        slope = parts.slopes(lambda pixels: _loss(scores(pixels), targets), way[-1])
        way.append(np.clip(way[-1] - np.float32(step) * np.sign(slope), 0, 1))
    return np.stack(way, axis=1)


def _loss(scores: Any, targets: np.ndarray) -> Any:
    import keras

    return keras.ops.sum(
        keras.losses.sparse_categorical_crossentropy(targets, scores, from_logits=True)
    )
