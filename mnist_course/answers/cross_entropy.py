"""cross_entropy, of lesson 05: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.answers.softmax import TOLERANCE, softmax
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value


def _probabilities(logits: np.ndarray) -> np.ndarray:
    """Rows that add up to 1, no value so near to 0 that a clip, as Keras makes it, would show."""
    return 0.99 * softmax(logits) + 0.01 / logits.shape[1]


def _entropy_inputs(rng: np.random.Generator) -> Data:
    cases = []
    for classes in (spec.CLASSES, int(rng.integers(3, 8))):
        count = int(rng.integers(11, 20))
        logits = rng.normal(0, 2, (count, classes))
        cases.append([_probabilities(logits), rng.integers(0, classes, count)])
    # Many images, of which the first are easy and the last are hard; then a single one.
    harder = np.linspace(0.2, 4, 200)[:, np.newaxis]
    many = _probabilities(rng.normal(0, 1, (200, spec.CLASSES)) * harder)
    one = _probabilities(rng.normal(0, 2, (1, 4)))
    more = [[many, rng.integers(0, spec.CLASSES, 200)], [one, np.array([2])]]
    return {"cases": [*cases, *more, *_small_cases(rng)]}


def _small_cases(rng: np.random.Generator) -> list[Data]:
    """Rows of few probabilities, to be computed by hand; and a few rows over and over."""
    rows = rng.permuted([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]], axis=1)
    labels = np.array([rows[0].argmin(), rows[1].argmax()])
    many = np.resize(rows, (40, 3))
    return [
        [rows, labels],
        [rows[:1], labels[:1]],
        # The first half is easy and the last is hard.
        [many, np.repeat([rows[0].argmax(), rows[0].argmin()], [25, 15])],
    ]


def _chosen(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return probabilities[np.arange(len(labels)), labels]


def _cross_entropy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    return float(-np.log(_chosen(probabilities, labels)).mean())


def _one_hot(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.eye(probabilities.shape[1])[labels]


def _binary(probabilities: np.ndarray, labels: np.ndarray) -> float:
    target = _one_hot(probabilities, labels)
    each = target * np.log(probabilities) + (1 - target) * np.log(1 - probabilities)
    return float(-each.mean())


_ENTROPY_WRONG = (
    Misconception(
        "sum-for-mean",
        lambda p, y: float(-np.log(_chosen(p, y)).sum()),
        "This is the sum over the images, which grows with their number.",
        "Take the mean: `.mean()`.",
    ),
    Misconception(
        "sign-forgotten",
        lambda p, y: float(np.log(_chosen(p, y)).mean()),
        "The result is negative: logarithms of numbers below 1 are.",
        "Put a minus in front; a loss is something to make small.",
    ),
    Misconception(
        "one-loss-an-image",
        lambda p, y: -np.log(_chosen(p, y)),
        "There is one number for each image.",
        "Return the mean of them, one float.",
    ),
    Misconception(
        "no-logarithm",
        lambda p, y: float(1 - _chosen(p, y).mean()),
        "This is 1 minus the mean probability; the logarithm is missing.",
        "Take `np.log` of each probability, then the mean, then the minus.",
    ),
    Misconception(
        "log-of-the-mean",
        lambda p, y: float(-np.log(_chosen(p, y).mean())),
        "This is the logarithm of the mean probability.",
        "First the logarithm of each, then the mean.",
    ),
    Misconception(
        "every-column-for-every-label",
        lambda p, y: float(-np.log(p[:, y]).mean()),
        "`probabilities[:, labels]` picks, for every row, the columns of all labels: an n×n array.",
        "Pair row i with label i: `probabilities[np.arange(len(labels)), labels]`.",
    ),
    Misconception(
        "labels-unused",
        lambda p, y: float(-np.log(p).mean()),
        "The mean was taken over the probabilities of all digits, and the labels were not used.",
        "Take one probability of each row, that of its label: "
        "`probabilities[np.arange(len(labels)), labels]`.",
    ),
    Misconception(
        "mean-over-classes",
        lambda p, y: float(-(_one_hot(p, y) * np.log(p)).mean()),
        "The mean was taken over all values, also the zeros of the one-hot labels, so it is "
        "smaller by the number of classes.",
        "Sum along each row first (`axis=1`), then take the mean over the images.",
    ),
    Misconception(
        "binary-cross-entropy",
        _binary,
        "This is the binary cross-entropy, which also counts the wrong digits' probabilities.",
        "Only the probability of the right digit enters: one of each row.",
    ),
    Misconception(
        "another-base",
        lambda p, y: float(-np.log2(_chosen(p, y)).mean()),
        "The logarithm has base 2.",
        "Use the natural logarithm, `np.log`, as Keras does.",
    ),
    Misconception(
        "base-ten",
        lambda p, y: float(-np.log10(_chosen(p, y)).mean()),
        "The logarithm has base 10.",
        "Use the natural logarithm, `np.log`, as Keras does.",
    ),
    Misconception(
        "labels-as-rows",
        lambda p, y: float(-np.log(p[y]).mean()),
        "`probabilities[labels]` takes whole rows, those whose numbers the labels are.",
        "Pair row i with label i: `probabilities[np.arange(len(labels)), labels]`.",
    ),
    Misconception(
        "largest-for-right",
        lambda p, y: float(-np.log(p.max(axis=1)).mean()),
        "The largest probability of each row was taken, and the labels were not used.",
        "Take the probability of the right digit, whether it is the largest or not.",
    ),
)


ANSWER = Answer(
    inputs=_entropy_inputs,
    judge=by_value(
        "cross_entropy(probabilities, labels)",
        _cross_entropy,
        _ENTROPY_WRONG,
        TOLERANCE,
        praise="Right: confident and wrong costs most.",
    ),
    misconceptions=_ENTROPY_WRONG,
)
