"""Read the arrays of a `model.weights.h5` from a source that is not trusted.

HDF5 can point to other files, compute data, compress them a thousandfold and describe arrays
larger than any memory. Keras uses none of that; only plain, stored numbers are read here.
"""

import io
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mnist_course.core.language import say

MAX_OBJECTS = 4_000
MAX_DEPTH = 32
MAX_IN_LAYER = 64
"""Arrays of one layer. One with more is none of Keras's, and its weights are not read."""


class Weights(Exception):
    """Weights that are not accepted; the message is for the student."""

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(say(message))
        self.cause = cause


@dataclass(frozen=True)
class Arrays:
    """What a file of weights holds.

    Attributes:
        layers: the arrays of each layer, by the folder that Keras gave it.
        steps: the batches that the optimizer has seen; None where it was not saved.
    """

    layers: dict[str, list[np.ndarray]] = field(default_factory=dict)
    steps: int | None = None


def read_arrays(raw: bytes, most: int) -> Arrays:
    """The arrays in a `model.weights.h5`.

    Args:
        raw: the file's bytes.
        most: how many numbers the layers may hold together.

    Raises:
        Weights: where the file is damaged, too large, or uses what Keras does not.
    """
    import h5py

    try:
        with h5py.File(io.BytesIO(raw), "r") as file:
            found = _Walk(h5py, most)
            found.group(file, "", 0)
            return Arrays(found.layers, found.steps)
    except Weights:
        raise
    except Exception as error:
        raise Weights(
            "damaged-file",
            say("The weights in the file cannot be read ({name}).", name=type(error).__name__),
        ) from None


class _Walk:
    """Visits every group and array once, and counts."""

    def __init__(self, h5py: Any, most: int) -> None:
        self.layers: dict[str, list[np.ndarray]] = {}
        self.steps: int | None = None
        self._h5py = h5py
        self._most = most
        self._objects = 0
        self._numbers = 0

    def group(self, group: Any, path: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Weights("damaged-file", "The file of weights refers to itself.")
        variables: dict[int, np.ndarray] = {}
        for name in group:
            self._objects += 1
            if self._objects > MAX_OBJECTS:
                raise Weights("too-large", "The file of weights holds too many parts.")
            link = group.get(name, getlink=True)
            if not isinstance(link, self._h5py.HardLink):
                raise Weights("hdf5-link", "The file of weights points to other files.")
            item = group[name]
            if isinstance(item, self._h5py.Group):
                # Keras 2 on Windows joins the parts of a name with backslashes.
                part = name.replace("\\", "/")
                self.group(item, f"{path}/{part}" if path else part, depth + 1)
            elif isinstance(item, self._h5py.Dataset):
                if path.startswith("layers/") and path.endswith("/vars") and name.isdecimal():
                    variables[int(name)] = self._array(item, path)
                elif path == "optimizer/vars" and name == "0":
                    self._steps(item)
        if variables and len(variables) <= MAX_IN_LAYER:
            layer = path.removesuffix("/vars")
            self.layers[layer] = [variables[number] for number in sorted(variables)]

    def _array(self, item: Any, path: str) -> np.ndarray:
        self._check(item)
        if item.dtype.kind not in "fiu" or item.dtype.itemsize > 8:
            raise Weights(
                "hdf5-type", say("The weights of {path!r} are not plain numbers.", path=path[:60])
            )
        self._numbers += math.prod(item.shape)
        if self._numbers > self._most:
            raise Weights(
                "too-large",
                say(
                    "The model holds more than the {most:,} weights allowed.",
                    most=self._most,
                ),
            )
        return np.asarray(item[()])

    def _check(self, item: Any) -> None:
        if item.shape is None or item.external or item.is_virtual:
            raise Weights("hdf5-link", "The weights lie in other files.")
        if item.id.get_create_plist().get_nfilters():
            raise Weights("hdf5-filter", "The weights are compressed, as Keras never does.")

    def _steps(self, item: Any) -> None:
        self._check(item)
        if item.shape == () and item.dtype.kind in "iu":
            self.steps = int(item[()])
