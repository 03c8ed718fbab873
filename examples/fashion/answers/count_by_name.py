"""count_by_name, of lesson 01: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.helpers.garments import NAMES
from mnist_course.judging.comparison import by_value


def _inputs(rng: np.random.Generator) -> Data:
    # A class is left out each time, and the first one never.
    absent = int(rng.integers(1, len(NAMES)))
    labels = rng.choice(np.setdiff1d(np.arange(len(NAMES)), [absent]), 200).astype(np.uint8)
    labels[0] = 0
    return {"cases": [[np.array([2, 0, 2], np.uint8), ["hat", "sock", "shoe"]], [labels, NAMES]]}


def _counted(labels: np.ndarray, names: list[str]) -> dict[str, int]:
    return dict(zip(names, np.bincount(labels, minlength=len(names)).tolist()))


_WRONG = (
    Misconception(
        "absent-left-out",
        lambda labels, names: {
            names[label]: count for label, count in zip(*map(np.ndarray.tolist, _occurring(labels)))
        },
        "A class that does not occur has no entry.",
        "Go through the names, not through the labels that occur: its count is 0.",
    ),
    Misconception(
        "numbers-for-names",
        lambda labels, names: dict(enumerate(_counted(labels, names).values())),
        "The counts stand under the labels 0, 1, 2, not under their names.",
        "The name of the label 0 is `names[0]`.",
    ),
    Misconception(
        "shares",
        lambda labels, names: {
            name: count / len(labels) for name, count in _counted(labels, names).items()
        },
        "These are the shares of all labels, not how often each occurs.",
        "Leave the division out.",
    ),
    Misconception(
        "first-left-out",
        lambda labels, names: {
            name: (labels == number).sum() * (number > 0) for number, name in enumerate(names)
        },
        "The label 0 was not counted.",
        "Labels begin with 0: `enumerate(names)` does too.",
    ),
)


def _occurring(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.unique(labels, return_counts=True)


ANSWER = Answer(
    inputs=_inputs,
    judge=by_value(
        "count_by_name(labels, names)",
        _counted,
        _WRONG,
        praise="Each name with its count, also where that is 0.",
    ),
    misconceptions=_WRONG,
)
