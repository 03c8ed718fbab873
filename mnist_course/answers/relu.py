"""relu, of lesson 03: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.judging.explaining import explaining

ANY_DTYPE = Tolerance(dtype="any")


def _relu_inputs(rng: np.random.Generator) -> Data:
    def values(*shape: int) -> np.ndarray:
        array = (3 * rng.standard_normal(shape)).astype(np.float32)
        array.flat[:4] = -1.5, 0, 0.5, 2.5
        return array

    rows, columns = rng.integers(3, 7, 2).tolist()
    return {
        "cases": [
            [values(rows, columns)],
            [values(int(rng.integers(5, 9)))],
            [values(2, rows, columns, 3)],
            # Far from 0 and close to it, of both signs; then all of one sign; then one value.
            [np.array([1e-4, -1e-4, 3e-3, 7.5, 250.0, -250.0, 5e4, 0.0], np.float32)],
            [-np.abs(values(rows, columns)) - 1],
            [np.abs(values(columns, rows)) + 1],
            [np.array([rng.uniform(6.5, 9)], np.float32)],
            [np.array([[-3, 0, 4], [7, -1, 120]])],
            [values(130, 2)],
            # To be followed by hand.
            [rng.permutation([-4, 3, 8])],
            [rng.permutation([-0.5, 0.25, 0.0005, 1.5]).reshape(2, 2)],
        ]
    }


def _rectified(values: np.ndarray) -> np.ndarray:
    return (values + np.abs(values)) / 2


def _python_max(values: np.ndarray) -> np.ndarray:
    return max(0, values)


_PYTHON_MAX = Misconception(
    "python-max",
    _python_max,
    "Python's own `max` and `if` decide once, for a single number; an array has many.",
    "NumPy's `np.maximum` compares every value of an array with 0.",
)


_RELU_WRONG = (
    _PYTHON_MAX,
    Misconception(
        "absolute-value",
        lambda values: np.abs(values),
        "Negative values became positive: only their sign was taken away.",
        "ReLU makes them 0; it does not turn them round.",
    ),
    Misconception(
        "negatives-removed",
        lambda values: values[values > 0],
        "The negative values were left out, and the shape was lost: {shape}.",
        "Put 0 in their place, so that every value stays where it was.",
    ),
    Misconception(
        "positives-cut-off",
        lambda values: np.minimum(values, 0),
        "The positive values became 0, and the negative ones stayed.",
        "It is the other way round: the larger of 0 and the value.",
    ),
    Misconception(
        "one-number",
        lambda values: np.maximum(values.max(), 0),
        "One number came back, the largest of all.",
        "`np.max` looks for one largest value; `np.maximum` compares place by place.",
    ),
    Misconception(
        "zeros-and-ones",
        lambda values: (values > 0).astype(values.dtype),
        "All positive values became 1: only *whether* they are positive is left.",
        "Positive values stay as they are.",
    ),
    Misconception(
        "clipped-at-one",
        lambda values: np.clip(values, 0, 1),
        "Values above 1 became 1. ReLU has no upper limit.",
        "Cut off below 0 only.",
    ),
    Misconception(
        "leaky",
        lambda values: np.where(values > 0, values, 0.01 * values),
        "Negative values became small, not 0: that is the leaky ReLU.",
        "Make them exactly 0.",
    ),
    Misconception(
        "sigmoid",
        lambda values: 1 / (1 + np.exp(-values)),
        "The values run from {min} to {max}, all between 0 and 1: that is the sigmoid.",
        "ReLU is simpler: 0 where the value is negative, else the value itself.",
    ),
    Misconception(
        "shifted",
        lambda values: values - values.min(),
        "Everything was moved up, so that the smallest value is 0.",
        "Positive values stay as they are; only negative ones become 0.",
    ),
    Misconception(
        "unchanged",
        lambda values: values,
        "The values came back as they were, down to {min}.",
        "Return the new array: `np.maximum` does not change its argument.",
    ),
)


ANSWER = Answer(
    inputs=_relu_inputs,
    judge=explaining(
        by_value(
            "relu(values)",
            _rectified,
            _RELU_WRONG,
            ANY_DTYPE,
            praise="Negatives are 0, everything else is as it was, in any shape.",
        ),
        {"truth value of an array": _PYTHON_MAX},
    ),
    misconceptions=_RELU_WRONG,
)
