"""Two values beside each other, with the first place marked at which they differ: `>2<`."""

import textwrap
from collections.abc import Iterable

import numpy as np

from mnist_course.core.language import say
from mnist_course.core.plain import Data, describe_type
from mnist_course.core.short import cut
from mnist_course.core.showing import show

Place = tuple[int | str, ...]
"""Indices and keys that lead to one value inside of another."""

_ROWS, _WIDTH = 10, 84
"""Of a table that is shown whole, at most."""

_LINES = 3
"""Of lists and dictionaries, at most."""

_ELEMENTS, _ITEMS, _DEEP = 160, 24, 5
_TEXT, _KEY = 24, 80

_NEAR = 4
"""Elements of a row before and behind a place."""

_NOWHERE: Place = (-1,)
"""A place that no value has."""

_DIGITS = (4, 6, 9, 17)
"""Significant digits: as few as tell the two marked values apart."""


def both(value: Data, right: Data, place: Place | None, kinds: tuple[str, str]) -> tuple[str, str]:
    """What came back and what is right, as text of the same form.

    Args:
        value: from a source that is not trusted: any shape, any type.
        right: what it should have been.
        place: where they first differ; None where the one has no such place.
        kinds: the types of both in words; '' where plain data say it.
    """
    marked = () if place is None else place
    for digits in _DIGITS:
        spots = [_at(one, marked, digits) for one in (value, right)]
        if not marked or spots[0] != spots[1]:
            break
    arrays = [one for one in (value, right) if isinstance(one, np.ndarray) and one.ndim]
    whole = all(_table(one, marked, digits) for one in arrays)
    yours, expected = (
        _shown(one, marked, digits, kind, whole) for one, kind in zip((value, right), kinds)
    )
    return yours, expected


def _shown(value: Data, place: Place, digits: int, kind: str, whole: bool) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        head = kind or describe_type(value)
        if not whole:
            return _summary(value, head) + _row_around(value, place, digits)
        body = _table(value, place, digits)
        return f"{head}\n{body}" if "\n" in body else f"{head} {body}"
    if isinstance(value, (list, dict)) and value:
        text = _nested(value, place, digits, kind)
        if text:
            return text
        spot = _at(value, place, digits) if place else ""
        return show(value, kind) + (f", at {_named(place)}: >{spot}<" if spot else "")
    return show(value, kind)


def _table(array: np.ndarray, place: Place, digits: int) -> str:
    """An array's numbers, rows below each other; '' where there are too many."""
    if array.size > _ELEMENTS or (array.ndim == 2 and len(array) > _ROWS):
        return ""
    if not array.size:
        return "[]"
    cells = _cells(array, digits)
    if array.ndim == 2:
        lines = [piece for row in _rows(cells, place) for piece in _folded(row)]
        # Rows follow each other inside of one more pair of brackets.
        lines = [f"[{lines[0]}", *(f" {line}" for line in lines[1:])]
        lines[-1] += "]"
    else:
        lines = _folded(_brackets(cells, place or _NOWHERE))
    room = _ROWS if max(map(len, lines)) <= _WIDTH // 2 else _ROWS // 2
    return "\n".join(lines) if len(lines) <= room else ""


def _index(array: np.ndarray, place: Place) -> tuple[int, ...]:
    """The place, where it is that of one element; else nothing."""
    index = tuple(step for step in place if isinstance(step, int))
    fits = len(index) == array.ndim and all(i < n for i, n in zip(index, array.shape))
    return index if fits else ()


def _summary(array: np.ndarray, head: str) -> str:
    if not array.size or array.dtype.kind not in "biuf":
        return head
    low, high = (_cell(one, _DIGITS[1]) for one in (array.min(), array.max()))
    return say("{head}, values {low} to {high}", head=head, low=low, high=high)


def _row_around(array: np.ndarray, place: Place, digits: int) -> str:
    """Of an array that is too large to be shown: the row at a place, and what is near to it."""
    index = _index(array, place)
    if not index:
        return ""
    row, at = array[index[:-1]], index[-1]
    first, last = max(0, at - _NEAR), min(len(row), at + _NEAR + 1)
    if len(row) <= 3 * _NEAR:
        first, last = 0, len(row)
    cells = [_cell(row[i], digits) for i in range(first, last)]
    cells[at - first] = f">{cells[at - first]}<"
    shown = ["…"] * (first > 0) + cells + ["…"] * (last < len(row))
    where = f"row {list(index[:-1])}" if array.ndim > 1 else f"at {list(index)}"
    return f"; {where}: [{', '.join(shown)}]"


def _rows(cells: np.ndarray, place: Place) -> list[str]:
    """The rows of a table, its columns below each other."""
    marks = np.zeros(cells.shape, bool)
    index = _index(cells, place)
    if index:
        marks[index] = True
    width = max(map(len, cells.flat))
    in_column = np.asarray(marks.any(axis=0))
    rows = []
    for row, in_row in zip(cells.tolist(), marks):
        padded = [cell.rjust(width) for cell in row]
        parts = [
            f">{cell}<" if mark else f" {cell} " if column else cell
            for cell, mark, column in zip(padded, in_row, in_column)
        ]
        rows.append(f"[{', '.join(parts)}]")
    return [f"{row}," for row in rows[:-1]] + rows[-1:]


def _folded(line: str) -> list[str]:
    return textwrap.wrap(
        line, _WIDTH, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False
    )


def _brackets(cells: np.ndarray, place: Place) -> str:
    """Text of any number of axes on one line."""
    if not isinstance(cells, np.ndarray):
        return f">{cells}<" if place == () else cells
    rests = _rests(place, range(len(cells)))
    return f"[{', '.join(_brackets(part, rest) for part, rest in zip(cells, rests))}]"


def _rests(place: Place, steps: Iterable[int | str]) -> list[Place]:
    """For each part the rest of the place, or none where it lies in another part."""
    return [place[1:] if place and place[0] == step else _NOWHERE for step in steps]


def _nested(value: Data, place: Place, digits: int, kind: str) -> str:
    """Lists and dictionaries on one line, arrays in them as lists; '' where that is too long."""
    if not _is_small(value, 0):
        return ""
    text = _inline(value, place or _NOWHERE, digits, kind.startswith("list"))
    return text if len(text) <= _LINES * _WIDTH else ""


def _is_small(value: Data, depth: int) -> bool:
    if isinstance(value, np.ndarray):
        return value.size <= _ELEMENTS
    if not isinstance(value, (list, dict)):
        return True
    items = value.values() if isinstance(value, dict) else value
    return (
        len(value) <= _ITEMS and depth < _DEEP and all(_is_small(one, depth + 1) for one in items)
    )


def _inline(value: Data, place: Place, digits: int, as_list: bool = False) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        return _brackets(_cells(value, digits), place)
    if isinstance(value, list):
        rests = _rests(place, range(len(value)))
        inner = ", ".join(_inline(one, rest, digits) for one, rest in zip(value, rests))
        # The comma is what makes a tuple of one.
        return f"[{inner}]" if as_list else f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        rests = _rests(place, value)
        pairs = zip(value.items(), rests)
        named = [f"{cut(repr(k), _KEY)}: {_inline(one, rest, digits)}" for (k, one), rest in pairs]
        return f"{{{', '.join(named)}}}"
    text = _cell(value, digits)
    return f">{text}<" if place == () else text


def _cells(array: np.ndarray, digits: int) -> np.ndarray:
    texts = np.empty(array.size, object)
    texts[:] = [_cell(one, digits) for one in array.reshape(-1)]
    return texts.reshape(array.shape)


def _cell(value: Data, digits: int) -> str:
    item = value.item() if isinstance(value, (np.ndarray, np.generic)) else value
    if isinstance(item, float):
        # Without the sign of a zero, which is no difference.
        return f"{item or 0.0:.{digits}g}"
    return cut(repr(item), _TEXT)


def _at(value: Data, place: Place, digits: int) -> str:
    """The one value at a place, '' where there is none."""
    try:
        for step in place:
            if isinstance(value, np.ndarray):
                value = value[step] if isinstance(step, int) else None
            else:
                value = value[step]  # type: ignore[index]
    except (IndexError, KeyError, TypeError):
        return ""
    if isinstance(value, (list, dict)) or (isinstance(value, np.ndarray) and value.ndim):
        return ""
    return _cell(value, digits)


def _named(place: Place) -> str:
    if all(isinstance(step, int) for step in place):
        return str(list(place))
    return "".join(f"[{step!r}]" for step in place)
