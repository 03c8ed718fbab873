"""Which answers to one exercise are alike, by winnowed fingerprints of their tokens.

Names, spacing and comments do not count. What the lesson gave is taken off. What many have in
common says little, so each shared fingerprint weighs log(n / how many have it), as rare words do
in text retrieval; a short answer that everybody writes weighs nothing, however alike two are.
"""

import itertools
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.similarity import prints

LEAST_SHARE = 0.6
"""Of the lighter answer's weight, what must be shared."""

LEAST_WEIGHT = 12.0
"""Natural logarithms of rarity that must be shared: six fingerprints that one in eight has."""

LONGEST = 20_000
"""The first characters of an answer, which are compared."""


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
    marks: tuple[prints.Places, prints.Places]


def pairs(answers: Mapping[str, str], given: str, own: Mapping[str, str]) -> list[Pair]:
    """The pairs of one exercise's answers that are alike, the most telling first.

    Args:
        answers: student → source.
        given: what the lesson itself contains; never counts.
        own: sources of the course, by name: answers that were pasted from them show.
    """
    boilerplate = prints.of(given).hashes
    texts = {name: source[:LONGEST] for name, source in {**answers, **own}.items()}
    found = {
        name: prints.of(source, boilerplate) for name, source in texts.items() if source.strip()
    }
    hashes = {name: one.hashes for name, one in found.items()}
    counts = Counter(h for name in answers if name in found for h in found[name].hashes)
    whole = max(len(answers), 2)
    rarity = {
        h: math.log(whole / min(max(counts[h], 1), whole))
        for h in frozenset().union(*hashes.values())
    }

    def weight(some: frozenset[int]) -> float:
        # Exactly, so that it does not depend on a set's order.
        return math.fsum(map(rarity.__getitem__, some))

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
            marks = prints.shared(found[first], found[second])
            result.append(Pair(first, second, min(share, 1.0), heavy, marks))
    return sorted(result, key=lambda pair: (-pair.weight, pair.first, pair.second))


def groups(found: list[Pair]) -> list[list[str]]:
    """Who hangs together through pairs, each group sorted, the largest first."""
    group: dict[str, set[str]] = {}
    for pair in found:
        joined = group.get(pair.first, {pair.first}) | group.get(pair.second, {pair.second})
        for name in joined:
            group[name] = joined
    distinct = {tuple(sorted(names)) for names in group.values()}
    return sorted((list(names) for names in distinct), key=lambda names: (-len(names), names))
