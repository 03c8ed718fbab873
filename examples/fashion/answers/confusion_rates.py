"""confusion_rates, of lesson 03: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value


def _inputs(rng: np.random.Generator) -> Data:
    # Three of class 0, one of them taken for 1; one of class 1; nothing that hides a wrong axis.
    small = [np.array([0, 0, 0, 1], np.uint8), np.array([0, 0, 1, 1]), 2]
    classes = int(rng.integers(4, spec.CLASSES + 1))
    # Each class occurs, some often, so that rows and columns have other sums.
    shares = rng.dirichlet(np.ones(classes))
    labels = np.append(np.arange(classes), rng.choice(classes, 150, p=shares)).astype(np.uint8)
    guessed = rng.integers(0, classes, len(labels))
    answers = np.where(rng.random(len(labels)) < 0.6, labels, guessed)
    return {"cases": [small, [labels, answers, classes]]}


def _counts(labels: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    places = labels.astype(int) * classes + answers
    return np.bincount(places, minlength=classes**2).reshape(classes, classes)


def _rates(labels: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    counts = _counts(labels, answers, classes)
    return counts / np.bincount(labels, minlength=classes)[:, np.newaxis]


def _by_columns(labels: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    counts = _counts(labels, answers, classes)
    return counts / np.maximum(counts.sum(axis=0), 1)


_WRONG = (
    Misconception(
        "counts",
        _counts,
        "These are counts, not shares.",
        "Divide each row by its sum: how many images the class has.",
    ),
    Misconception(
        "shares-of-all",
        lambda labels, answers, classes: _counts(labels, answers, classes) / len(labels),
        "These are shares of all images; a class with few of them looks harmless then.",
        "Divide each row by its own sum, `counts.sum(axis=1, keepdims=True)`.",
    ),
    Misconception(
        "by-columns",
        _by_columns,
        "Each column was divided by its sum: this says what an answer is worth, not what becomes "
        "of a class.",
        "A row is a true class. Divide by the sums of the rows, `axis=1`.",
    ),
    Misconception(
        "row-sums-across",
        lambda labels, answers, classes: (
            _counts(labels, answers, classes) / np.bincount(labels, minlength=classes)
        ),
        "The sums of the rows were spread along the columns, so each entry was divided by the sum "
        "of another row.",
        "Keep the axis that was summed over: `counts.sum(axis=1, keepdims=True)`.",
    ),
    Misconception(
        "transposed",
        lambda labels, answers, classes: _rates(labels, answers, classes).T,
        "The columns are the true class here, and the rows the answers.",
        "The row is the true class: `counts[label, answer]`.",
    ),
)

ANSWER = Answer(
    inputs=_inputs,
    judge=by_value(
        "confusion_rates(labels, answers, classes)",
        _rates,
        _WRONG,
        praise="Each row adds up to 1: what becomes of the images of one class.",
    ),
    misconceptions=_WRONG,
)
