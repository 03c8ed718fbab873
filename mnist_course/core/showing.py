"""Plain data, calls and types as short text, for verdicts and panels."""

import re
from collections.abc import Sized

import numpy as np

from mnist_course.core.language import say
from mnist_course.core.plain import Data, describe_type
from mnist_course.core.short import cut

SHOWN = 600
"""Characters of one value, at most."""

_SEVERAL = re.compile(r"(\w+) of (\d+)")

_ENTRIES, _DEEP, _TEXT = 10, 4, 200


def show(value: Data, type_in_words: str = "") -> str:
    """A short text of plain data: small things whole, arrays by type, shape and range."""
    return cut(_shown(value, type_in_words, 0), SHOWN)


def _shown(value: Data, type_in_words: str, depth: int) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        text = type_in_words or describe_type(value)
        if 0 < value.size <= 16 and value.ndim <= 2:
            numbers = np.array2string(value, precision=4, separator=", ")
            return f"{text} {' '.join(numbers.split())}"
        if value.size and value.dtype.kind in "biuf":
            return say(
                "{kind}, values {low} to {high}",
                kind=text,
                low=show(value.min().item()),
                high=show(value.max().item()),
            )
        return text
    if isinstance(value, np.ndarray):
        value = value.item()
    if isinstance(value, float):
        # Where its type matters, a float must not look like a whole number.
        whole = type_in_words and value.is_integer() and abs(value) < 1e6
        return f"{value:.1f}" if whole else f"{value:.6g}"
    if isinstance(value, list):
        inner = _entries([_shown(item, "", depth + 1) for item in _first(value, depth)], value)
        if type_in_words.startswith("list"):
            return f"[{inner}]"
        # The comma is what makes a tuple of one.
        return f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        items = _first(list(value.items()), depth)
        named = [f"{cut(repr(key), 80)}: {_shown(item, '', depth + 1)}" for key, item in items]
        return f"{{{_entries(named, value)}}}"
    return cut(repr(value[: _TEXT + 1]) if isinstance(value, str) else repr(value), _TEXT)


def _first(items: list, depth: int) -> list:
    # Lists in lists in lists would double in length with each level.
    return items[:_ENTRIES] if depth < _DEEP else []


def _entries(shown: list[str], of: Sized) -> str:
    return ", ".join([*shown, "…"] if len(of) > len(shown) else shown)


def show_call(signature: str, arguments: list[Data]) -> str:
    """'scale(images = uint8 array (3, 28, 28), …)'."""
    names = argument_names(signature)
    parts = []
    for i, argument in enumerate(arguments):
        name = f"{names[i]} = " if i < len(names) else ""
        parts.append(name + show(argument))
    return f"{function_name(signature)}({', '.join(parts)})"


def function_name(signature: str) -> str:
    """'scale' of 'scale(images)'."""
    return signature.partition("(")[0]


def argument_names(signature: str) -> list[str]:
    """['images'] of 'scale(images)'."""
    inside = signature.partition("(")[2].rpartition(")")[0]
    return [part.partition("=")[0].strip() for part in inside.split(",") if part.strip()]


def with_article(value: Data) -> str:
    """The type of plain data in words: 'an int', 'a list', 'None'."""
    if value is None:
        return "None"
    return after_article(describe_type(value))


def after_article(name: str) -> str:
    """'an int' of 'int', 'a list' of 'list'."""
    several = _SEVERAL.fullmatch(name)
    if several:
        name = say("{kind} of {count}", kind=several[1], count=several[2])
    return say("an {name}", name=name) if name[0] in "aeiou" else say("a {name}", name=name)
