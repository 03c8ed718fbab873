"""count_parameters, of lesson 03: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import by_value


def _parameter_inputs(rng: np.random.Generator) -> Data:
    kernel, channels, filters = rng.choice(np.arange(4, 20), 3, replace=False).tolist()
    return {
        "cases": [
            [kernel, channels, filters],
            [int(rng.integers(2, 8)), 1, int(rng.integers(8, 70))],
            # Counts that two and four bytes cannot hold, and ones everywhere.
            [7, int(rng.integers(400, 600)), int(rng.integers(200, 300))],
            [11, int(rng.integers(5_000, 6_000)), int(rng.integers(8_000, 9_000))],
            [1, 1, 1],
            [1, int(rng.integers(2, 9)), 1],
        ]
    }


def _parameters(kernel: int, in_channels: int, filters: int) -> int:
    one_filter = np.ones((kernel, kernel, in_channels)).size + 1
    return one_filter * filters


_PARAMETERS_WRONG = (
    Misconception(
        "biases-forgotten",
        lambda kernel, in_channels, filters: kernel * kernel * in_channels * filters,
        "{value} are the weights alone; {right} with the biases.",
        "Each filter has one bias, a number that is added to all its sums.",
    ),
    Misconception(
        "one-bias-for-all",
        lambda kernel, in_channels, filters: kernel * kernel * in_channels * filters + 1,
        "{value} counts a single bias for the whole layer.",
        "Each filter has a bias of its own: as many as there are filters.",
    ),
    Misconception(
        "bias-for-each-channel",
        lambda kernel, in_channels, filters: (kernel * kernel + 1) * in_channels * filters,
        "{value} counts a bias for every input channel of every filter.",
        "A filter adds up over all its channels first, then adds one bias.",
    ),
    Misconception(
        "biases-by-input-channels",
        lambda kernel, in_channels, filters: (kernel * kernel * filters + 1) * in_channels,
        "{value} counts as many biases as input channels.",
        "The biases belong to the filters: one each.",
    ),
    Misconception(
        "kernel-not-squared",
        lambda kernel, in_channels, filters: (kernel * in_channels + 1) * filters,
        "{value} counts one row of the kernel only.",
        "A kernel of side k has k × k weights.",
    ),
    Misconception(
        "channels-ignored",
        lambda kernel, in_channels, filters: (kernel * kernel + 1) * filters,
        "{value} is right for one input channel; here there are more.",
        "A filter is as deep as its input: kernel × kernel × in_channels weights.",
    ),
    Misconception(
        "filters-ignored",
        lambda kernel, in_channels, filters: kernel * kernel * in_channels + 1,
        "{value} is the count of a single filter.",
        "The layer has `filters` of them.",
    ),
)


ANSWER = Answer(
    inputs=_parameter_inputs,
    judge=by_value(
        "count_parameters(kernel, in_channels, filters)",
        _parameters,
        _PARAMETERS_WRONG,
        praise="Weights and biases, of all the filters.",
    ),
    misconceptions=_PARAMETERS_WRONG,
)
