"""Observe a function that draws random numbers: is it random, and repeatable by its seed?"""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_course.core.plain import Data
from mnist_course.probes.calls import call, until_error


def observe_augmentation(function: Callable[..., Any], inputs: Data) -> Data:
    """One call for each of `inputs['cases']`, which are images and the seed of a generator."""
    cases: Any = inputs["cases"]
    return until_error(
        call(function, [copy.deepcopy(images), np.random.default_rng(seed)])
        for images, seed in cases
    )
