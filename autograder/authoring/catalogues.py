"""Catalogues: what gettext knows of the students' sentences in each language.

`mnist_course/locale/<language>/LC_MESSAGES/mnist_course.po` is what a person edits, by hand or with
any editor of such files; `.mo` beside it is made of it, and read at run time.
"""

import gettext
import io
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from autograder.authoring.sentences import Sentence
from mnist_course.core import language
from mnist_course.core.errors import CourseError

_HEADER = "# The sentences of mnist-course that students see."
_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""In place of the day on which a catalogue was written: the same sentences give the same file."""

_WIDTH = 96
_OF_BABEL = re.compile(
    r'^"(?:Generated-By|Project-Id-Version|Report-Msgid|Last-T|Language-T).*\n', re.M
)
"""What differs from one version of Babel to the next, or says nothing."""


@dataclass(frozen=True)
class Place:
    """A sentence of a catalogue that wants a translator.

    Attributes:
        line: in the catalogue; 0 for one that is not in it yet.
        text: in English.
        file: where it stands in the code.
    """

    line: int
    text: str
    file: str


def path(checkout: Path, code: str) -> Path:
    """Where the catalogue of a language lies."""
    return checkout / "mnist_course" / "locale" / code / "LC_MESSAGES" / f"{language.DOMAIN}.po"


def known(checkout: Path) -> list[str]:
    """The languages that have a catalogue."""
    found = checkout.glob(path(Path(), "*").as_posix())
    return sorted(one.parents[1].name for one in found)


def read(po: Path, code: str) -> Catalog:
    """A language's catalogue, empty where there is none yet.

    Raises:
        CourseError: where there is no such language, or the file is no catalogue.
    """
    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        raise CourseError(
            f"{code!r} is no language. Give its short name, such as de or pt_BR."
        ) from None
    if not po.is_file():
        return Catalog(locale)
    try:
        return reread(po.read_bytes(), code)
    except (PoFileError, UnicodeDecodeError) as error:
        raise CourseError(f"{po} is no catalogue: {error}.") from None


def reread(content: bytes, code: str) -> Catalog:
    """The catalogue in a file with this content.

    Raises:
        PoFileError: where it is none.
        UnicodeDecodeError: where it is not UTF-8.
    """
    return read_po(io.BytesIO(content), Locale.parse(code), abort_invalid=True)


def updated(catalogue: Catalog, found: list[Sentence]) -> Catalog:
    """The catalogue with these sentences in it, what is translated kept.

    A sentence that is new but much like an old one gets its translation, marked as fuzzy, which a
    person must look at; until then it is not used.
    """
    template = Catalog(header_comment=_HEADER, project="mnist-course", fuzzy=False)
    for one in found:
        name = (one.text, one.many) if one.many else one.text
        template.add(name, locations=[(one.file, 0)], context=one.context or None)
    catalogue.update(template, update_header_comment=True)
    catalogue.fuzzy = False
    catalogue.creation_date = catalogue.revision_date = _DAY
    for message in catalogue:
        # Babel takes the '% s' of '98 % sure' for a place to fill.
        message.flags.discard("python-format")
        message.locations = sorted(set(message.locations))
    return catalogue


def as_po(catalogue: Catalog) -> str:
    """The text of the file that a person edits."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=_WIDTH, include_lineno=False, ignore_obsolete=True)
    return _OF_BABEL.sub("", buffer.getvalue().decode())


def as_mo(catalogue: Catalog) -> bytes:
    """What is read at run time: whatever is translated, and not fuzzy."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def serves(mo: bytes, catalogue: Catalog) -> bool:
    """Whether what is read at run time gives the translations of a catalogue."""
    try:
        compiled = gettext.GNUTranslations(io.BytesIO(mo))
    except (OSError, ValueError):
        return False
    for one in _messages(catalogue):
        usable = _is_translated(one) and not one.fuzzy
        english = (one.id,) if isinstance(one.id, str) else one.id
        wanted = _strings(one)[0] if usable else english[0]
        if one.context:
            given = compiled.pgettext(one.context, english[0])
        elif len(english) > 1:
            given = compiled.ngettext(english[0], english[1], 1)
        else:
            given = compiled.gettext(english[0])
        if given != wanted:
            return False
    return True


def missing(catalogue: Catalog) -> list[Place]:
    """The sentences that have no translation."""
    return [_place(one) for one in _messages(catalogue) if not _is_translated(one)]


def fuzzy(catalogue: Catalog) -> list[Place]:
    """Those whose translation is of another sentence, much like it."""
    return [_place(one) for one in _messages(catalogue) if _is_translated(one) and one.fuzzy]


def faults(catalogue: Catalog) -> list[str]:
    """What is wrong with translations, one line each: other places in braces, code that is cut."""
    found = []
    for message in _messages(catalogue):
        if message.fuzzy or not _is_translated(message):
            continue
        originals = (message.id,) if isinstance(message.id, str) else message.id
        for text in _strings(message):
            for what, read_places in (("{…}", _places), ("`…`", _ticks)):
                theirs = [read_places(one) for one in originals]
                if read_places(text) not in theirs:
                    found.append(f"{text[:60]!r} has other {what} than {originals[0][:60]!r}")
    return found


def count(catalogue: Catalog) -> int:
    """How many sentences there are."""
    return len(_messages(catalogue))


def _messages(catalogue: Catalog) -> list[Message]:
    return [one for one in catalogue if one.id]


def _strings(message: Message) -> Sequence[str]:
    return (message.string,) if isinstance(message.string, str) else message.string or ("",)


def _is_translated(message: Message) -> bool:
    return all(_strings(message))


def _place(message: Message) -> Place:
    text = message.id if isinstance(message.id, str) else message.id[0]
    file = message.locations[0][0] if message.locations else ""
    return Place(message.lineno or 0, text, file)


def _places(text: str) -> Counter[str]:
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        # Braces of Python's own, in a sentence that is not filled.
        return Counter()
    return Counter(name for _, name, _, _ in parsed if name is not None)


def _ticks(text: str) -> int:
    return len(re.findall("`", text)) % 2
