"""count_labels, of lesson 01: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import (
    Answer,
    Misconception,
)
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value


def _label_cases(rng: np.random.Generator) -> Data:
    skewed = rng.choice(spec.CLASSES, 300, p=rng.dirichlet(np.ones(spec.CLASSES)))
    without_some = rng.choice([0, 2, 3, 7], 50)
    # More of one digit than a byte or two bytes can count; one label; digits as wide integers.
    many = np.repeat(rng.permutation(spec.CLASSES), [40_000, 300, *rng.integers(0, 4, 8)])
    return {
        "cases": [
            [skewed.astype(np.uint8)],
            [without_some.astype(np.uint8)],
            [rng.permutation(many).astype(np.uint8)],
            [np.array([rng.integers(spec.CLASSES)], np.uint8)],
            *_small_cases(rng),
        ]
    }


def _small_cases(rng: np.random.Generator) -> list[Data]:
    """A few labels, to be counted by hand; more of one than a byte can count, and two bytes."""
    few, other = np.sort(rng.choice(np.arange(1, spec.CLASSES - 1), 2, replace=False)).tolist()
    return [[np.array([few, few, other])], *([np.full(n, other, np.uint8)] for n in (300, 70_000))]


def _counted(labels: np.ndarray) -> np.ndarray:
    return (labels[:, np.newaxis] == np.arange(spec.CLASSES)).sum(axis=0)


_COUNT_WRONG = (
    Misconception(
        "absent-digits-dropped",
        lambda labels: np.unique(labels, return_counts=True)[1],
        "The counts have shape {shape}: digits that do not occur have no entry.",
        "Each digit needs its place, also with a count of 0: `np.bincount(labels, minlength=10)`.",
    ),
    Misconception(
        "bincount-too-short",
        lambda labels: np.bincount(labels),
        "The counts have shape {shape}: they end at the largest label that occurs.",
        "Ask for ten places whatever occurs: `minlength=10`.",
    ),
    Misconception(
        "digits-returned",
        lambda labels: np.unique(labels),
        "These are the digits that occur, not how often each does.",
        "Count each digit; `np.bincount` does it in one call.",
    ),
    Misconception(
        "fractions-returned",
        lambda labels: _counted(labels) / len(labels),
        "These are shares that add up to 1; the exercise asks for counts.",
        "Leave out the division: counts are whole numbers.",
    ),
    Misconception(
        "overflow",
        lambda labels: _counted(labels).astype(np.uint8),
        "The counts ran over: uint8, the labels' dtype, ends at 255 and then begins again at 0.",
        "Count in an array of whole numbers with room: `np.zeros(10, dtype=int)`.",
    ),
    Misconception(
        "counts-sorted",
        lambda labels: np.sort(_counted(labels))[::-1],
        "The counts are sorted by size, so the place no longer tells the digit.",
        "Entry d must be the count of digit d.",
    ),
)


ANSWER = Answer(
    inputs=_label_cases,
    judge=by_value(
        "count_labels(labels)",
        _counted,
        _COUNT_WRONG,
        praise="Ten counts, one a digit, also for digits that do not occur.",
    ),
    misconceptions=_COUNT_WRONG,
)
