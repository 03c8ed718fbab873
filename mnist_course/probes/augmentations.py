"""Observe a function that draws random numbers: is it random, and repeatable by its seed?"""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.core.plain import Data
from mnist_course.probes.calls import call, until_error


def observe_augmentation(function: Callable[..., Any], inputs: Data) -> Data:
    """Three calls: twice with generators of the same seed, once with another."""
    seeds: Any = inputs["seeds"]
    return until_error(
        call(function, [copy.deepcopy(inputs["images"]), np.random.default_rng(seed)])
        for seed in (seeds[0], *seeds)
    )
