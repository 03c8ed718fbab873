"""Foreign text and numbers, for tables, terminals and pages."""

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


def number(value: float) -> str:
    """Points for people: 7, 7.5, 7.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
