"""Which of several calls that went wrong is shown: one that a person can follow by hand."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import numpy as np

from mnist_course.core import pasting
from mnist_course.core.plain import Data
from mnist_course.core.showing import show_call

Paste = Callable[[str, list[Data]], str]
"""From a signature and arguments to lines that make the same call; '' where there are none."""


class Call(Protocol):
    """Something that knows with what a function was called."""

    @property
    def arguments(self) -> list[Data]: ...


AnyCall = TypeVar("AnyCall", bound=Call)


def call(signature: str, arguments: list[Data], paste: Paste = pasting.call) -> str:
    """A call as a person would paste it; where that is too long, what its arguments are."""
    return paste(signature, arguments) or show_call(signature, arguments)


def by_size(signature: str, calls: Sequence[AnyCall], paste: Paste = pasting.call) -> list[AnyCall]:
    """Those with few numbers and a short text first.

    Those that have no text to paste are left out, if there is one that has.
    """
    lengths = [len(paste(signature, one.arguments)) for one in calls]
    sizes = [length + _numbers(one.arguments) for one, length in zip(calls, lengths) if length]
    short = [one for one, length in zip(calls, lengths) if length]
    order = sorted(range(len(short)), key=sizes.__getitem__)
    return [short[i] for i in order] or list(calls)


def clearest(ordered: Sequence[AnyCall], *wishes: Callable[[AnyCall], bool]) -> AnyCall:
    """The first that fulfils all wishes; if none does, all but the last, and so on.

    Where there is no choice no wish is asked: with a network in it, one takes its time.
    """
    for count in range(len(wishes) if len(ordered) > 1 else 0, 0, -1):
        for one in ordered:
            if all(wish(one) for wish in wishes[:count]):
                return one
    return ordered[0]


def _numbers(value: Data) -> int:
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, (list, dict)):
        return sum(map(_numbers, value.values() if isinstance(value, dict) else value))
    return 1
