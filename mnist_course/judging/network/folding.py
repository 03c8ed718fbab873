"""Fold spellings of the same network into one form.

- A separate activation joins the layer before it, where that layer has none of its own and
  nothing else takes its output.
- Layers that pass their input on unchanged go: `Identity`, a linear activation, a `Reshape` to
  the shape that is there already.
- A `Reshape` to one axis is a `Flatten`.
"""

from collections import Counter
from dataclasses import replace

from mnist_course.judging.network.network import INPUT, Network, Unit
from mnist_course.judging.network.policy import KINDS, read_fields
from mnist_course.judging.network.values import LINEAR, activation_of_layer

_ACTIVATIONS = ("Activation", "ReLU", "LeakyReLU", "ELU", "Softmax")


def fold(network: Network) -> Network:
    """The same network in the one form that is compared; the shapes must be known."""
    uses = Counter(source for unit in network.units for source in unit.sources)
    uses.update(network.outputs)
    shares = Counter(unit.path for unit in network.units)
    kept: list[Unit] = []
    place: dict[int, int] = {}

    def at(source: int) -> int:
        return source if source < 0 else place[source]

    for index, unit in enumerate(network.units):
        unit = _one_form(unit)
        source = unit.sources[0] if len(unit.sources) == 1 else None
        if source is not None and _does_nothing(unit, network, source):
            place[index] = at(source)
            continue
        unit = replace(unit, sources=tuple(map(at, unit.sources)))
        if source is not None and source >= 0 and _is_activation(unit):
            before = kept[at(source)] if at(source) >= 0 else None
            alone = uses[source] == 1 and before is not None and shares[before.path] == 1
            if alone and before is not None and before.fields.get("activation") == LINEAR:
                function = unit.fields["activation"]
                fields = {**before.fields, "activation": function}
                kept[at(source)] = replace(before, fields=fields)
                place[index] = at(source)
                continue
        place[index] = len(kept)
        kept.append(unit)
    return replace(network, units=tuple(kept), outputs=tuple(map(at, network.outputs)))


def _is_activation(unit: Unit) -> bool:
    return unit.kind == "Activation" and unit.origin == "layer"


def _one_form(unit: Unit) -> Unit:
    if unit.origin != "layer":
        return unit
    if unit.kind in _ACTIVATIONS and unit.kind != "Activation":
        fields = dict(unit.fields)
        if unit.shape is not None and fields.get("axis") == len(unit.shape):
            # The last axis, counted from the front.
            fields["axis"] = -1
        function = activation_of_layer(unit.kind, fields)
        common = {name: unit.fields[name] for name in ("trainable", "dtype")}
        return replace(unit, kind="Activation", fields={"activation": function, **common})
    target = unit.fields.get("target_shape")
    if unit.kind == "Reshape" and isinstance(target, tuple) and len(target) == 1:
        return replace(unit, kind="Flatten", fields=read_fields("Flatten", {}))
    return unit


def _does_nothing(unit: Unit, network: Network, source: int) -> bool:
    if unit.kind not in KINDS or unit.origin != "layer":
        return False
    if unit.kind == "Identity":
        return True
    if unit.kind == "Activation":
        return unit.fields["activation"] == LINEAR
    if unit.kind == "Reshape":
        before = network.inputs[INPUT - source] if source < 0 else network.units[source].shape
        return before is not None and None not in before and unit.shape == before
    return False
