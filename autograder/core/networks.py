"""A trained network's identity: its numbers, whatever its file or its layers are called."""

import hashlib
from collections.abc import Iterable

import numpy as np


def digest(arrays: Iterable[np.ndarray]) -> str:
    """A digest of weights: the same for the same numbers in the same order; '' for none.

    Args:
        arrays: as Keras's `get_weights()` gives them.
    """
    whole = hashlib.sha256()
    count = 0
    for array in arrays:
        numbers = np.ascontiguousarray(array, dtype="<f4")
        whole.update(f"{numbers.shape}".encode())
        whole.update(numbers.tobytes())
        count += numbers.size
    return whole.hexdigest() if count else ""
