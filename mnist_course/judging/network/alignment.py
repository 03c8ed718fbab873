"""Align two networks as a diff aligns two texts.

The steps are those of the Damerau–Levenshtein distance (optimal string alignment): a unit is
the same, changed, replaced, extra or missing, or two neighbours have changed places. A changed
field costs less than another layer, so one inserted layer is that one change and not a change
of everything after it.
"""

from dataclasses import dataclass

from mnist_course.judging.network.network import Unit
from mnist_course.judging.network.policy import ONLY_IN_TRAINING, differing_fields

SAME = "same"
CHANGED = "changed"
REPLACED = "replaced"
EXTRA = "extra"
MISSING = "missing"
SWAPPED = "swapped"

_FIELD, _MOST_FIELDS = 0.3, 0.9
_REPLACE, _INSERT, _SWAP = 1.5, 1.0, 1.2
_NEVER = 9.0

_ADDED = ONLY_IN_TRAINING | {
    "Activation",
    "BatchNormalization",
    "Cropping2D",
    "GroupNormalization",
    "LayerNormalization",
    "Normalization",
    "PReLU",
    "Rescaling",
    "ZeroPadding2D",
}
"""Layers that people add to a network, and do not put in the place of another."""


@dataclass(frozen=True)
class Step:
    """One row of the two networks side by side.

    Attributes:
        mark: SAME, CHANGED, REPLACED, EXTRA, MISSING or SWAPPED.
        found, wanted: the index of the unit on either side; None where there is none.
        fields: the fields that differ, for CHANGED and SWAPPED.
    """

    mark: str
    found: int | None
    wanted: int | None
    fields: tuple[str, ...] = ()


def align(found: tuple[Unit, ...], wanted: tuple[Unit, ...]) -> list[Step]:
    """The cheapest steps from one network to the other, from input to output."""
    rows, columns = len(found), len(wanted)
    pairs: dict[tuple[int, int], Step] = {}
    best: dict[tuple[int, int], tuple[float, tuple[Step, ...], tuple[int, int] | None]] = {
        (0, 0): (0.0, (), None)
    }

    def pair(i: int, j: int) -> Step:
        if (i, j) not in pairs:
            pairs[i, j] = _pair(i, j, found[i], wanted[j])
        return pairs[i, j]

    for i in range(rows + 1):
        for j in range(columns + 1):
            options = []
            if i and j:
                step = pair(i - 1, j - 1)
                cost = _cost(step)
                if step.mark == REPLACED and found[i - 1].kind in _ADDED:
                    cost = _NEVER
                options.append((best[i - 1, j - 1][0] + cost, (step,), (i - 1, j - 1)))
            # At equal cost the last of several equal layers counts as the missing or extra one.
            if j:
                step = Step(MISSING, None, j - 1)
                options.append((best[i, j - 1][0] + _INSERT, (step,), (i, j - 1)))
            if i:
                step = Step(EXTRA, i - 1, None)
                options.append((best[i - 1, j][0] + _INSERT, (step,), (i - 1, j)))
            if i > 1 and j > 1:
                crossed = (pair(i - 2, j - 1), pair(i - 1, j - 2))
                if all(step.mark in (SAME, CHANGED) for step in crossed):
                    cost = _SWAP + sum(map(_cost, crossed)) + best[i - 2, j - 2][0]
                    swapped = tuple(Step(SWAPPED, s.found, s.wanted, s.fields) for s in crossed)
                    options.append((cost, swapped, (i - 2, j - 2)))
            if options:
                best[i, j] = min(options, key=_first)

    steps: list[Step] = []
    at: tuple[int, int] | None = (rows, columns)
    while at and at != (0, 0):
        _, taken, before = best[at]
        steps[:0] = taken
        at = before
    return steps


def _first(option: tuple[float, object, object]) -> float:
    return round(option[0], 6)


def _pair(i: int, j: int, found: Unit, wanted: Unit) -> Step:
    if found.kind != wanted.kind or found.origin != wanted.origin:
        return Step(REPLACED, i, j)
    fields = tuple(differing_fields(found.kind, found.fields, wanted.fields))
    return Step(CHANGED if fields else SAME, i, j, fields)


def _cost(step: Step) -> float:
    if step.mark == REPLACED:
        return _REPLACE
    return min(_FIELD * len(step.fields), _MOST_FIELDS)
