"""Foreign text and numbers, for tables, terminals and pages."""

import csv
import io
from collections.abc import Iterable

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def readable(text: str) -> str:
    """`text`, with what cannot be shown, such as a control character, replaced."""
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def cell(text: str) -> str:
    """`text` for a cell, with an apostrophe before what a spreadsheet would run as a formula."""
    text = readable(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def table(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV: commas, a newline after each, every cell as `cell` makes it."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(map(cell, row) for row in rows)
    return buffer.getvalue()


def number(value: float) -> str:
    """Points for people: 7, 7.5, 7.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
