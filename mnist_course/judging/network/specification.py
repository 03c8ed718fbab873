"""The specification as a network, ready to compare with."""

import functools

from mnist_course import spec
from mnist_course.judging.network.network import Network, Unit
from mnist_course.judging.network.policy import read_fields
from mnist_course.judging.network.shapes import with_shapes


@functools.cache
def specified() -> Network:
    """The course's network in canonical form, with its shapes and parameter counts."""
    units = tuple(
        Unit(layer.kind, read_fields(layer.kind, layer.fields), (index - 1,), f"layer {index + 1}")
        for index, layer in enumerate(spec.LAYERS)
    )
    return with_shapes(Network((spec.INPUT_SHAPE,), units, (len(units) - 1,)))
