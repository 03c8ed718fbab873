"""accuracy, of lesson 07: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import Tolerance, by_value


def _accuracy_inputs(rng: np.random.Generator) -> Data:
    """Two cases; in the first, each known mistake gives a value of its own."""
    known = [misconception.wrong for misconception in _ACCURACY_WRONG]
    while True:
        # Ten images for ten digits: a mean over the wrong axis has the right length then.
        first = _guesses(rng, spec.CLASSES)
        values = [_accuracy(*first), *(wrong(*first) for wrong in known)]
        distances = np.abs(np.subtract.outer(values, values))
        if distances[np.triu_indices(len(values), 1)].min() > 1e-3:
            return {"cases": [first, _guesses(rng, int(rng.integers(30, 60)))]}


def _guesses(rng: np.random.Generator, count: int) -> list[np.ndarray]:
    probabilities = rng.dirichlet(np.full(spec.CLASSES, 0.3), count).astype(np.float32)
    labels = rng.integers(0, spec.CLASSES, count)
    right = rng.random(count) < 0.7
    labels[right] = probabilities[right].argmax(axis=1)
    return [probabilities, labels.astype(np.uint8)]


def _accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    own = np.take_along_axis(probabilities, labels[:, None].astype(int), axis=1)[:, 0]
    return float((own >= probabilities.max(axis=1)).mean())


_ACCURACY_WRONG = (
    Misconception(
        "argmax-over-images",
        lambda probabilities, labels: float(np.mean(probabilities.argmax(axis=0) == labels)),
        "For each digit you took the image that looks most like it (axis 0).",
        "One answer for each image is wanted: the largest of its ten numbers, `axis=1`.",
    ),
    Misconception(
        "argmax-over-everything",
        lambda probabilities, labels: float(np.mean(probabilities.argmax() == labels)),
        "`argmax` without an axis gives a single place in the whole table.",
        "Say along which axis: each row is an image, so `argmax(axis=1)`.",
    ),
    Misconception(
        "count-returned",
        lambda probabilities, labels: float(round(_accuracy(probabilities, labels) * len(labels))),
        "{value} is how many were right, not which share.",
        "Divide by the number of images; the mean of True and False does both at once.",
    ),
    Misconception(
        "percent",
        lambda probabilities, labels: 100 * _accuracy(probabilities, labels),
        "{value} is in percent.",
        "Return a share, from 0 to 1.",
    ),
    Misconception(
        "error-rate",
        lambda probabilities, labels: 1 - _accuracy(probabilities, labels),
        "{value} is the share that was wrong.",
        "Accuracy is the share that was right: compare with `==`.",
    ),
    Misconception(
        "mean-probability",
        lambda probabilities, labels: float(np.mean(probabilities[np.arange(len(labels)), labels])),
        "This is the mean probability of the true digit. Accuracy only asks which digit is on "
        "top, not how sure the network was.",
        "Decide on a digit first, with `argmax(axis=1)`, then compare it with the label.",
    ),
    Misconception(
        "mean-confidence",
        lambda probabilities, labels: float(np.mean(probabilities.max(axis=1))),
        "This is how sure the network was on average. Being sure is not being right.",
        "Compare the digit on top, `argmax(axis=1)`, with the label.",
    ),
)


ANSWER = Answer(
    inputs=_accuracy_inputs,
    judge=by_value(
        "accuracy(probabilities, labels)",
        _accuracy,
        _ACCURACY_WRONG,
        Tolerance(absolute=1e-5),
        praise="The share of images whose most probable digit is the true one.",
    ),
    misconceptions=_ACCURACY_WRONG,
)
