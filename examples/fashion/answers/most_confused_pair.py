"""most_confused_pair, of lesson 03: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.helpers.garments import NAMES
from mnist_course.judging.comparison import by_value

_SMALL = np.array([[0.9, 0.1, 0.0], [0.3, 0.7, 0.0], [0.1, 0.1, 0.8]])


def _inputs(rng: np.random.Generator) -> Data:
    # Each row adds up to 1, one mistake is the most frequent by far, and its way back is rare.
    rates = rng.dirichlet(np.ones(len(NAMES)), len(NAMES)) * 0.2
    rates[np.diag_indices(len(NAMES))] += 0.8
    true, read = rng.permutation(len(NAMES))[:2]
    rates[true] *= 0.5
    rates[true, read] += 0.5
    rates[read, true], rates[read, read] = 0.0, rates[read, read] + rates[read, true]
    return {"cases": [[_SMALL, ["hat", "sock", "shoe"]], [rates, NAMES]]}


def _place(rates: np.ndarray) -> tuple[int, int]:
    without = np.where(np.eye(len(rates), dtype=bool), -1, rates)
    row, column = divmod(int(np.argmax(without)), len(rates))
    return row, column


def _pair(rates: np.ndarray, names: list[str]) -> tuple[str, str]:
    row, column = _place(rates)
    return names[row], names[column]


def _largest(rates: np.ndarray, names: list[str]) -> tuple[str, str]:
    row, column = np.unravel_index(rates.argmax(), rates.shape)
    return names[row], names[column]


_WRONG = (
    Misconception(
        "diagonal-left-in",
        _largest,
        "{value} is on the diagonal: the class that is read best.",
        "Leave the diagonal out before you look for the largest entry.",
    ),
    Misconception(
        "other-way-round",
        lambda rates, names: _pair(rates, names)[::-1],
        "These are the right two, in the wrong order.",
        "The row is the true class: name it first, then the answer.",
    ),
    Misconception(
        "numbers-for-names",
        lambda rates, names: _place(rates),
        "{value} are the row and the column, not the names.",
        "`names[row], names[column]`.",
    ),
    Misconception(
        "the-rate",
        lambda rates, names: float(rates[_place(rates)]),
        "{value} is how often it happens, not what was confused.",
        "`argmax` tells the place of the largest entry, `max` how large it is.",
    ),
)

ANSWER = Answer(
    inputs=_inputs,
    judge=by_value(
        "most_confused_pair(rates, names)",
        _pair,
        _WRONG,
        praise="The true class, and what it is most often taken for.",
    ),
    misconceptions=_WRONG,
)
