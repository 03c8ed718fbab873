"""Foreign text and numbers, for tables, terminals and pages."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from mnist_course.core.short import cut

_FORMULA = re.compile(r'(^|[;\t\r\n])([\s"]{0,9})(?=[=+\-@＝＋－＠])')
"""Where a spreadsheet could begin to read a formula: at the start of a cell, and of the cells
into which one that takes semicolons or tabs for separators would cut this one."""

_TAB = ("\t", "\r", "\n")


def readable(text: str) -> str:
    """`text`, with what cannot be shown replaced: control characters, lone surrogates, and
    characters that turn the direction in which the rest is read."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def line(text: str, longest: int = 200) -> str:
    """`text` for one line of a terminal, whatever it holds: it cannot begin another line."""
    return brief(text, longest).replace("\n", " ").replace("\t", " ")


def brief(text: str, longest: int) -> str:
    """`text`, readable and cut; no more of it is looked at than is shown."""
    return cut(readable(text[: longest + 1]), longest)


def some(names: Sequence[str], most: int) -> str:
    """The first of some names, for one line of a terminal; an ellipsis where there are more."""
    return ", ".join(map(line, names[:most])) + (" …" if len(names) > most else "")


def cell(text: str) -> str:
    """`text` for a cell, with an apostrophe before what a spreadsheet would run as a formula."""
    text = _FORMULA.sub(r"\1\2'", readable(text))
    return f"'{text}" if text.startswith(_TAB) else text


def table(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV: commas, a newline after each, every cell as `cell` makes it."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(map(cell, row) for row in rows)
    return buffer.getvalue()


def as_given(rows: Iterable[Iterable[str]], delimiter: str = ",") -> str:
    """Rows as CSV, every cell as it is: for a file that goes back to who wrote it."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def number(value: float) -> str:
    """Points for people: 7, 7.5, 7.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
