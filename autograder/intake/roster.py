"""The class list: who is a student, by which names and numbers platforms know them."""

import csv
import io
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.intake.platforms import is_participant
from mnist_course.core.errors import CourseError

_COLUMNS = {
    "id": (
        "username",
        "user name",
        "login",
        "sis login id",
        "student id",
        "anmeldename",
        "nom d’utilisateur",
        "nombre de usuario",
        "id",
        "student",
    ),
    "number": (
        "idnumber",
        "id number",
        "sis user id",
        "sid",
        "matriculation number",
        "org defined id",
        "id-nummer",
        "matrikelnummer",
        "numéro d’identification",
        "número de id",
    ),
    "email": (
        "email",
        "email address",
        "e-mail",
        "e-mail-adresse",
        "adresse de courriel",
        "dirección de correo",
    ),
    "first": ("first name", "first_name", "firstname", "given name", "vorname", "prénom", "nombre"),
    "last": (
        "last name",
        "last_name",
        "lastname",
        "surname",
        "family name",
        "nachname",
        "nom de famille",
        "nom",
        "apellido(s)",
    ),
    "name": (
        "name",
        "full name",
        "student name",
        "participant",
        "student",
        "vollständiger name",
        "nom complet",
        "nombre completo",
    ),
    "platform": ("identifier", "canvas id", "user id", "github username", "github_username", "id"),
}
"""What columns are called in the lists that platforms export, Moodle's also in German, French and
Spanish; compared without regard to case."""


_CANVAS_TEST = "studenttest"
"""Canvas's own 'Test Student', 'Student, Test' in its lists, who has no login."""


@dataclass(frozen=True)
class Person:
    """One line of the list; `id` is what the student's folder is called."""

    id: str
    number: str = ""
    email: str = ""
    first: str = ""
    last: str = ""
    name: str = ""
    platform: str = ""

    @property
    def full_name(self) -> str:
        return self.name or f"{self.first} {self.last}".strip()

    def known_as(self) -> set[str]:
        """All by which a platform may name this student, folded."""
        first, last = self.first.strip(), self.last.strip()
        names = {self.id, self.number, self.email, self.email.partition("@")[0], self.name}
        names |= {self.platform}
        if is_participant(self.platform):
            names |= {self.platform.lstrip("".join(set(self.platform) - set("0123456789")))}
        names |= {f"{first} {last}", f"{last} {first}", f"{last}, {first}", f"{last}{first}"}
        return {folded(name) for name in names if name.strip(" ,")}


def folded(text: str) -> str:
    """Text for comparing: one Unicode form, no case, no spaces or hyphens, no accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum() or c in "@.")


def read(path: Path) -> list[Person]:
    """Read a roster: a CSV file with a heading, as a platform exports it or made by hand.

    Raises:
        CourseError: where it cannot be read, or has no column for the student's id.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CourseError(f"The roster {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CourseError(f"The roster {path} is not UTF-8 text. Save it as 'CSV UTF-8'.") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    heading = [cell.strip().casefold() for cell in rows[0]] if rows else []
    places: dict[str, int] = {}
    for field, names in _COLUMNS.items():
        for name in names:
            if name in heading and heading.index(name) not in places.values():
                places[field] = heading.index(name)
                break
    key = next((field for field in ("id", "number", "email", "name") if field in places), None)
    if key is None:
        raise CourseError(
            f"The roster {path} has no column called id, username, ID number or email. Its "
            f"columns are: {', '.join(heading)[:200] or 'none'}."
        )
    people: dict[str, Person] = {}
    for row in rows[1:]:
        cells = {
            field: row[place].strip() if place < len(row) else "" for field, place in places.items()
        }
        person = Person(**{"id": "", **cells})
        # The first that this line has: a list may have a column of ID numbers and none in it.
        identity = cells.get(key) or person.number or person.email or person.full_name
        # Canvas puts a line of possible points below its heading.
        if identity and "points possible" not in " ".join(row).casefold():
            if folded(identity) == _CANVAS_TEST:
                continue
            if identity in people:
                raise CourseError(f"The roster {path} names {identity} twice.")
            people[identity] = replace(person, id=identity)
    return list(people.values())


class Roster:
    """People, found by whatever a platform calls them."""

    def __init__(self, people: list[Person]):
        self.people = people
        self._by_key: dict[str, list[Person]] = {}
        for person in people:
            for key in person.known_as():
                self._by_key.setdefault(key, []).append(person)

    def find(self, *names: str) -> Person | None:
        """The one person that the first telling name belongs to; None where none or two fit."""
        for name in names:
            found = self._by_key.get(folded(name), []) if name else []
            if len(found) == 1:
                return found[0]
        return None
