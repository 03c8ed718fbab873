"""How the layers of a functional model are connected, as Keras 2 and Keras 3 write it.

Keras 3 writes each call of a layer as its arguments, with a `__keras_tensor__` for each tensor.
Keras 2 writes a list of `[layer, call, output, keyword arguments]`. Both come from a source
that is not trusted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_KERAS_TENSOR = "__keras_tensor__"
_CONSTANT = "_CONSTANT_VALUE"
"""What stands for the layer's name where Keras 2 writes a number among the tensors."""


@dataclass(frozen=True)
class Tensor:
    """One output of one call of a layer.

    Attributes:
        layer: the layer's name.
        call, output: numbers, counted from 0.
        shape: as the file records it, with the batch axis; anything where it records none.
    """

    layer: str
    call: int
    output: int
    shape: Any = None


def calls(entity: dict[str, Any]) -> list[Any]:
    """The calls of one layer, as the configuration has them."""
    nodes = entity.get("inbound_nodes")
    return nodes if isinstance(nodes, list) else []


def is_old(call: Any) -> bool:
    """Whether a call is written as Keras 2 does."""
    return isinstance(call, list)


def tensors(call: Any) -> Iterator[Tensor]:
    """The tensors that a call takes, in order."""
    if isinstance(call, dict):
        if call.get("class_name") == _KERAS_TENSOR:
            layer, number, output = call["config"]["keras_history"]
            yield Tensor(str(layer), int(number), int(output), call["config"].get("shape"))
            return
        call = list(call.values())
    if isinstance(call, list):
        if _is_reference(call):
            if call[0] != _CONSTANT:
                yield Tensor(*call[:3])
            call = call[3:]
        for part in call:
            yield from tensors(part)


def arguments(call: Any) -> dict[str, Any]:
    """The keyword arguments of a call."""
    given: Any = None
    if isinstance(call, dict):
        given = call.get("kwargs")
    elif isinstance(call, list):
        first = call[0] if call and isinstance(call[0], list) else call
        given = first[3] if len(first) > 3 else None
    return given if isinstance(given, dict) else {}


def references(structure: Any) -> Iterator[Tensor]:
    """The tensors in `input_layers` or `output_layers`, however nested."""
    if isinstance(structure, dict):
        structure = list(structure.values())
    if _is_reference(structure):
        yield Tensor(*structure[:3])
        return
    for part in structure:
        yield from references(part)


def _is_reference(value: Any) -> bool:
    return (
        isinstance(value, list)
        and 3 <= len(value) <= 4
        and isinstance(value[0], str)
        and type(value[1]) is int
        and type(value[2]) is int
    )
