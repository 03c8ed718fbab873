"""Text that is no longer than it may be, and can be shown."""


def cut(text: str, longest: int) -> str:
    """The text, where it is longer than `longest` characters cut to that, with an ellipsis."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def printable(text: str, limit: int = 60) -> str:
    """Text from a source that is not trusted, fit for one line of a terminal."""
    return cut("".join(c if c.isprintable() else "?" for c in text[: limit + 1]), limit)
