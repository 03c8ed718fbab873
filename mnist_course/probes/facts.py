"""Calls that return a dictionary of facts: a name given as text is told from the thing it names."""

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np

from mnist_course.core.plain import Data, plain
from mnist_course.probes.calls import call, until_error


def call_each(function: Any, inputs: Data) -> Data:
    """As `calls.call_each`, but dtypes and classes come as Python writes them, not by name.

    So "uint8" is text that was returned, and "dtype('uint8')" a dtype that was.
    """
    return until_error(call(function, copy.deepcopy(case), _facts) for case in inputs["cases"])


def _facts(returned: Any) -> Data:
    if not isinstance(returned, Mapping):
        return plain(returned)
    return plain({key: _written(value) for key, value in returned.items()})


def _written(value: Any) -> Any:
    return repr(value) if isinstance(value, (np.dtype, type)) else value
