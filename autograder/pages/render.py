"""Self-contained HTML pages from templates that escape whatever they are given."""

import functools
from pathlib import Path
from typing import Any

from mnist_course.core import course_file
from mnist_course.core.language import say
from mnist_course.display import panel


@functools.cache
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"say": say, "inline": lambda text: trusted(panel.inline(text))}
    return made


def render(template: str, **values: Any) -> str:
    """A page; every value is escaped, except those marked with `trusted`."""
    return _templates().get_template(template).render(course_name=course_file.read().name, **values)


def trusted(html: str) -> Any:
    """HTML of our own making, in which all foreign text is escaped already."""
    from markupsafe import Markup

    return Markup(html)
