"""Layers and edges that differ, in a student's words, under stable names."""

from collections import Counter

from mnist_course import spec
from mnist_course.judging.network.alignment import (
    CHANGED,
    EXTRA,
    MISSING,
    REPLACED,
    SAME,
    SWAPPED,
    Step,
)
from mnist_course.judging.network.field_words import Difference, of_field, of_inputs, sentence
from mnist_course.judging.network.network import INPUT, Network, Unit
from mnist_course.judging.network.text import (
    position,
    show_activation,
    show_shape,
    show_unit,
)

_INSTEAD = {
    ("AveragePooling2D", "MaxPooling2D"): (
        "average-pooling",
        "{where} takes the mean of each block; the specification keeps its maximum.",
        "Use `MaxPooling2D`.",
    ),
    ("GlobalAveragePooling2D", "Flatten"): (
        "pooling-for-flatten",
        "GlobalAveragePooling2D stands where Flatten is asked for. Here, where only 1×1 is "
        "left, both give the same numbers, but they are different layers.",
        "Use `Flatten()`.",
    ),
}
_INSTEAD["GlobalMaxPooling2D", "Flatten"] = _INSTEAD["GlobalAveragePooling2D", "Flatten"]

_EXTRA_ADVICE = {
    "Dropout": "Dropout is a good idea for lesson 09; the network here has none. Remove it.",
    "BatchNormalization": "Normalisation belongs in lesson 09; the network here has none. "
    "Remove it.",
    "Rescaling": "The images are scaled before they reach the model. Remove the layer, or they "
    "are scaled twice.",
    "Flatten": "Data that are flat already need no second Flatten. Remove it.",
    "Lambda": "A Lambda layer hides what it computes. Remove it.",
}


def differences(found: Network, wanted: Network, steps: list[Step]) -> list[Difference]:
    """All differences, those nearest to the input first."""
    listed = [*of_inputs(found, wanted)]
    for at, step in enumerate(steps):
        if step.mark == SAME:
            continue
        if step.mark == SWAPPED:
            if steps[at - 1].mark == SWAPPED and _partner(steps, at) == at - 1:
                continue
            listed.append(_swapped(found, step, steps[at + 1]))
        elif step.mark == MISSING:
            listed.append(_missing(found, wanted, steps, at))
        elif step.mark == EXTRA:
            listed.append(_extra(found, steps, at))
        elif step.mark == REPLACED:
            listed.append(_replaced(found, wanted, step))
        if step.mark in (CHANGED, SWAPPED):
            listed += [of_field(found, wanted, step, name, steps, at) for name in step.fields]
    return [*_unique(listed), *_edges(found, wanted, steps)]


def _unique(listed: list[Difference]) -> list[Difference]:
    """Each cause once; the further places are counted."""
    counts = Counter(difference.cause for difference in listed)
    seen: dict[str, Difference] = {}
    for difference in listed:
        cause = difference.cause
        if cause in seen:
            continue
        # A block is two rows; its message counts the blocks itself.
        more = 0 if cause.endswith("-block") else counts[cause] - 1
        places = "one more layer" if more == 1 else f"{more} more layers"
        message = f"{difference.message} The same holds for {places}." if more else None
        seen[cause] = Difference(cause, message or difference.message, difference.next_step)
    return list(seen.values())


def _partner(steps: list[Step], at: int) -> int:
    """Swapped rows come in pairs; where the pair of row `at` is."""
    start = at
    while start and steps[start - 1].mark == SWAPPED:
        start -= 1
    return at - 1 if (at - start) % 2 else at + 1


def _swapped(found: Network, first: Step, second: Step) -> Difference:
    assert first.found is not None and second.found is not None, "both were found, swapped"
    one, other = sorted((first.found, second.found))
    return Difference(
        "swapped-layers",
        f"Layers {one + 1} and {other + 1} have changed places: {found.units[one].kind} comes "
        f"before {found.units[other].kind}.",
        f"Put {found.units[other].kind} first.",
    )


def _missing(found: Network, wanted: Network, steps: list[Step], at: int) -> Difference:
    unit = wanted.units[steps[at].wanted]
    moved = [s for s in steps if s.mark == EXTRA and found.units[s.found].kind == unit.kind]
    if moved:
        return Difference(
            "misplaced-layer",
            f"{unit.kind} stands at place {moved[0].found + 1} of your network; in the "
            f"specification it is at place {steps[at].wanted + 1}.",
            f"Move {show_unit(unit)} there.",
        )
    if unit.kind == "Flatten":
        return Difference(
            "missing-flatten",
            f"Flatten is missing. The last layer gives {show_shape(_last(found))}: a prediction "
            "for each location in place of one for the image.",
            "Add `Flatten()` between the last pooling and the first Dense layer.",
        )
    previous = (
        "the input" if steps[at].wanted == 0 else show_unit(wanted.units[steps[at].wanted - 1])
    )
    pairs = [s for s in (steps[at - 1 : at] + steps[at + 1 : at + 2]) if s.mark == MISSING]
    kinds = {wanted.units[s.wanted].kind for s in pairs}
    if {unit.kind, *kinds} == {"Conv2D", "MaxPooling2D"}:
        return Difference(
            "missing-block",
            f"A block of convolution and pooling is missing: yours has "
            f"{_count(found, 'Conv2D')} of {_count(wanted, 'Conv2D')} convolutions.",
            f"Repeat the pair: {spec.BLOCKS} times Conv2D and MaxPooling2D.",
        )
    return Difference(
        "missing-layer",
        f"{show_unit(unit)} is missing after {previous}.",
        "Add it there. The table shows both networks side by side.",
    )


def _extra(found: Network, steps: list[Step], at: int) -> Difference:
    index = steps[at].found
    unit = found.units[index]
    if unit.origin == "custom":
        return Difference(
            "custom-layer",
            f"Layer {index + 1} is {unit.kind}, a class of your own, whose inside cannot be read.",
            "Use Keras's own layers.",
        )
    if unit.kind == "Activation" and unit.origin == "layer":
        return Difference(
            "extra-activation",
            f"A second activation, {show_activation(unit.fields['activation'])}, follows "
            f"{_before(found, unit)}.",
            "Keep one activation a layer: as the layer's argument, or as a layer of its own.",
        )
    pairs = [s for s in (steps[at - 1 : at] + steps[at + 1 : at + 2]) if s.mark == EXTRA]
    kinds = {found.units[s.found].kind for s in pairs}
    if {unit.kind, *kinds} == {"Conv2D", "MaxPooling2D"}:
        return Difference(
            "extra-block",
            f"There is a block of convolution and pooling too many: {_count(found, 'Conv2D')} "
            f"convolutions in place of {spec.BLOCKS}.",
            "Remove one pair of Conv2D and MaxPooling2D.",
        )
    what = "an operation" if unit.origin == "operation" else "a layer"
    return Difference(
        "extra-layer",
        f"Layer {index + 1}, {show_unit(unit)}, is {what} that the specification does not have.",
        _EXTRA_ADVICE.get(unit.kind, "Remove it."),
    )


def _replaced(found: Network, wanted: Network, step: Step) -> Difference:
    unit, right = found.units[step.found], wanted.units[step.wanted]
    if unit.origin == "custom":
        return Difference(
            "custom-layer",
            f"Layer {step.found + 1} is {unit.kind}, a class of your own, where {show_unit(right)} "
            "is asked for.",
            "Use Keras's own layer: a look-alike may compute something else.",
        )
    where = sentence(position(found, step.found))
    if (unit.kind, right.kind) in _INSTEAD:
        cause, message, advice = _INSTEAD[unit.kind, right.kind]
        return Difference(cause, message.format(where=where), advice)
    return Difference(
        "wrong-layer",
        f"Layer {step.found + 1} is {show_unit(unit)} where {show_unit(right)} is asked for.",
        f"Put {right.kind} in its place.",
    )


def _edges(found: Network, wanted: Network, steps: list[Step]) -> list[Difference]:
    """The first difference in how the layers are connected, if there is one.

    Only layers that stand for one another on both sides are compared: extra and missing ones
    are differences of their own.
    """
    pairs = {s.wanted: s.found for s in steps if s.wanted is not None and s.found is not None}
    ours, theirs = _uses(found), _uses(wanted)
    for place, index in pairs.items():
        unit, right = found.units[index], wanted.units[place]
        if ours[unit.path] > max(1, theirs[right.path]):
            return [
                Difference(
                    "shared-layer",
                    f"{sentence(position(found, index))} is used {ours[unit.path]} times with "
                    "the same weights; each layer should have its own.",
                    "Make a new layer for each place.",
                )
            ]
    if len(found.outputs) != len(wanted.outputs):
        return [
            Difference(
                "extra-output",
                f"The model has {len(found.outputs)} outputs; it should give "
                f"{len(wanted.outputs)}.",
                "Return only the last layer's output.",
            )
        ]
    known = set(pairs.values())
    for place, index in pairs.items():
        sources = found.units[index].sources
        expected = _carried(wanted.units[place].sources, pairs)
        if None in expected or not all(s < 0 or s in known for s in sources):
            continue
        if sources != expected:
            named = ", ".join("the input" if s <= INPUT else position(found, s) for s in sources)
            return [
                Difference(
                    "wrong-connection",
                    f"{sentence(position(found, index))} takes its input from {named}.",
                    "Connect each layer to the one before it.",
                )
            ]
    expected = _carried(wanted.outputs, pairs)
    if None not in expected and found.outputs != expected:
        return [
            Difference(
                "wrong-output",
                "The model's output is not that of its last layer.",
                "Return the last layer's output.",
            )
        ]
    return []


def _uses(network: Network) -> Counter[str]:
    return Counter(unit.path for unit in network.units if unit.parameters)


def _carried(sources: tuple[int, ...], pairs: dict[int, int | None]) -> tuple[int | None, ...]:
    """The specification's edges as they would be between the units of the other network."""
    return tuple(source if source < 0 else pairs.get(source) for source in sources)


def _before(found: Network, unit: Unit) -> str:
    source = unit.sources[0] if unit.sources else INPUT
    return "the input" if source <= INPUT else position(found, source)


def _last(found: Network) -> tuple[int | None, ...] | None:
    return found.units[-1].shape if found.units else None


def _count(network: Network, kind: str) -> int:
    return sum(unit.kind == kind for unit in network.units)
