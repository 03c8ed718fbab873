"""accuracy, of lesson 07: inputs, the right answer, and the misconceptions."""

import functools
from collections.abc import Callable, Sequence

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import Tolerance, by_value

_APART = 2e-4
"""Answers that differ by this much are told apart; the tolerance is far below."""

_HAIRBREADTHS = (2e-3, 2e-4, 2e-5, 4e-6)
"""By how much the largest probability of a close row exceeds the next."""

_PARTS = (10, 32, 50, 64, 100, 128, 200, 256, 500, 512, 1_000)
"""Of so many rows alone, the accuracy is another one."""

# Inputs ---------------------------------------------------------------------------


def _accuracy_inputs(rng: np.random.Generator) -> Data:
    cases = [_telling(rng), _guesses(rng, [True]), _many(rng)]
    return {"cases": [*cases, *_small_cases(rng)]}


def _small_cases(rng: np.random.Generator) -> list[Data]:
    """Two and three images, to be counted by hand; and one image over and over."""
    one, other, third = rng.permutation(spec.CLASSES)[:3].tolist()
    rows = np.zeros((3, spec.CLASSES))
    rows[0, [one, other]] = 0.75, 0.25
    rows[1, [one, other, third]] = 0.375, 0.5, 0.125
    # By a hair, the later of the two.
    rows[2, sorted([other, third])] = 0.498, 0.502
    answers = rows.argmax(axis=1)
    return [
        [rows[:2], np.array([one, third])],
        [rows, np.array([one, third, answers[2]])],
        *([rows[i : i + 1], answers[i : i + 1]] for i in (1, 2)),
        [np.resize(rows[0], (130, spec.CLASSES)), np.repeat([one, other], [70, 60])],
    ]


def _telling(rng: np.random.Generator) -> list[np.ndarray]:
    """A case in which each known mistake gives a value of its own."""
    known = [misconception.wrong for misconception in _ALL_SIZES]
    while True:
        # Ten images for ten digits: a mean over the wrong axis has the right length then.
        right = np.arange(spec.CLASSES) < rng.integers(6, 9)
        probabilities, labels = _guesses(rng, right)
        answers = probabilities.argmax(axis=1)
        # The largest of all stands in the first row, so that its place could be a label, and
        # it often is.
        largest = int(probabilities.max(axis=1).argmax())
        labels[~right & (answers != answers[largest])] = answers[largest]
        first = [np.roll(part, -largest, axis=0) for part in (probabilities, labels)]
        values = [_accuracy(*first), *(wrong(*first) for wrong in known)]
        distances = np.abs(np.subtract.outer(values, values))
        if distances[np.triu_indices(len(values), 1)].min() > _APART:
            return first


def _many(rng: np.random.Generator) -> list[np.ndarray]:
    """Over a thousand images, sure ones and doubtful ones, some by a hair."""
    while True:
        sure = _guesses(rng, rng.random(int(rng.integers(800, 1_000))) < 0.8)
        doubtful = _guesses(rng, rng.random(int(rng.integers(400, 500))) < 0.5, concentration=8)
        close = [_by_a_hair(rng, by) for by in _HAIRBREADTHS for _ in range(10)]
        parts = [sure, doubtful, [np.stack(column) for column in zip(*close)]]
        probabilities, labels = (np.concatenate(column) for column in zip(*parts))
        order = rng.permutation(len(labels))
        many = [probabilities[order], labels[order].astype(np.int64)]
        right = _accuracy(*many)
        if min(abs(wrong(*many) - right) for wrong in _NEARLY) > _APART:
            return many


def _guesses(
    rng: np.random.Generator, right: Sequence[bool], concentration: float = 0.3
) -> list[np.ndarray]:
    """A row for each entry of `right`; the smaller the concentration, the surer they are."""
    wanted = np.asarray(right)
    alphas = np.full(spec.CLASSES, concentration)
    probabilities = rng.dirichlet(alphas, len(wanted)).astype(np.float32)
    answers = probabilities.argmax(axis=1)
    # A wrong label is any of the other nine.
    others = (answers + rng.integers(1, spec.CLASSES, len(wanted))) % spec.CLASSES
    return [probabilities, np.where(wanted, answers, others).astype(np.uint8)]


def _by_a_hair(rng: np.random.Generator, by: float) -> tuple[np.ndarray, int]:
    """One row with two nearly equal entries, the later of which is larger and right."""
    first, second = sorted(rng.choice(spec.CLASSES, 2, replace=False).tolist())
    row = rng.dirichlet(np.full(spec.CLASSES, 5.0)) * 0.2
    row[first] = row[second] = 0.4
    row[second] += by
    return (row / row.sum()).astype(np.float32), second


# Answers --------------------------------------------------------------------------


def _accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    own = np.take_along_axis(probabilities, labels[:, None].astype(int), axis=1)[:, 0]
    return float((own >= probabilities.max(axis=1)).mean())


def _of_true(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return probabilities[np.arange(len(labels)), labels]


def _mean_recall(probabilities: np.ndarray, labels: np.ndarray) -> float:
    own = labels == probabilities.argmax(axis=1)
    return float(np.mean([own[labels == digit].mean() for digit in np.unique(labels)]))


def _first(count: int) -> Callable[[np.ndarray, np.ndarray], float]:
    return lambda probabilities, labels: _accuracy(probabilities[:count], labels[:count])


def _coarse(
    coarsen: Callable[[np.ndarray], np.ndarray],
) -> Callable[[np.ndarray, np.ndarray], float]:
    return lambda probabilities, labels: float(
        np.mean(coarsen(probabilities).argmax(axis=1) == labels)
    )


_NEARLY = (
    *map(_first, _PARTS),
    *(_coarse(functools.partial(np.round, decimals=digits)) for digits in (1, 2, 3, 4, 5)),
    _coarse(lambda probabilities: probabilities.astype(np.float16)),
    lambda probabilities, labels: float(np.mean(_of_true(probabilities, labels) > 0.5)),
    lambda probabilities, labels: _accuracy(probabilities, labels) % (256 / len(labels)),
    lambda probabilities, labels: round(_accuracy(probabilities, labels), 2),
    _mean_recall,
)
"""Slips that only a large case can show."""

_ALL_SIZES = (
    Misconception(
        "argmax-over-images",
        lambda probabilities, labels: float(np.mean(probabilities.argmax(axis=0) == labels)),
        "For each digit you took the image that looks most like it (axis 0).",
        "One answer for each image is wanted: the largest of its ten numbers, `axis=1`.",
    ),
    Misconception(
        "argmax-over-everything",
        lambda probabilities, labels: float(np.mean(probabilities.argmax() == labels)),
        "`argmax` without an axis gives a single place in the whole table.",
        "Say along which axis: each row is an image, so `argmax(axis=1)`.",
    ),
    Misconception(
        "none-right",
        lambda probabilities, labels: float((probabilities.max(axis=1) == labels).mean()),
        "Not one image counts as right. Perhaps probabilities were compared with labels: `max` "
        "tells how sure the network was, `argmax` which digit it chose. Or perhaps `//` cut the "
        "share down to 0.",
        "Print `probabilities.argmax(axis=1)` beside `labels`, and see how many agree.",
    ),
    Misconception(
        "count-returned",
        lambda probabilities, labels: float(round(_accuracy(probabilities, labels) * len(labels))),
        "{value} is how many were right, not which share.",
        "Divide by the number of images; the mean of True and False does both at once.",
    ),
    Misconception(
        "percent",
        lambda probabilities, labels: 100 * _accuracy(probabilities, labels),
        "{value} is in percent.",
        "Return a share, from 0 to 1.",
    ),
    Misconception(
        "error-rate",
        lambda probabilities, labels: 1 - _accuracy(probabilities, labels),
        "{value} is the share that was wrong.",
        "Accuracy is the share that was right: compare with `==`.",
    ),
    Misconception(
        "divided-by-another-count",
        lambda probabilities, labels: (
            _accuracy(probabilities, labels) * len(labels) / spec.TEST_COUNT
        ),
        say(
            "{{value}} comes out when the number of right answers is divided by {test_count:,}.",
            test_count=spec.TEST_COUNT,
        ),
        "Divide by the number of images that came in: `len(labels)`.",
    ),
    Misconception(
        "mean-probability",
        lambda probabilities, labels: float(np.mean(_of_true(probabilities, labels))),
        "This is the mean probability of the true digit. Accuracy only asks which digit is on "
        "top, not how sure the network was.",
        "Decide on a digit first, with `argmax(axis=1)`, then compare it with the label.",
    ),
    Misconception(
        "mean-confidence",
        lambda probabilities, labels: float(np.mean(probabilities.max(axis=1))),
        "This is how sure the network was on average. Being sure is not being right.",
        "Compare the digit on top, `argmax(axis=1)`, with the label.",
    ),
    Misconception(
        "above-one-half",
        lambda probabilities, labels: float(np.mean(_of_true(probabilities, labels) > 0.5)),
        "Only digits with more than one half of the probability count as right here. The largest "
        "of ten numbers may be smaller than that.",
        "Ask which of the ten is largest, with `argmax(axis=1)`, not how large it is.",
    ),
)

_MISCONCEPTIONS = (
    *_ALL_SIZES,
    Misconception(
        "rounded",
        lambda probabilities, labels: round(_accuracy(probabilities, labels), 2),
        "{value} is rounded; the share is {right}.",
        "Return the share as it is. Round where you print it.",
    ),
)


ANSWER = Answer(
    inputs=_accuracy_inputs,
    judge=by_value(
        "accuracy(probabilities, labels)",
        _accuracy,
        _MISCONCEPTIONS,
        Tolerance(absolute=1e-5),
        praise="The share of images whose most probable digit is the true one.",
    ),
    misconceptions=_MISCONCEPTIONS,
)
