"""Which answers to one exercise are alike, by winnowed fingerprints of their tokens.

Fingerprints are those of `copydetect` (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003):
names, spacing and comments do not count. What the lesson gave is taken off. What many have in
common says little, so each shared fingerprint weighs log(n / how many have it), as rare words do
in text retrieval; a short answer that everybody writes weighs nothing, however alike two are.
"""

import io
import itertools
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

LEAST_SHARE = 0.6
"""Of the lighter answer's weight, what must be shared."""

LEAST_WEIGHT = 12.0
"""Natural logarithms of rarity that must be shared: six fingerprints that one in eight has."""

_TOKENS = 12
_WINDOW = 4
_LONGEST = 20_000


@dataclass(frozen=True)
class Pair:
    """Two answers that are alike.

    Attributes:
        first, second: whose they are.
        share: of the lighter answer's weight, 0 to 1.
        weight: how much that says, in natural logarithms of rarity.
        marks: for each of the two, the (start, end) places in its text that are shared.
    """

    first: str
    second: str
    share: float
    weight: float
    marks: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


def pairs(answers: Mapping[str, str], given: str, own: Mapping[str, str]) -> list[Pair]:
    """The pairs of one exercise's answers that are alike, the most telling first.

    Args:
        answers: student → source.
        given: what the lesson itself contains; never counts.
        own: sources of the course, by name: answers that were pasted from them show.
    """
    boilerplate = list(_prints(given, []).hashes)
    texts = {name: source[:_LONGEST] for name, source in {**answers, **own}.items()}
    found = {name: _prints(source, boilerplate) for name, source in texts.items() if source.strip()}
    hashes = {name: frozenset(one.hashes) for name, one in found.items()}
    counts = Counter(h for name in answers if name in found for h in found[name].hashes)
    whole = max(len(answers), 2)
    rarity = {
        h: math.log(whole / min(max(counts[h], 1), whole))
        for h in frozenset().union(*hashes.values())
    }

    def weight(some: frozenset[int]) -> float:
        return sum(map(rarity.__getitem__, some))

    weights = {name: weight(its) for name, its in hashes.items()}
    result = []
    for first, second in itertools.combinations(found, 2):
        if first in own and second in own:
            continue
        heavy = weight(hashes[first] & hashes[second])
        # The course's sources are long: only the student's own side tells how much was taken.
        sides = [weights[name] for name in (first, second) if name not in own]
        share = heavy / min(sides) if min(sides) > 0 else 0.0
        if heavy >= LEAST_WEIGHT and share >= LEAST_SHARE:
            result.append(Pair(first, second, min(share, 1.0), heavy, _marks(found, first, second)))
    return sorted(result, key=lambda pair: (-pair.weight, pair.first, pair.second))


def _prints(source: str, boilerplate: list[int]) -> Any:
    """The fingerprints of a source, without those of the boilerplate."""
    from copydetect import CodeFingerprint

    file = io.StringIO(source)
    return CodeFingerprint("answer.py", _TOKENS, _WINDOW, boilerplate, language="python", fp=file)


def _marks(found: Mapping, first: str, second: str) -> Any:
    from copydetect import compare_files

    _, _, slices = compare_files(found[first], found[second])
    return tuple(
        tuple((int(a), int(b)) for a, b in zip(*one)) if np.size(one) else () for one in slices
    )


def groups(found: list[Pair]) -> list[list[str]]:
    """Who hangs together through pairs, each group sorted, the largest first."""
    group: dict[str, set[str]] = {}
    for pair in found:
        joined = group.get(pair.first, {pair.first}) | group.get(pair.second, {pair.second})
        for name in joined:
            group[name] = joined
    distinct = {tuple(sorted(names)) for names in group.values()}
    return sorted((list(names) for names in distinct), key=lambda names: (-len(names), names))
