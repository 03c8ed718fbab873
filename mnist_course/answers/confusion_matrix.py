"""confusion_matrix, of lesson 07: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import Tolerance, by_value

_LAST = spec.CLASSES - 1
_BYTES, _SHORTS = 256, 32_767
"""More than so many of one pair are too many for a uint8, and for an int16."""


def _confusion_inputs(rng: np.random.Generator) -> Data:
    # One digit never occurs and one is never answered, so sizes must come from the ten classes.
    absent, unused = rng.permutation(_LAST)[:2].tolist()
    one, other = rng.permutation(spec.CLASSES)[:2].tolist()
    return {
        "cases": [
            _pairs(rng, int(rng.integers(150, 250)), absent, unused),
            [np.array([one], np.uint8), np.array([other])],
            _pairs(rng, int(rng.integers(30, 60)), _LAST, _LAST),
            _large(rng),
            *_small_cases(rng),
        ]
    }


def _small_cases(rng: np.random.Generator) -> list[Data]:
    """A few pairs, to be counted by hand; one pair more often than a byte can count."""
    one, other = rng.permutation(_LAST)[:2].tolist()
    often = [np.full(_BYTES + 44, digit, np.uint8) for digit in (one, other)]
    return [
        [np.array([one, one, one]), np.array([one, other, other])],
        [np.array([one, _LAST, _LAST]), np.array([one, one, _LAST])],
        often,
    ]


def _pairs(rng: np.random.Generator, count: int, absent: int, unused: int) -> list[np.ndarray]:
    """Labels without one digit, answers without another; the last digit is confused too."""
    while True:
        labels = rng.choice(np.setdiff1d(np.arange(spec.CLASSES), absent), count)
        answers = rng.choice(np.setdiff1d(np.arange(spec.CLASSES), unused), count)
        agrees = (rng.random(count) < 0.6) & (labels != unused)
        answers[agrees] = labels[agrees]
        matrix = _confusion(labels, answers)
        lopsided = not np.array_equal(matrix, matrix.T)
        if lopsided and matrix.max() > 2 and (absent == _LAST or matrix[_LAST].sum() > 1):
            return [labels.astype(np.uint8), answers.astype(np.int64)]


def _large(rng: np.random.Generator) -> list[np.ndarray]:
    """Counts of every size: one pair tens of thousands of times, others hundreds of times."""
    true, read, often = rng.permutation(spec.CLASSES)[:3].tolist()
    counts = rng.integers(0, 20, (spec.CLASSES, spec.CLASSES))
    counts[often, often] = _BYTES + rng.integers(50, 200)
    counts[often, read] = rng.integers(110, 200)
    counts[true, read] = _SHORTS + rng.integers(200, 900)
    pairs = rng.permutation(np.repeat(np.arange(counts.size), counts.ravel()))
    return [(pairs // spec.CLASSES).astype(np.uint8), pairs % spec.CLASSES]


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


def _without_the_last(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    matrix = _confusion(labels, predictions)
    matrix[_LAST], matrix[:, _LAST] = 0, 0
    return matrix


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
        "No entry is above 1, though pairs repeat. Perhaps `=` stands where `+=` is meant; or "
        "perhaps it is `matrix[labels, predictions] += 1`, which NumPy carries out once for each "
        "place, however often the place occurs.",
        "Add 1 with `+=` in a loop over `zip(labels, predictions)`, or use "
        "`np.add.at(matrix, …, 1)`.",
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
        "shares-of-all",
        lambda labels, predictions: _confusion(labels, predictions) / len(labels),
        "The entries are shares that add up to 1 altogether, not counts.",
        "Leave out the division: the entries are counts.",
    ),
    Misconception(
        "last-digit-left-out",
        _without_the_last,
        "Row 9 and column 9 are empty. `range(9)` ends at 8.",
        "There are ten digits, 0 to 9: `range(10)`.",
    ),
    Misconception(
        "counts-overflow",
        lambda labels, predictions: _confusion(labels, predictions).astype(np.uint8),
        "Counts begin again at 0 after 255: the matrix has dtype {dtype}, which holds no more.",
        "Begin with `np.zeros((10, 10), int)`.",
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
    ),
    misconceptions=_CONFUSION_WRONG,
)
