"""Text that is no longer than it may be, and can be shown."""

NAME = 100
"""Characters that are told of the name of a type: a student may make one of any length."""


def cut(text: str, longest: int) -> str:
    """The text, where it is longer than `longest` characters cut to that, with an ellipsis."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def type_name(kind: type) -> str:
    """The name of a type, at most `NAME` characters of it."""
    # Python's own attribute: a metaclass may say something else, or something that is no text.
    name = type.__dict__["__name__"].__get__(kind)
    return cut(str.__str__(name), NAME)


def printable(text: str, limit: int = 60) -> str:
    """Text from a source that is not trusted, fit for one line of a terminal."""
    return cut("".join(c if c.isprintable() else "?" for c in text[: limit + 1]), limit)
