"""most_confused, of lesson 07: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value


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


ANSWER = Answer(
    inputs=_confused_inputs,
    judge=by_value(
        "most_confused(matrix)",
        _most_confused,
        _CONFUSED_WRONG,
        praise="The true digit, and what it was most often taken for.",
    ),
    misconceptions=_CONFUSED_WRONG,
)
