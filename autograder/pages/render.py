"""Self-contained HTML pages from templates that escape whatever they are given."""

import functools
from pathlib import Path
from typing import Any


@functools.cache
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: Any) -> str:
    """A page; every value is escaped, except those marked with `trusted`."""
    return _templates().get_template(template).render(**values)


def trusted(html: str) -> Any:
    """HTML of our own making, in which all foreign text is escaped already."""
    from markupsafe import Markup

    return Markup(html)


def readable(text: str) -> str:
    """Text for a page: what cannot be shown, such as a lone surrogate, is replaced."""
    sound = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in sound
    )


def number(value: float) -> str:
    """Points for people: 7, 7.5, 7.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
