"""Units and networks in words, and two networks side by side as text."""

from typing import Any

from mnist_course.core.language import say, sentence
from mnist_course.core.short import printable
from mnist_course.judging.network.alignment import (
    CHANGED,
    EXTRA,
    MISSING,
    REPLACED,
    SAME,
    SWAPPED,
    Step,
)
from mnist_course.judging.network.network import Network, Shape, Unit
from mnist_course.judging.network.policy import KINDS
from mnist_course.judging.network.values import LINEAR, Odd

SIGNS = {SAME: " ", CHANGED: "≠", REPLACED: "≠", EXTRA: "+", MISSING: "−", SWAPPED: "⇅"}

WORDS = {
    SAME: sentence("the same"),
    CHANGED: sentence("differs"),
    REPLACED: sentence("another layer"),
    EXTRA: sentence("extra"),
    MISSING: sentence("missing"),
    SWAPPED: sentence("out of order"),
}

_PROPER = {"relu": "ReLU", "relu6": "ReLU6", "elu": "ELU", "gelu": "GELU", "selu": "SELU"}
_LEADING = {"filters", "kernel_size", "units", "pool_size", "rate", "target_shape", "stddev"}
_PLAIN = {"strides": "strides", "padding": "padding", "dilation_rate": "dilation"}
_HIDDEN = {"dtype", "activation", "seed", "noise_shape"}
_LONGEST = 100
"""The most characters that one layer is told in."""


def show_shape(shape: Shape | None) -> str:
    """(26, 26, 32) → '26×26×32'."""
    if shape is None:
        return "?"
    return "×".join("?" if n is None else str(n) for n in shape) or "scalar"


def show_value(value: Any) -> str:
    if isinstance(value, tuple):
        if all(isinstance(x, int) for x in value) and len(value) == 2:
            return f"{value[0]}×{value[1]}"
        return "(" + ", ".join(map(show_value, value)) + ")"
    if isinstance(value, Odd):
        return value.text
    if isinstance(value, str):
        return show_activation(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def show_activation(name: Any) -> str:
    return _PROPER.get(name, name) if isinstance(name, str) else str(name)


def show_unit(unit: Unit) -> str:
    """'Conv2D(32, 3×3, ReLU)': what matters, and whatever is not as usual."""
    if unit.origin == "operation":
        return say("{kind} (an operation)", kind=unit.kind)
    if unit.origin == "custom":
        return say("{kind} (your own layer)", kind=unit.kind)
    if unit.kind == "Activation":
        return f"Activation({show_activation(unit.fields['activation'])})"
    parts = [
        show_value(unit.fields[known.name])
        for known in KINDS.get(unit.kind, ())
        if known.name in _LEADING
    ]
    parts += [
        f"{_PLAIN.get(name, name)}={show_value(value)}"
        for name, value in unit.fields.items()
        if not _as_usual(unit, name, value)
    ]
    activation = unit.fields.get("activation", LINEAR)
    if activation != LINEAR:
        parts.append(show_activation(activation))
    return printable(f"{unit.kind}({', '.join(parts)})", _LONGEST) if parts else unit.kind


def _as_usual(unit: Unit, name: str, value: Any) -> bool:
    if name in _LEADING or name in _HIDDEN:
        return True
    if name == "strides" and "pool_size" in unit.fields:
        return value == unit.fields["pool_size"]
    if name == "trainable":
        return value is True
    known = next((f for f in KINDS.get(unit.kind, ()) if f.name == name), None)
    if known is None:
        return False
    usual = value == known.default and type(value) is type(known.default)
    return usual or (known.rule != "exact" and known.within(value))


def position(network: Network, index: int) -> str:
    """'the second Conv2D' or 'the Flatten': a unit as one would point to it."""
    kind = network.units[index].kind
    same = [i for i, unit in enumerate(network.units) if unit.kind == kind]
    if len(same) == 1:
        return say("the {kind} layer", kind=kind)
    number = same.index(index)
    if index == same[-1]:
        return say("the last {kind} layer", kind=kind)
    words = (
        say("the first {kind} layer", kind=kind),
        say("the second {kind} layer", kind=kind),
        say("the third {kind} layer", kind=kind),
        say("the fourth {kind} layer", kind=kind),
        say("the fifth {kind} layer", kind=kind),
        say("the sixth {kind} layer", kind=kind),
    )
    if number < len(words):
        return words[number]
    return say("the {number}th {kind} layer", number=number + 1, kind=kind)


def side_by_side(
    found: Network, wanted: Network, steps: list[Step], named: str = sentence("specification")
) -> str:
    """The two networks as text, one row a step, with a sign and a word where they differ.

    `named` says what `wanted` is.
    """
    output, params = say("output"), say("params")
    rows = [("", say("yours"), output, params, "", say(named), output, params, "")]
    ours, theirs = _first(found), _first(wanted)
    sign, word = ("", "") if ours == theirs else (SIGNS[CHANGED], say(WORDS[CHANGED]))
    sides = ("Input", show_shape(ours), "", sign, "Input", show_shape(theirs), "")
    rows.append(("in", *sides, word))
    for step in steps:
        left = _cells(found, step.found)
        right = _cells(wanted, step.wanted)
        number = "" if step.found is None else str(step.found + 1)
        word = "" if step.mark == SAME else say(WORDS[step.mark])
        rows.append((number, *left, SIGNS[step.mark], *right, word))
    totals = [_count(found.parameters), _count(wanted.parameters)]
    rows.append(("", say("parameters in all"), "", totals[0], "", "", "", totals[1], ""))
    widths = [max(len(row[column]) for row in rows) for column in range(9)]
    right_aligned = (0, 3, 7)
    lines = [
        "  ".join(
            cell.rjust(width) if column in right_aligned else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def listing(network: Network) -> str:
    """One network as text."""
    rows = [("Input", show_shape(_first(network)), "")]
    rows += [_cells(network, index) for index in range(len(network.units))]
    rows.append((say("parameters in all"), "", _count(network.parameters)))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{a.ljust(widths[0])}  {b.ljust(widths[1])}  {c.rjust(widths[2])}".rstrip()
        for a, b, c in rows
    )


def _first(network: Network) -> Shape | None:
    return network.inputs[0] if network.inputs else None


def _cells(network: Network, index: int | None) -> tuple[str, str, str]:
    if index is None:
        return "", "", ""
    unit = network.units[index]
    label = show_unit(unit)
    label = label if len(label) <= 60 else label[:59] + "…"
    return label, show_shape(unit.shape), _count(unit.parameters)


def _count(parameters: int | None) -> str:
    return "?" if parameters is None else f"{parameters:,}"
