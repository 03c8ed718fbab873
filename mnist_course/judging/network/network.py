"""A network as plain values: units, and the edges between them."""

from dataclasses import dataclass, field
from typing import Any

from mnist_course.core.language import say

Shape = tuple[int | None, ...]
"""A shape without the batch axis; None for an axis of any length."""

INPUT = -1
"""The source of what comes from the network's first input; the second is −2, and so on."""


class Unreadable(ValueError):
    """A network that cannot be read; the message is for the student.

    Attributes:
        cause: a stable name for the reason.
        next_step: one thing to try.
    """

    def __init__(self, cause: str, message: str, next_step: str) -> None:
        super().__init__(say(message))
        self.cause = cause
        self.next_step = say(next_step)


@dataclass(frozen=True)
class Unit:
    """One layer, or one operation, at its place in the network.

    Attributes:
        kind: the Keras class, such as 'Conv2D'.
        fields: its configuration in canonical form (see `policy`).
        sources: the units whose outputs it takes, by index; `INPUT` and below for inputs.
        path: where its weights are; equal for two units that share their weights.
        origin: 'layer' for Keras's own layers, 'operation' for a function of `keras.ops`,
            'custom' for everything else.
        shape: of its output, where it is known.
        parameters: how many weights it holds, where that is known.
    """

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)
    sources: tuple[int, ...] = (INPUT,)
    path: str = ""
    origin: str = "layer"
    shape: Shape | None = None
    parameters: int | None = None


@dataclass(frozen=True)
class Network:
    """A whole network.

    Attributes:
        inputs: the shape of each input; None where it is not known yet.
        units: in an order in which every unit comes after its sources.
        outputs: the units whose outputs the network gives.
        input_dtypes: what each input's values are turned into.
    """

    inputs: tuple[Shape | None, ...]
    units: tuple[Unit, ...]
    outputs: tuple[int, ...]
    input_dtypes: tuple[str, ...] = ()

    @property
    def is_chain(self) -> bool:
        """Whether each unit takes just the output of the one before."""
        chain = all(unit.sources == (i - 1,) for i, unit in enumerate(self.units))
        return chain and self.outputs == (len(self.units) - 1,) and len(self.inputs) == 1

    @property
    def parameters(self) -> int | None:
        """The number of weights, shared ones counted once; None where one is not known."""
        held = {unit.path or i: unit.parameters for i, unit in enumerate(self.units)}
        return None if None in held.values() else sum(held.values())
