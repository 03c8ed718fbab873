"""most_confused, of lesson 07: inputs, the right answer, and the misconceptions."""

import itertools
from typing import Any

import numpy as np

from mnist_course import spec
from mnist_course.core import pasting
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.core.showing import function_name
from mnist_course.judging.comparison import by_value

_LAST = spec.CLASSES - 1

_FEW = 8
"""Entries off the diagonal that are written out one by one."""

# Inputs ---------------------------------------------------------------------------


def _confused_inputs(rng: np.random.Generator) -> Data:
    """Matrices whose largest entry lies in each corner of the table, and at each order of size."""
    inner = rng.integers(1, _LAST, 4).tolist()
    return {
        "cases": [
            # Below the diagonal, then above it, each time at the table's last row or column.
            [_telling(rng, (_LAST, inner[0]))],
            [_telling(rng, (inner[1], _LAST))],
            [_matrix(rng, (0, inner[2]), most=int(rng.integers(260, 290)), next_to_it=240)],
            [_matrix(rng, (inner[3], 0), most=int(rng.integers(66_000, 68_000)), next_to_it=9_000)],
            [_rarely_right(rng)],
            [_one_mistake(rng)],
            [_spread(rng, (0, _LAST))],
            [_spread(rng, (_LAST, 0))],
            *_small_cases(rng),
        ]
    }


def _small_cases(rng: np.random.Generator) -> list[Data]:
    """Tables of few numbers beside the zeros, to be read at a glance."""
    digits = rng.permutation(_LAST)[:4].tolist()
    cases = []
    for true, read in ((_LAST, digits[0]), (digits[1], _LAST), sorted(digits[2:])):
        matrix = np.diag(np.full(spec.CLASSES, 90))
        matrix[true, true] = 950
        matrix[true, read] = 60
        # A larger share, of fewer images; and a pair that is confused both ways.
        matrix[digits[0], digits[1]] = matrix[digits[1], digits[0]] = 40
        matrix[digits[2], digits[0]] = 8
        cases.append([matrix])
    return [*cases, *([_nearly_empty(digits, most)] for most in (1, 7))]


def _nearly_empty(digits: list[int], most: int) -> np.ndarray:
    """Five images of each digit, one of the digits taken for another `most` times."""
    matrix = np.diag(np.full(spec.CLASSES, 5))
    matrix[digits[0], digits[1]], matrix[digits[2], digits[1]] = most, most // 3
    return matrix


def _paste(signature: str, arguments: list[Data]) -> str:
    """The call, with a table that is nearly empty made of its diagonal and of the rest."""
    matrix = np.asarray(arguments[0])
    diagonal = np.diag(matrix)
    places = np.argwhere((matrix != 0) & ~np.eye(len(matrix), dtype=bool)).tolist()
    if len(places) > _FEW:
        return pasting.call(signature, arguments)
    rest = [f"matrix[{i}, {j}] = {matrix[i, j]}" for i, j in places]
    lines = [f"matrix = np.diag({diagonal.tolist()})", *rest, f"{function_name(signature)}(matrix)"]
    return "\n".join(lines)


def _telling(rng: np.random.Generator, place: tuple[int, int]) -> np.ndarray:
    """A matrix for which each known mistake gives an answer of its own."""
    one_sided = _above if place[0] > place[1] else _below
    wrongs = (_most_confused, *_TELLING, one_sided)
    while True:
        matrix = _matrix(rng, place, most=int(rng.integers(22, 29)), next_to_it=7)
        matrix[place[::-1]] = 0
        pair, same_side, other_side = rng.permutation(_inner_pairs())[:3].tolist()
        # A pair that is often confused both ways together, though neither way most often.
        matrix[*pair], matrix[*pair[::-1]] = 16, 17
        is_below = place[0] > place[1]
        matrix[*sorted(same_side, reverse=is_below)] = 20
        matrix[*sorted(other_side, reverse=not is_below)] = 19
        answers = [_as_text(wrong(matrix)) for wrong in wrongs]
        if len(set(answers)) == len(answers):
            return matrix


def _inner_pairs() -> list[tuple[int, int]]:
    """All pairs of two digits, without the first and the last digit."""
    return list(itertools.combinations(range(1, _LAST), 2))


def _matrix(
    rng: np.random.Generator, place: tuple[int, int], most: int, next_to_it: int
) -> np.ndarray:
    """Counts whose largest off the diagonal is `most`, at `place`; the next are `next_to_it`."""
    matrix = rng.integers(0, 7, (spec.CLASSES, spec.CLASSES))
    # Unequal numbers of each digit, so that the largest count need not be the largest share.
    np.fill_diagonal(matrix, 2 * most + rng.integers(30, 1_200, spec.CLASSES))
    others = np.setdiff1d(np.arange(spec.CLASSES), place)
    for true, read in rng.permuted(np.stack([others, others[::-1]]), axis=1).T.tolist():
        if true != read:
            matrix[true, read] = next_to_it - rng.integers(2)
    matrix[place] = most
    matrix[place[0], place[0]] = 3 * most + 1_300
    return matrix


def _rarely_right(rng: np.random.Generator) -> np.ndarray:
    """A digit taken for another more often than read rightly, and one that never occurs."""
    true, read, absent = rng.permutation(spec.CLASSES)[:3].tolist()
    matrix = _matrix(rng, (true, read), most=int(rng.integers(40, 90)), next_to_it=7)
    matrix[true, true] = 12
    matrix[absent] = 0
    return matrix


def _spread(rng: np.random.Generator, place: tuple[int, int]) -> np.ndarray:
    """The largest count lies in a corner; another row and another column have more mistakes."""
    matrix = np.diag(np.full(spec.CLASSES, 5))
    row, column, *others = rng.permutation(np.arange(1, _LAST))[:6].tolist()
    matrix[row, others[:2]] = 6
    matrix[others[2:], column] = 6
    matrix[place] = int(rng.integers(7, 12))
    return matrix


def _one_mistake(rng: np.random.Generator) -> np.ndarray:
    """A network that errs once."""
    # The first entry of all is not the largest, so that a tie is told from it.
    matrix = np.diag([25, *rng.integers(30, 1_200, _LAST)])
    true, read = rng.permutation(spec.CLASSES)[:2].tolist()
    matrix[true, read] = 1
    return matrix


def _as_text(answer: Any) -> str:
    return repr(np.asarray(answer).tolist())


# Answers --------------------------------------------------------------------------


def _most_confused(matrix: np.ndarray) -> tuple[int, int]:
    size = range(len(matrix))
    _, true, predicted = max((int(matrix[i, j]), i, j) for i in size for j in size if i != j)
    return true, predicted


def _largest(values: np.ndarray) -> tuple[int, int]:
    row, column = np.argwhere(values == values.max())[0].tolist()
    return row, column


def _off_diagonal(values: np.ndarray) -> np.ndarray:
    return np.where(np.eye(len(values), dtype=bool), -1, values)


def _above(matrix: np.ndarray) -> tuple[int, int]:
    return _largest(np.where(np.tri(len(matrix), dtype=bool), -1, matrix))


def _below(matrix: np.ndarray) -> tuple[int, int]:
    return _largest(np.where(np.tri(len(matrix), dtype=bool).T, -1, matrix))


_TELLING = (
    lambda matrix: _largest(matrix),
    lambda matrix: _most_confused(matrix)[::-1],
    lambda matrix: _largest(
        _off_diagonal(matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1))
    ),
    lambda matrix: _above(matrix + matrix.T),
    lambda matrix: tuple(place + 1 for place in _most_confused(matrix)),
    lambda matrix: int(_off_diagonal(matrix).max()),
    lambda matrix: int(_off_diagonal(matrix).argmax()),
    lambda matrix: _largest(_off_diagonal(matrix)[:_LAST, :_LAST]),
)
"""Mistakes that show on every telling matrix, wherever its largest entry lies."""


_MISCONCEPTIONS = (
    Misconception(
        "diagonal-taken",
        _TELLING[0],
        "{value} lies on the diagonal: digits that were read rightly.",
        "Leave the diagonal out: work on a copy whose diagonal is 0.",
    ),
    Misconception(
        "diagonal-not-emptied",
        lambda matrix: _largest(np.where(np.eye(len(matrix), dtype=bool), 1, matrix)),
        "{value} lies on the diagonal. Perhaps the diagonal was set to 1, which is as much as a "
        "single mistake.",
        "Set the diagonal of the copy to 0, or to less.",
    ),
    Misconception(
        "swapped",
        _TELLING[1],
        "These are the right two digits in the wrong order: (predicted, true).",
        "The row is the true digit; return it first.",
    ),
    Misconception(
        "shares-compared",
        _TELLING[2],
        "{value} is the largest share of a row. The exercise asks for the largest count.",
        "Compare the entries as they are, without dividing by the rows' sums.",
    ),
    Misconception(
        "both-ways-added",
        _TELLING[3],
        "{value} is confused most often both ways together.",
        "4 read as 9 and 9 read as 4 are two different mistakes: compare single entries.",
    ),
    Misconception(
        "counted-from-one",
        _TELLING[4],
        "Both digits are one too high.",
        "Rows and columns count from 0, as the digits do.",
    ),
    Misconception(
        "count-returned",
        _TELLING[5],
        "{value} is how often it happened, not which digits were confused.",
        "Find the place of that entry: `np.unravel_index(…argmax(), matrix.shape)`.",
    ),
    Misconception(
        "flat-place",
        _TELLING[6],
        "{value} is a place in the matrix read as one long row.",
        "Turn it into row and column: `np.unravel_index(place, matrix.shape)`.",
    ),
    Misconception(
        "last-digit-left-out",
        _TELLING[7],
        "{value} is the largest count among the digits 0 to 8. `range(9)` ends at 8.",
        "There are ten digits, 0 to 9: `range(10)`.",
    ),
    Misconception(
        "upper-only",
        _above,
        "{value} is the largest count above the diagonal. Perhaps the columns begin only behind "
        "the diagonal.",
        "Look below the diagonal too: 9 read as 4 is another mistake than 4 read as 9.",
    ),
    Misconception(
        "lower-only",
        _below,
        "{value} is the largest count below the diagonal. Perhaps the columns end at the diagonal.",
        "Look above the diagonal too: 4 read as 9 is another mistake than 9 read as 4.",
    ),
    Misconception(
        "arrays-returned",
        lambda matrix: tuple(np.array([place]) for place in _most_confused(matrix)),
        "The place is right, but each of the two digits is still in an array of one, as "
        "`np.where` and `np.nonzero` give it.",
        "Take the digits out: `int(rows[0]), int(columns[0])`.",
    ),
    Misconception(
        "table-returned",
        lambda matrix: np.array([_most_confused(matrix)]),
        "The place is right, but it is in a table of one row, as `np.argwhere` gives it.",
        "Take the first row, `[0]`: two numbers, the true digit and the answer.",
    ),
)


ANSWER = Answer(
    inputs=_confused_inputs,
    judge=by_value(
        "most_confused(matrix)",
        _most_confused,
        _MISCONCEPTIONS,
        paste=_paste,
        praise="The true digit, and what it was most often taken for.",
    ),
    misconceptions=_MISCONCEPTIONS,
)
