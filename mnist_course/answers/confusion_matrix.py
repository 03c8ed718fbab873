"""confusion_matrix, of lesson 07: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import Tolerance, by_value


def _confusion_inputs(rng: np.random.Generator) -> Data:
    # One digit never occurs and one is never answered, so sizes must come from the ten classes.
    absent, unused = rng.permutation(spec.CLASSES)[:2]
    cases = []
    for excluded in ((absent, unused), (spec.CLASSES - 1, spec.CLASSES - 1)):
        count = int(rng.integers(150, 250))
        labels = rng.choice(np.setdiff1d(np.arange(spec.CLASSES), excluded[0]), count)
        answers = rng.choice(np.setdiff1d(np.arange(spec.CLASSES), excluded[1]), count)
        agrees = (rng.random(count) < 0.6) & (labels != excluded[1])
        answers[agrees] = labels[agrees]
        cases.append([labels.astype(np.uint8), answers.astype(np.int64)])
    return {"cases": cases}


def _confusion(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    pairs = spec.CLASSES * labels.astype(np.int64) + predictions
    counts = np.bincount(pairs, minlength=spec.CLASSES**2)
    return counts.reshape(spec.CLASSES, spec.CLASSES)


def _once_each(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    matrix = np.zeros((spec.CLASSES, spec.CLASSES), int)
    matrix[labels, predictions] += 1
    return matrix


def _only_what_occurs(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    present = np.union1d(labels, predictions)
    return _confusion(labels, predictions)[np.ix_(present, present)]


def _rates(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    counts = _confusion(labels, predictions)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


_CONFUSION_WRONG = (
    Misconception(
        "transposed",
        lambda labels, predictions: _confusion(labels, predictions).T,
        "Rows and columns are exchanged: your rows are the answers.",
        "Rows are the true digit, columns the answer: `matrix[true, predicted]`.",
    ),
    Misconception(
        "repeats-lost",
        _once_each,
        "No entry is above 1. NumPy carries out `matrix[labels, predictions] += 1` once for "
        "each place, however often the place occurs.",
        "Count in a loop over `zip(labels, predictions)`, or with `np.add.at(matrix, …, 1)`.",
    ),
    Misconception(
        "too-small",
        _only_what_occurs,
        "The matrix has shape {shape}: a digit that does not occur has no row.",
        "Begin with ten rows and ten columns of zeros, whatever occurs.",
    ),
    Misconception(
        "rates",
        _rates,
        "The rows hold shares that add up to 1, not counts.",
        "Leave out the division: the entries are counts.",
    ),
    Misconception(
        "diagonal-only",
        lambda labels, predictions: np.diag(np.diag(_confusion(labels, predictions))),
        "Only the diagonal is filled: what was right. The mistakes are missing.",
        "Count every pair of label and answer, also where they differ.",
    ),
    Misconception(
        "mistakes-only",
        lambda labels, predictions: (
            _confusion(labels, predictions) * (1 - np.eye(spec.CLASSES, dtype=int))
        ),
        "The diagonal is empty: what was right has not been counted.",
        "Count every pair of label and answer, also where they agree.",
    ),
)


ANSWER = Answer(
    inputs=_confusion_inputs,
    judge=by_value(
        "confusion_matrix(labels, predictions)",
        _confusion,
        _CONFUSION_WRONG,
        Tolerance(dtype="any"),
        praise="Rows are the true digit, columns the answer, and nothing is lost.",
        picture=lambda answer: np.asarray(answer),
    ),
    misconceptions=_CONFUSION_WRONG,
)
