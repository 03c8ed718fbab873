"""The language in which students are spoken to: `language` in `course.toml`.

Sentences stand in the code in English. `say` gives one in the course's language, from gettext's
catalogue, `locale/<language>/LC_MESSAGES/mnist_course.po`; where that has none, the English one.
`mnist-autograder translate` collects the sentences and says which are missing.
"""

import contextlib
import functools
import gettext
import json
import os
import re
import string
from collections.abc import Iterator, Mapping
from numbers import Number
from pathlib import Path
from typing import Any

from mnist_course.core import course_file
from mnist_course.core.errors import CourseError

VARIABLE = "MNIST_COURSE_LANGUAGE"
"""The environment's name for another language than the course's, for a single run."""

ENGLISH = "en"
DOMAIN = "mnist_course"
LOCALE = Path(__file__).resolve().parents[1] / "locale"

DECIMAL, THOUSANDS, PERCENT, GUESS = (
    "between whole and decimal places",
    "between thousands",
    "behind a number",
    "in every sentence that only guesses, and in no other",
)
"""Contexts in the catalogue, of signs and not of sentences."""

_TEMPLATE = string.Formatter()
_TOLD = re.compile(r'\btell\(\s*"((?:[^"\\]|\\.)*)"')


def known() -> tuple[str, ...]:
    """The languages that there are: English, and those that have a catalogue."""
    found = LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return (ENGLISH, *sorted(path.parents[1].name for path in found))


def chosen() -> str:
    """The language of this run, such as 'de'.

    Raises:
        CourseError: where there is no such language, with those that there are.
    """
    language = os.environ.get(VARIABLE) or course_file.read().language
    if not _exists(language):
        raise CourseError(
            f"There is no language {language!r}, which {VARIABLE} or {course_file.FILE} names. "
            f"The languages are: {', '.join(known())}."
        )
    return language


@functools.cache
def _exists(language: str) -> bool:
    return language in known()


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language than the course's for a while, in this process."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = language
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, [language])


def sentence(text: str) -> str:
    """The text itself, marked for the catalogue; `say` has it where it is shown."""
    return text


def say(text: str, /, **values: Any) -> str:
    """A sentence in the course's language.

    Args:
        text: in English; with values, a template for them as for `str.format`.
        values: what its placeholders stand for.
    """
    language = chosen()
    found = _catalogue(language).gettext(text) if text else ""
    return _filled(found, values, language) if values else found


def say_of(number: int, one: str, many: str, /, **values: Any) -> str:
    """A sentence about a number of things, `{number}` in it.

    Args:
        number: how many.
        one: in English, for a single thing.
        many: in English, for several or none.
        values: what its other placeholders stand for.
    """
    language = chosen()
    found = _catalogue(language).ngettext(one, many, number)
    return _filled(found, {"number": number, **values}, language)


def sign(context: str, text: str) -> str:
    """A sign or a piece of a word in the course's language."""
    return _catalogue(chosen()).pgettext(context, text)


def numeral(written: str) -> str:
    """A number as the language has it, from how Python writes it: '60,000', '98.1%'."""
    if chosen() == ENGLISH:
        return written
    signs = {",": sign(THOUSANDS, ","), ".": sign(DECIMAL, "."), "%": sign(PERCENT, "%")}
    return "".join(signs.get(one, one) for one in written)


def told_in_javascript(text: str) -> list[str]:
    """The sentences in a widget's JavaScript: those in `tell("…")`."""
    return [json.loads(f'"{one}"') for one in _TOLD.findall(text)]


def attribute() -> str:
    """For an HTML element's head, ` lang="de"`; nothing where the language is English."""
    return "" if chosen() == ENGLISH else f' lang="{chosen()}"'


def _filled(template: str, values: Mapping[str, Any], language: str) -> str:
    if language == ENGLISH:
        return template.format_map(values)
    parts, in_code = [], False
    for literal, name, form, conversion in _TEMPLATE.parse(template):
        parts.append(literal)
        in_code ^= literal.count("`") % 2 == 1
        if name is not None:
            value = _TEMPLATE.convert_field(values[name], conversion)
            text = format(value, (form or "").format_map(values))
            # Between backticks stands code, which is Python's in every language.
            is_prose = form and isinstance(value, Number) and not in_code
            parts.append(numeral(text) if is_prose else text)
    return "".join(parts)
