"""Plain data and calls as Python that makes exactly the same again when it is pasted.

Only what a person would paste: what takes more than a few lines has no such text.
"""

import math
import re
import textwrap
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from mnist_course.core.plain import Data
from mnist_course.core.showing import function_name

LINES, WIDTH = 8, 88
"""Of a call, at most."""

_LITERAL = 64
"""Elements of an array that are written out."""

_COUNTED, _RUNS, _PERIOD = 9, 12, 24
"""From so many elements on an array that counts is written so; stretches of one value, and
elements before an array repeats itself, that are written out."""

_TEXT, _DEEP = 80, 4


def call(signature: str, arguments: Sequence[Data]) -> str:
    """The call of a function, on one line where there is room, '' where it is no text to paste.

    Args:
        signature: 'scale(images)'.
        arguments: by position.
    """
    written = [expression(argument) for argument in arguments]
    if not all(written):
        return ""
    name = function_name(signature)
    line = f"{name}({', '.join(written)})"
    if len(line) <= WIDTH:
        return line
    inside = [_broken(one, "    ") + "," for one in written]
    text = "\n".join([f"{name}(", *inside, ")"])
    return text if text.count("\n") < LINES else ""


def expression(value: Data, _depth: int = 0) -> str:
    """Python for a value, on one line, with `np` in scope; '' where it would be too long."""
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else f"np.{value!r}".replace("np.-", "-np.")
    if value is None or isinstance(value, (bool, int)):
        return repr(value)
    if isinstance(value, str):
        return ascii(value) if len(value) <= _TEXT else ""
    if not isinstance(value, (list, dict)) or _depth > _DEEP or len(value) > _LITERAL:
        return ""
    if isinstance(value, dict):
        pairs = [(expression(k), expression(v, _depth + 1)) for k, v in value.items()]
        if not all(key and item for key, item in pairs):
            return ""
        return f"{{{', '.join(f'{key}: {item}' for key, item in pairs)}}}"
    items = [expression(item, _depth + 1) for item in value]
    return f"[{', '.join(items)}]" if all(items) else ""


def _array(array: np.ndarray) -> str:
    if array.dtype.kind not in "biuf":
        return ""
    if not array.ndim:
        # As the probe passes it on.
        return f"np.{array.dtype.name}({_number(array[()])})"
    return _pattern(array) or (_literal(array) if array.size <= _LITERAL else "")


def _pattern(array: np.ndarray) -> str:
    """An array that follows a rule: nothing, one value, counting, stretches, a repetition."""
    flat = array.reshape(-1)
    if not flat.size:
        return f"np.zeros({array.shape}{_dtype(array, 'float64')})"
    counted = _counting(array, flat) if flat.size >= _COUNTED else ""
    if counted or flat.size <= _PERIOD:
        return counted
    shape = str(array.shape[0] if array.ndim == 1 else array.shape)
    if (flat == flat[0]).all():
        if not flat[0] and not np.signbit(flat[:1].astype(float)).any():
            return f"np.zeros({shape}{_dtype(array, 'float64')})"
        return f"np.full({shape}, {_number(flat[0])}{_dtype(array, _usual(array))})"
    starts = np.flatnonzero(np.append(True, flat[1:] != flat[:-1]))
    if array.ndim == 1 and len(starts) <= _RUNS:
        counts = np.diff(np.append(starts, flat.size))
        return f"np.repeat({_literal(flat[starts])}, {counts.tolist()})"
    for period in range(2, _PERIOD + 1):
        if (flat[period:] == flat[:-period]).all():
            return f"np.resize({_literal(flat[:period])}, {shape})"
    return ""


def _counting(array: np.ndarray, flat: np.ndarray) -> str:
    if array.dtype.kind not in "iu":
        return ""
    first, last = int(flat[0]), int(flat[-1])
    # Bytes also count on from 255 to 0, which no range does.
    if last - first != flat.size - 1 or (flat[1:] - flat[:-1] != 1).any():
        return ""
    start = f"{first}, " if first else ""
    dtype = _dtype(array, "int64").replace(", ", ", dtype=")
    return f"np.arange({start}{last + 1}{dtype})" + (
        "" if array.ndim == 1 else f".reshape{array.shape}"
    )


def _literal(array: np.ndarray) -> str:
    def nested(part: np.ndarray, trim: Literal["0", "-"] = "-") -> str:
        if not part.ndim:
            return _number(part[()], trim)
        return f"[{', '.join(nested(one, trim) for one in part)}]"

    dtype, text = _dtype(array, _usual(array)), nested(array)
    if array.dtype == np.float64 and not re.search(r"[.en]", text):
        # Whole numbers alone would make an array of integers.
        text = nested(array, "0")
    return f"np.array({text}{dtype})"


def _usual(array: np.ndarray) -> str:
    """The dtype that NumPy gives to the numbers as they are written."""
    return {"b": "bool", "f": "float64"}.get(array.dtype.kind, "int64")


def _dtype(array: np.ndarray, usual: str) -> str:
    return "" if array.dtype.name == usual else f', "{array.dtype.name}"'


def _number(value: Any, trim: Literal["0", "-"] = "0") -> str:
    """The shortest text that is the same number again in the array's dtype.

    Args:
        value: a NumPy scalar.
        trim: '0' for 2.0, '-' for 2.
    """
    if value.dtype.kind != "f":
        return str(value.item())
    if not np.isfinite(value):
        return f"np.{float(value)!r}".replace("np.-", "-np.")
    if value and not 1e-4 <= abs(float(value)) < 1e16:
        return np.format_float_scientific(value, trim="-")
    if not value and np.signbit(value):
        # The sign of a zero is lost in a whole number.
        return "-0.0"
    return np.format_float_positional(value, trim=trim)


def _broken(text: str, indent: str) -> str:
    """One argument over several lines, broken behind the rows of a table where it has rows."""
    if len(text) + len(indent) < WIDTH:
        pieces = [text]
    else:
        head = text.partition("[[")[0]
        rows = text.split("], [")
        pieces = [
            (" " * (len(head) + 1) + "[" if i else "") + row + ("]," if i < len(rows) - 1 else "")
            for i, row in enumerate(rows)
        ]
    return "\n".join(
        textwrap.fill(
            piece,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent + " " * 10,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for piece in pieces
    )
