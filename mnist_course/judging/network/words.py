"""Layers and edges that differ, in a student's words, under stable names."""

from collections import Counter

from mnist_course import spec
from mnist_course.core.language import say
from mnist_course.judging.network.alignment import (
    CHANGED,
    EXTRA,
    MISSING,
    REPLACED,
    SAME,
    SWAPPED,
    Step,
)
from mnist_course.judging.network.causes import EXTRA_ADVICE, Difference, differ
from mnist_course.judging.network.field_words import of_field, of_inputs, sentence
from mnist_course.judging.network.network import INPUT, Network, Unit
from mnist_course.judging.network.text import (
    position,
    show_activation,
    show_shape,
    show_unit,
)

_INSTEAD = {
    ("AveragePooling2D", "MaxPooling2D"): "average-pooling",
    ("GlobalAveragePooling2D", "Flatten"): "pooling-for-flatten",
    ("GlobalMaxPooling2D", "Flatten"): "pooling-for-flatten",
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
        places = say("one more layer") if more == 1 else say("{more} more layers", more=more)
        message = (
            say(
                "{message} The same holds for {places}.",
                message=difference.message,
                places=places,
            )
            if more
            else None
        )
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
    return differ(
        "swapped-layers",
        first=one + 1,
        second=other + 1,
        one=found.units[one].kind,
        other=found.units[other].kind,
    )


def _missing(found: Network, wanted: Network, steps: list[Step], at: int) -> Difference:
    place = steps[at].wanted
    unit = wanted.units[place]
    moved = [s for s in steps if s.mark == EXTRA and found.units[s.found].kind == unit.kind]
    if moved:
        return differ(
            "misplaced-layer",
            kind=unit.kind,
            found=moved[0].found + 1,
            wanted=place + 1,
            unit=show_unit(unit),
        )
    if unit.kind == "Flatten":
        return differ("missing-flatten", shape=show_shape(_last(found)))
    pairs = [s for s in (steps[at - 1 : at] + steps[at + 1 : at + 2]) if s.mark == MISSING]
    kinds = {wanted.units[s.wanted].kind for s in pairs}
    if {unit.kind, *kinds} == {"Conv2D", "MaxPooling2D"}:
        count, all_of_them = _count(found, "Conv2D"), _count(wanted, "Conv2D")
        return differ("missing-block", count=count, wanted=all_of_them)
    before = say("the input") if place == 0 else show_unit(wanted.units[place - 1])
    return differ("missing-layer", wanted=show_unit(unit), before=before)


def _extra(found: Network, steps: list[Step], at: int) -> Difference:
    index = steps[at].found
    unit = found.units[index]
    if unit.origin == "custom":
        return differ("custom-layer", number=index + 1, found=unit.kind)
    if unit.kind == "Activation" and unit.origin == "layer":
        activation = show_activation(unit.fields["activation"])
        return differ("extra-activation", found=activation, before=_before(found, unit))
    pairs = [s for s in (steps[at - 1 : at] + steps[at + 1 : at + 2]) if s.mark == EXTRA]
    kinds = {found.units[s.found].kind for s in pairs}
    if {unit.kind, *kinds} == {"Conv2D", "MaxPooling2D"}:
        return differ("extra-block", count=_count(found, "Conv2D"), wanted=spec.BLOCKS)
    return differ(
        "extra-layer",
        number=index + 1,
        found=show_unit(unit),
        what=say("an operation") if unit.origin == "operation" else say("a layer"),
        advice=say(EXTRA_ADVICE.get(unit.kind, "Remove it.")),
    )


def _replaced(found: Network, wanted: Network, step: Step) -> Difference:
    unit, right = found.units[step.found], wanted.units[step.wanted]
    number = step.found + 1
    if unit.origin == "custom":
        return differ(
            "custom-layer-for-another", number=number, found=unit.kind, wanted=show_unit(right)
        )
    instead = _INSTEAD.get((unit.kind, right.kind))
    if instead is not None:
        return differ(instead, where=sentence(position(found, step.found)), found=unit.kind)
    return differ(
        "wrong-layer",
        number=number,
        found=show_unit(unit),
        wanted=show_unit(right),
        kind=right.kind,
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
            where = sentence(position(found, index))
            return [differ("shared-layer", where=where, count=ours[unit.path])]
    if len(found.outputs) != len(wanted.outputs):
        return [differ("extra-output", count=len(found.outputs), wanted=len(wanted.outputs))]
    known = set(pairs.values())
    for place, index in pairs.items():
        sources = found.units[index].sources
        expected = _carried(wanted.units[place].sources, pairs)
        if None in expected or not all(s < 0 or s in known for s in sources):
            continue
        if sources != expected:
            named = ", ".join(
                say("the input") if s <= INPUT else position(found, s) for s in sources[:3]
            )
            where = sentence(position(found, index))
            return [differ("wrong-connection", where=where, found=named)]
    expected = _carried(wanted.outputs, pairs)
    if None not in expected and found.outputs != expected:
        return [differ("wrong-output")]
    return []


def _uses(network: Network) -> Counter[str]:
    return Counter(unit.path for unit in network.units if unit.parameters)


def _carried(sources: tuple[int, ...], pairs: dict[int, int | None]) -> tuple[int | None, ...]:
    """The specification's edges as they would be between the units of the other network."""
    return tuple(source if source < 0 else pairs.get(source) for source in sources)


def _before(found: Network, unit: Unit) -> str:
    source = unit.sources[0] if unit.sources else INPUT
    return say("the input") if source <= INPUT else position(found, source)


def _last(found: Network) -> tuple[int | None, ...] | None:
    return found.units[-1].shape if found.units else None


def _count(network: Network, kind: str) -> int:
    return sum(unit.kind == kind for unit in network.units)
