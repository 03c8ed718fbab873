"""Lesson 05: from scores to probabilities, from probabilities to a loss, and `compile`."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Exercise, Lesson, Misconception, Verdict
from mnist_course.exercises.compiling import COMPILE_MODEL
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.core.plain import Data
from mnist_course.probes.calls import call_each

_TOLERANCE = Tolerance(relative=1e-4, absolute=1e-6)


def _softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


# softmax ----------------------------------------------------------------------


def _softmax_inputs(rng: np.random.Generator) -> Data:
    rows, columns = rng.choice(np.arange(3, 9), 2, replace=False)
    small = rng.normal(0, 2, (int(rows), int(columns)))
    large = rng.normal(0, 3, (int(rows), int(columns))) + rng.uniform(900, 1_100)
    # Rows of very different size: the largest value of all is no help for the others.
    apart = rng.normal(0, 3, (2, int(columns))) + np.array([[1_500.0], [-1_500.0]])
    return {"cases": [[small], [rng.normal(0, 2, (1, spec.CLASSES))], [large], [apart]]}


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

_compare_softmax = by_value(
    "softmax(logits)",
    _softmax,
    _SOFTMAX_WRONG,
    _TOLERANCE,
    praise="Right, and stable: each row sums to 1, however large the logits.",
)


def _softmax_judge(inputs: Data, observed: Data) -> Verdict:
    verdict = _compare_softmax(inputs, observed)
    if verdict.cause != "wrong-values":
        return verdict
    for (logits,), record in zip(inputs["cases"], observed["calls"]):
        value = record["value"]
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            continue
        if value.shape != logits.shape or not np.isnan(value).any():
            continue
        # NaN equals nothing, so a general comparison cannot recognise who made it.
        for misconception in _SOFTMAX_WRONG[:2]:
            if np.allclose(value, misconception.wrong(logits), equal_nan=True):
                return replace(
                    verdict,
                    cause=misconception.cause,
                    message=misconception.message,
                    next_step=misconception.next_step,
                )
    return verdict


SOFTMAX = Exercise(
    id="softmax",
    points=4,
    minutes=15,
    asks="Turn each row of scores into probabilities that sum to 1, also for large scores.",
    signature="softmax(logits)",
    hints=(
        "Make every value positive with `np.exp`, then divide each row by its sum.",
        "`sum(axis=1, keepdims=True)` gives one sum a row, in a shape that divides the rows.",
        "`np.exp(1000)` is infinite. Softmax does not change when the same number is subtracted "
        "from a whole row: choose that number well.",
        "`shifted = np.exp(logits - logits.max(axis=1, keepdims=True))`, then divide `shifted` by "
        "its row sums.",
    ),
    inputs=_softmax_inputs,
    probe=call_each,
    judge=_softmax_judge,
    misconceptions=_SOFTMAX_WRONG,
)

# cross_entropy ----------------------------------------------------------------


def _entropy_inputs(rng: np.random.Generator) -> Data:
    cases = []
    for classes in (spec.CLASSES, int(rng.integers(3, 8))):
        count = int(rng.integers(11, 20))
        probabilities = _softmax(rng.normal(0, 2, (count, classes)))
        cases.append([probabilities, rng.integers(0, classes, count)])
    return {"cases": cases}


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
        "largest-for-right",
        lambda p, y: float(-np.log(p.max(axis=1)).mean()),
        "The largest probability of each row was taken, and the labels were not used.",
        "Take the probability of the right digit, whether it is the largest or not.",
    ),
)

CROSS_ENTROPY = Exercise(
    id="cross_entropy",
    points=4,
    minutes=15,
    asks="Compute the mean sparse categorical cross-entropy of a batch, as a float.",
    signature="cross_entropy(probabilities, labels)",
    hints=(
        "For each image only one number matters: the probability that was given to its label.",
        "`probabilities[np.arange(len(labels)), labels]` picks it from each row.",
        "The loss of one image is −log of that probability. Which single number stands for the "
        "whole batch?",
        "`chosen = probabilities[np.arange(len(labels)), labels]`, then the minus of the mean of "
        "`np.log(chosen)`, as a float.",
    ),
    inputs=_entropy_inputs,
    probe=call_each,
    judge=by_value(
        "cross_entropy(probabilities, labels)",
        _cross_entropy,
        _ENTROPY_WRONG,
        _TOLERANCE,
        praise="Right: confident and wrong costs most.",
    ),
    misconceptions=_ENTROPY_WRONG,
)

LESSON = Lesson(
    id="05_compilation",
    title="Compilation",
    minutes=60,
    goal="Know what a loss measures and what an optimizer does, and compile the network.",
    exercises=(SOFTMAX, CROSS_ENTROPY, COMPILE_MODEL),
)
