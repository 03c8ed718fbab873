"""Text that is no longer than it may be."""


def cut(text: str, longest: int) -> str:
    """The text, where it is longer than `longest` characters cut to that, with an ellipsis."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
