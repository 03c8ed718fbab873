"""Match recorded weights to the units of a network. The weights come from a source not trusted."""

from typing import Any

import numpy as np

from mnist_course.core.language import say
from mnist_course.core.plain import Data
from mnist_course.judging.network.network import INPUT, Network, Unreadable
from mnist_course.judging.network.shapes import weight_shapes


def weights_of(network: Network, observed: Data) -> list[np.ndarray]:
    """The network's weights, unit by unit, in the order of `get_weights()`, as float32.

    Raises:
        Unreadable: where weights are missing, are of another shape, or are not finite numbers.
    """
    return [array for arrays in weights_by_unit(network, observed) for array in arrays]


def weights_by_unit(network: Network, observed: Data) -> list[list[np.ndarray]]:
    """As `weights_of`, one list a unit."""
    recorded = _recorded(observed)
    result: list[list[np.ndarray]] = []
    read: dict[str, list[np.ndarray]] = {}
    for unit in network.units:
        source = unit.sources[0] if unit.sources else INPUT
        shape = network.inputs[INPUT - source] if source < 0 else network.units[source].shape
        try:
            shapes = weight_shapes(unit, shape)
        except ValueError as error:
            raise Unreadable(
                "unreadable-weights",
                say("The weights cannot be read: {error}.", error=error),
                "Use Keras's layers.",
            ) from None
        arrays = recorded.get(unit.path, []) if shapes else []
        if len(arrays) != len(shapes):
            raise Unreadable(
                "missing-weights",
                say("The weights of the {kind} layer are missing.", kind=unit.kind),
                "Build and train the model before saving it: `model.save(…)` comes last.",
            )
        for array, wanted in zip(arrays, shapes):
            if array.shape != wanted:
                raise Unreadable(
                    "wrong-weights",
                    say(
                        "The weights of the {kind} layer have shape {shape}; the layer needs "
                        "{wanted}.",
                        kind=unit.kind,
                        shape=array.shape,
                        wanted=wanted,
                    ),
                    "Save the model again: these weights are not those of this network.",
                )
        if unit.path not in read:
            read[unit.path] = [array.astype(np.float32) for array in arrays]
        result.append(read[unit.path] if arrays else [])
    if not all(np.isfinite(array).all() for arrays in read.values() for array in arrays):
        raise Unreadable(
            "nan-weights",
            "Some weights are not numbers (NaN) or infinite: the training diverged.",
            "Build the model anew and train with a smaller learning rate, such as 0.001.",
        )
    return result


def _recorded(observed: Data) -> dict[str, list[np.ndarray]]:
    entries: Any = observed.get("weights") if isinstance(observed, dict) else None
    recorded: dict[str, list[np.ndarray]] = {}
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict) or type(entry.get("path")) is not str:
            continue
        arrays = entry.get("arrays")
        if isinstance(arrays, list) and all(_is_numeric(array) for array in arrays):
            recorded[entry["path"]] = arrays
    return recorded


def _is_numeric(array: Any) -> bool:
    return type(array) is np.ndarray and array.dtype.kind in "fiu"
