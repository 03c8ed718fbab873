"""softmax, of lesson 05: inputs, the right answer, and the misconceptions."""

from collections.abc import Callable

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import Tolerance, by_value

TOLERANCE = Tolerance(relative=1e-4, absolute=1e-6)


def softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def _softmax_inputs(rng: np.random.Generator) -> Data:
    rows, columns = rng.choice(np.arange(3, 9), 2, replace=False)
    small = rng.normal(0, 2, (int(rows), int(columns)))
    large = rng.normal(0, 3, (int(rows), int(columns))) + rng.uniform(900, 1_100)
    # Rows of very different size: the largest value of all is no help for the others.
    apart = rng.normal(0, 3, (2, int(columns))) + np.array([[1_500.0], [-1_500.0]])
    # One value far above or below the others of its row: neither mean nor median is close to it.
    outliers = rng.normal(0, 2, (2, int(columns) + 9))
    outliers[0, int(rng.integers(columns))] = 2_500.0
    outliers[1, int(rng.integers(columns))] = -2_500.0
    # Probabilities from nearly 1 down to a millionth.
    steep = np.array([np.linspace(0, rng.uniform(12, 15), 12)])
    return {
        "cases": [
            *([small], [rng.normal(0, 2, (1, spec.CLASSES))], [large], [apart]),
            *([outliers], [steep], [rng.normal(0, 1, (4, 1))], [rng.normal(0, 2, (130, 3))]),
            *_small_cases(rng),
        ]
    }


def _small_cases(rng: np.random.Generator) -> list[Data]:
    """Rows of few logits, to be computed by hand, some of them far from 0 or from each other."""
    base = rng.permutation([-1.0, 0.5, 2.0])
    other = rng.permutation([0.0, 1.0, 4.0])
    return [
        [np.array([base])],
        [np.array([base, other])],
        [np.array([other + 1_000])],
        [np.array([other + 1_000, base - 1_000])],
        [np.array([np.append(base, 2_500.0), np.append(other, -2_500.0)])],
        [np.array([[0.0, 12.0, 3.0, 6.0]])],
    ]


def _quietly(function: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    def quiet(logits: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return function(logits)

    return quiet


def _overflowing(logits: np.ndarray) -> np.ndarray:
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def _whole_maximum(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max())
    return shifted / shifted.sum(axis=1, keepdims=True)


def _down_columns(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(axis=0))
    return shifted / shifted.sum(axis=0)


_SOFTMAX_WRONG = (
    Misconception(
        "overflow",
        _quietly(_overflowing),
        "Large logits give NaN: `np.exp(1000)` is more than a float can hold.",
        "Subtract each row's maximum first. That changes no probability, and `exp` stays small.",
    ),
    Misconception(
        "one-maximum-for-all",
        _quietly(_whole_maximum),
        "The maximum of the whole array was subtracted, so rows far below it become 0 / 0.",
        "Take each row's own maximum: `logits.max(axis=1, keepdims=True)`.",
    ),
    Misconception(
        "sum-over-everything",
        _quietly(lambda logits: np.exp(logits) / np.exp(logits).sum()),
        "All values together sum to 1, not each row.",
        "Sum along each row: `sum(axis=1, keepdims=True)`.",
    ),
    Misconception(
        "wrong-axis",
        _quietly(_down_columns),
        "The columns sum to 1, not the rows.",
        "A row is one image: use axis=1.",
    ),
    Misconception(
        "not-divided",
        _quietly(np.exp),
        "These are the exponentials; they do not sum to 1.",
        "Divide each row by its sum.",
    ),
    Misconception(
        "division-forgotten",
        lambda logits: np.exp(logits - logits.max(axis=1, keepdims=True)),
        "These are the exponentials, 1 for the largest of each row; the rows do not sum to 1.",
        "Divide each row by its sum.",
    ),
    Misconception(
        "no-exponential",
        _quietly(lambda logits: logits / logits.sum(axis=1, keepdims=True)),
        "The logits were divided by their sum, so negative ones give negative 'probabilities'.",
        "Take `np.exp` first: it makes every value positive.",
    ),
    Misconception(
        "sigmoid",
        _quietly(lambda logits: 1 / (1 + np.exp(-logits))),
        "This is the sigmoid: each value on its own goes to 0–1, and rows do not sum to 1.",
        "Divide each exponential by the sum over its row.",
    ),
)


ANSWER = Answer(
    inputs=_softmax_inputs,
    judge=by_value(
        "softmax(logits)",
        softmax,
        _SOFTMAX_WRONG,
        # Logits of 1,500 in float32 are off by as much as half of it.
        Tolerance(relative=3e-4, absolute=1e-9),
        praise="Right, and stable: each row sums to 1, however large the logits.",
    ),
    misconceptions=_SOFTMAX_WRONG,
)
