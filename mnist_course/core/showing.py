"""Plain data, calls and types as short text, for verdicts and panels."""

import numpy as np

from mnist_course.core.plain import Data, describe_type


def show(value: Data, type_in_words: str = "") -> str:
    """A short text of plain data: small things whole, arrays by type, shape and range."""
    if isinstance(value, np.ndarray) and value.ndim:
        text = type_in_words or describe_type(value)
        if 0 < value.size <= 16 and value.ndim <= 2:
            numbers = np.array2string(value, precision=4, separator=", ")
            return f"{text} {' '.join(numbers.split())}"
        if value.size and value.dtype.kind in "biuf":
            return f"{text}, values {show(value.min().item())} to {show(value.max().item())}"
        return text
    if isinstance(value, np.ndarray):
        value = value.item()
    if isinstance(value, float):
        # Where its type matters, a float must not look like a whole number.
        whole = type_in_words and value.is_integer() and abs(value) < 1e6
        return f"{value:.1f}" if whole else f"{value:.6g}"
    if isinstance(value, list):
        inner = ", ".join(show(item) for item in value[:10])
        if type_in_words.startswith("list"):
            return f"[{inner}{', …' if len(value) > 10 else ''}]"
        # The comma is what makes a tuple of one.
        return f"({inner}{', …' if len(value) > 10 else ',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        inner = ", ".join(f"{key!r}: {show(item)}" for key, item in list(value.items())[:10])
        return f"{{{inner}}}"
    text = repr(value)
    return text if len(text) <= 200 else text[:197] + "…"


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
    name = describe_type(value)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
