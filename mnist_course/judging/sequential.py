"""Whether a network makes no more mistakes than it may, decided as soon as that is certain.

Images are read in random order, some hundreds at a time. After each step the mistakes
so far are held against the two verdicts that all images could give: with one mistake too many
among all of them, so few so far, or with just as many as may be, so many so far, is a matter of
the hypergeometric distribution (drawing without replacement). Where that is less likely than
`ERROR` divided by the number of steps, one of the verdicts is ruled out and the rest need not be
read. So whatever the network, the verdict is another than all images would give with a
probability of at most `ERROR`, over the order; where it is close, all images are read.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

ERROR = 1e-5
"""How likely another verdict is than all images would give, at most."""

_STEP = 500


@dataclass(frozen=True)
class Decided:
    """What came of it.

    Attributes:
        few: whether all images together would show no more mistakes than may be.
        read: how many images were read.
        wrong: how many of these were misread.
    """

    few: bool
    read: int
    wrong: int

    @property
    def accuracy(self) -> float:
        """The share of right answers among the images that were read."""
        return 1 - self.wrong / self.read


def decide(
    mistakes: Callable[[np.ndarray], int], count: int, allowed: int, rng: np.random.Generator
) -> Decided:
    """Read images until it is certain whether there are more than `allowed` mistakes among all.

    Args:
        mistakes: reads the images at these places, ints (n,); how many of them are misread.
        count: of all images, at least 1.
        allowed: how many mistakes there may be.
        rng: for the order.
    """
    order = rng.permutation(count)
    steps = math.ceil(count / _STEP)
    read = wrong = 0
    while read < count:
        part = order[read : read + _STEP]
        wrong += mistakes(part)
        read += len(part)
        if wrong > allowed or wrong + count - read <= allowed:
            break
        if _at_most(wrong, count, allowed + 1, read) < ERROR / steps:
            return Decided(True, read, wrong)
        if 1 - _at_most(wrong - 1, count, allowed, read) < ERROR / steps:
            return Decided(False, read, wrong)
    return Decided(wrong <= allowed, read, wrong)


def _at_most(most: int, count: int, bad: int, drawn: int) -> float:
    """How likely no more than `most` of the `bad` ones of `count` are among those drawn."""
    least = max(0, drawn + bad - count)
    if most < least:
        return 0.0
    ways = _log_choose(count, drawn)
    terms = (
        math.exp(_log_choose(bad, k) + _log_choose(count - bad, drawn - k) - ways)
        for k in range(least, min(most, bad, drawn) + 1)
    )
    return min(1.0, math.fsum(terms))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
