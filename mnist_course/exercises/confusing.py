"""Lesson 07's second half: the confusion matrix, and the mistake that happens most often."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Exercise, Misconception
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.core.plain import Data
from mnist_course.probes.calls import call_each

# confusion_matrix -----------------------------------------------------------------


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

CONFUSION_MATRIX = Exercise(
    id="confusion_matrix",
    points=3,
    minutes=12,
    difficulty=2,
    asks="Count how often each true digit was answered with each digit.",
    signature="confusion_matrix(labels, predictions)",
    hints=(
        "Begin with a table of zeros, `np.zeros((10, 10), int)`, and go through the pairs of "
        "label and answer.",
        "For a true 4 that was read as a 9, the entry in row 4, column 9 goes up by one.",
        "`for true, predicted in zip(labels, predictions):` and inside the loop "
        "`matrix[true, predicted] += 1`.",
    ),
    inputs=_confusion_inputs,
    probe=call_each,
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

# most_confused --------------------------------------------------------------------


def _matrix(rng: np.random.Generator) -> np.ndarray:
    matrix = rng.integers(0, 7, (spec.CLASSES, spec.CLASSES))
    # Unequal numbers of each digit, so that the largest count need not be the largest share.
    np.fill_diagonal(matrix, rng.integers(30, 1_200, spec.CLASSES))
    true, predicted = rng.permutation(spec.CLASSES)[:2]
    matrix[true, predicted] = rng.integers(20, 29)
    matrix[true, true] = 1_300
    return matrix


def _confused_inputs(rng: np.random.Generator) -> Data:
    cases: list[list[np.ndarray]] = []
    while len(cases) < 2:
        matrix = _matrix(rng)
        # A pair that is often confused both ways together, though neither way most often.
        true, predicted = _most_confused(matrix)
        others = np.setdiff1d(np.arange(spec.CLASSES), (true, predicted))
        one, other = rng.permutation(others)[:2]
        matrix[one, other], matrix[other, one] = 16, 17
        answers = [wrong(matrix) for wrong in (_most_confused, *_CONFUSED_OTHERS)]
        if len(set(answers)) == len(answers):
            cases.append([matrix])
    return {"cases": cases}


def _most_confused(matrix: np.ndarray) -> tuple[int, int]:
    size = range(len(matrix))
    _, true, predicted = max((int(matrix[i, j]), i, j) for i in size for j in size if i != j)
    return true, predicted


def _largest(values: np.ndarray) -> tuple[int, int]:
    row, column = np.argwhere(values == values.max())[0].tolist()
    return row, column


def _off_diagonal(values: np.ndarray) -> np.ndarray:
    return values * (1 - np.eye(len(values), dtype=int))


_CONFUSED_OTHERS = (
    lambda matrix: _largest(matrix),
    lambda matrix: _most_confused(matrix)[::-1],
    lambda matrix: _largest(_off_diagonal(matrix / matrix.sum(axis=1, keepdims=True))),
    lambda matrix: _largest(np.triu(_off_diagonal(matrix + matrix.T))),
    lambda matrix: tuple(place + 1 for place in _most_confused(matrix)),
    lambda matrix: int(_off_diagonal(matrix).max()),
    lambda matrix: int(_off_diagonal(matrix).argmax()),
)

_CONFUSED_WRONG = (
    Misconception(
        "diagonal-taken",
        _CONFUSED_OTHERS[0],
        "{value} lies on the diagonal: digits that were read rightly.",
        "Leave the diagonal out: work on a copy whose diagonal is 0.",
    ),
    Misconception(
        "swapped",
        _CONFUSED_OTHERS[1],
        "These are the right two digits in the wrong order: (predicted, true).",
        "The row is the true digit; return it first.",
    ),
    Misconception(
        "shares-compared",
        _CONFUSED_OTHERS[2],
        "{value} is the largest share of a row. The exercise asks for the largest count.",
        "Compare the entries as they are, without dividing by the rows' sums.",
    ),
    Misconception(
        "both-ways-added",
        _CONFUSED_OTHERS[3],
        "{value} is confused most often both ways together.",
        "4 read as 9 and 9 read as 4 are two different mistakes: compare single entries.",
    ),
    Misconception(
        "counted-from-one",
        _CONFUSED_OTHERS[4],
        "Both digits are one too high.",
        "Rows and columns count from 0, as the digits do.",
    ),
    Misconception(
        "count-returned",
        _CONFUSED_OTHERS[5],
        "{value} is how often it happened, not which digits were confused.",
        "Find the place of that entry: `np.unravel_index(…argmax(), matrix.shape)`.",
    ),
    Misconception(
        "flat-place",
        _CONFUSED_OTHERS[6],
        "{value} is a place in the matrix read as one long row.",
        "Turn it into row and column: `np.unravel_index(place, matrix.shape)`.",
    ),
)

MOST_CONFUSED = Exercise(
    id="most_confused",
    points=3,
    minutes=10,
    difficulty=2,
    asks="Find the mistake that happens most often.",
    signature="most_confused(matrix)",
    hints=(
        "The diagonal counts what was right. It would win, so it must be left out, in a copy: "
        "the caller still needs the matrix.",
        "`mistakes = matrix.copy()`, then `np.fill_diagonal(mistakes, 0)`. Where is the largest "
        "entry? `argmax()` tells its place as if the rows stood in one line.",
        "`np.unravel_index(mistakes.argmax(), mistakes.shape)` turns that place into row and "
        "column: the true digit, then the answer. Two loops over rows and columns do too.",
    ),
    inputs=_confused_inputs,
    probe=call_each,
    judge=by_value(
        "most_confused(matrix)",
        _most_confused,
        _CONFUSED_WRONG,
        praise="The true digit, and what it was most often taken for.",
    ),
    misconceptions=_CONFUSED_WRONG,
)
