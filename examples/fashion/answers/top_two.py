"""top_two, of lesson 03: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value

_SMALL = np.array([
    [0.6, 0.3, 0.08, 0.02],
    [0.3, 0.6, 0.08, 0.02],
    [0.6, 0.3, 0.02, 0.08],
    [0.3, 0.6, 0.02, 0.08],
    [0.02, 0.08, 0.3, 0.6],
    [0.1, 0.7, 0.15, 0.05],
])  # fmt: skip
_LABELS = np.array([0, 0, 2, 3, 3, 1], np.uint8)
"""The first answer is right, the second, none, none, the first and the first."""


def _inputs(rng: np.random.Generator) -> Data:
    count = int(rng.integers(90, 130))
    probabilities = rng.dirichlet(np.full(spec.CLASSES, 0.7), count)
    order = probabilities.argsort(axis=1)
    # The label is the first answer, the second or a later one, each less often than the last.
    places = rng.choice([-1, -2, -3, 0], count, p=[0.5, 0.25, 0.15, 0.1])
    labels = order[np.arange(count), places].astype(np.uint8)
    return {"cases": [[_SMALL, _LABELS], [probabilities, labels]]}


def _ranks(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How many classes are more probable than the label, for each image."""
    own = np.take_along_axis(probabilities, labels[:, np.newaxis].astype(int), axis=1)
    return (probabilities > own).sum(axis=1)


def _share(probabilities: np.ndarray, labels: np.ndarray) -> float:
    return float((_ranks(probabilities, labels) < 2).mean())


_WRONG = (
    Misconception(
        "first-answer-alone",
        lambda probabilities, labels: float((_ranks(probabilities, labels) == 0).mean()),
        "{value} is the plain accuracy: only the most probable answer counts.",
        "The second most probable answer may be right too.",
    ),
    Misconception(
        "second-answer-alone",
        lambda probabilities, labels: float((_ranks(probabilities, labels) == 1).mean()),
        "{value} counts the second answer alone.",
        "Either of the two may be right: take both, `[:, -2:]`.",
    ),
    Misconception(
        "least-probable-two",
        lambda probabilities, labels: float(
            (_ranks(probabilities, labels) >= probabilities.shape[1] - 2).mean()
        ),
        "{value} comes out with the two least probable classes.",
        "`argsort` puts the smallest first: the last two are wanted, `[:, -2:]`.",
    ),
    Misconception(
        "a-count",
        lambda probabilities, labels: int((_ranks(probabilities, labels) < 2).sum()),
        "{value} is how many images, not which share of them.",
        "Take the mean of True and False, not their sum.",
    ),
    Misconception(
        "three-answers",
        lambda probabilities, labels: float((_ranks(probabilities, labels) < 3).mean()),
        "{value} comes out with three answers.",
        "`[:, -2:]` are the last two columns.",
    ),
)

ANSWER = Answer(
    inputs=_inputs,
    judge=by_value(
        "top_two(probabilities, labels)",
        _share,
        _WRONG,
        praise="The share of images that are right with one of two answers.",
    ),
    misconceptions=_WRONG,
)
