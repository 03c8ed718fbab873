"""Observe a function that loads a data set: the shapes, and samples of the arrays."""

from typing import Any

import numpy as np

from mnist_course.core.plain import Data, NotPlain, describe_type, plain
from mnist_course.probes.calls import call


def observe_loading(function: Any, inputs: Data) -> Data:
    # The arrays are large, so only samples at places that the inputs choose are kept.
    def sample(array: Any, places: list[int]) -> Data:
        if not isinstance(array, np.ndarray):
            return {"type": describe_type(array)}
        kept = [array[place] for place in places if array.ndim and place < len(array)]
        return {
            "type": describe_type(array),
            "shape": list(array.shape),
            "dtype": str(array.dtype),
            "sample": plain(np.stack(kept)) if kept else None,
        }

    def observe(returned: Any) -> Data:
        if returned is None:
            return None
        if not isinstance(returned, (tuple, list)):
            raise NotPlain(f"a {describe_type(returned)}")
        parts = []
        for pair, places in zip(returned, (inputs["train"], inputs["test"])):
            arrays = pair if isinstance(pair, (tuple, list)) else [pair]
            parts.append([sample(array, places) for array in arrays])
        return {"length": len(returned), "parts": parts}

    return {"calls": [call(function, [], observe)]}
