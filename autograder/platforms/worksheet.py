"""Moodle's offline grading worksheet, filled in with the marks of one lesson.

Its heading is in the language of whoever downloaded it, and Moodle finds it again only in that one
(mod/assign/feedback/offline/importgradeslib.php, which also takes the number behind the word for
'Participant'). So nothing but grades changes, and the columns are found by what is in them and
by their order, which mod/assign/gradingtable.php gives them: the identifier first, then who it is,
the grade, and its maximum right behind it.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.core import text
from autograder.core.names import student_key
from autograder.intake import table
from autograder.intake.platforms import MOODLE
from autograder.intake.roster import folded
from autograder.intake.table import GUESSED, UNCHANGED, USED
from autograder.platforms.exports import Wish, cell
from autograder.platforms.marks import Class, Row
from mnist_course.core.errors import CourseError

_GRADE = {"grade", "bewertung", "note", "calificación", "nota", "qualificació", "cualificación"}
_GRADE |= {"valutazione", "cijfer", "beoordeling", "betyg", "karakter", "arvosana", "ocena"}
_GRADE |= {"známka", "оценка", "оцінка", "成绩", "成績", "評点", "評定", "الدرجة", "kalifikazioa"}
"""The grade's column in Moodle's translations; elsewhere it is found by its place."""

_COUNTED = (USED, GUESSED, UNCHANGED)

_PARTICIPANT = re.compile(r"(?P<word>\D*?)\s*(?P<number>\d+)")


@dataclass(frozen=True)
class Worksheet:
    """The worksheet with the grades filled in.

    Attributes:
        content: as Moodle wrote it, but for the grades.
        rows: how many there are.
        count: how many grades were filled in.
        left: students with a mark whom no row names for certain.
        above: those whose mark is above the assignment's maximum, which Moodle passes over.
    """

    content: str
    rows: int
    count: int
    left: list[str]
    above: list[str]


@dataclass(frozen=True)
class _Columns:
    identifier: int
    grade: int
    maximum: int | None


def participants(out: Path, lesson: str) -> dict[str, str]:
    """The assignment's participant numbers, as the folders of its download said them.

    Returns:
        Number → the student's name in the gradebook; where one number names two, it names nobody.
    """
    found: dict[str, str] = {}
    for row in table.load(out):
        if row.platform == MOODLE and row.lesson == lesson and row.outcome in _COUNTED:
            known = found.setdefault(row.platform_id, row.student)
            if known != row.student:
                found[row.platform_id] = ""
    return {number: student for number, student in found.items() if number and student}


def filled_in(
    path: Path, lesson: str, marks: Class, wish: Wish, numbers: Mapping[str, str]
) -> Worksheet:
    """Fill in a grading worksheet.

    Args:
        path: as downloaded from the assignment, 'Download grading worksheet', in any language.
        lesson: which.
        marks: of the class.
        wish: how marks are written.
        numbers: as `participants` gives them.

    Raises:
        CourseError: where it is no such worksheet.
    """
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"The worksheet {path} cannot be read: {error}.") from None
    delimiter = max(",;\t", key=content.partition("\n")[0].count)
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    heading, people = (rows[0], rows[1:]) if rows else ([], [])
    columns = _columns(path, heading, people)
    owners = _owners(people, columns, marks, numbers)
    count, above = 0, []
    for line, owner in zip(people, owners):
        mark = cell(owner, lesson, marks, wish) if owner else ""
        if not owner or not mark:
            continue
        most = _at(line, columns.maximum)
        line += [""] * (len(heading) - len(line))
        # In the language whose numbers have commas, Moodle's own have them too.
        line[columns.grade] = mark.replace(".", ",") if "," in most else mark
        count += 1
        if float(mark) > (_number(most) or float("inf")):
            above.append(owner.student)
    used = {owner.student for owner in owners if owner}
    left = [
        row.student
        for row in marks.rows
        if row.totals.get(lesson) is not None and row.student not in used
    ]
    made = text.as_given([heading, *people], delimiter)
    return Worksheet(made, len(people), count, left, above)


def _columns(path: Path, heading: list[str], people: list[list[str]]) -> _Columns:
    names = [name.strip().casefold() for name in heading]
    numbered = [
        place for place, name in enumerate(names) if name == "identifier" or _numbers(people, place)
    ]
    named = [place for place, name in enumerate(names) if name in _GRADE]
    by_place = [place for place in range(1, len(names)) if _may_be_grade(people, place)]
    found = named if len(named) == 1 else [one for one in by_place if not named or one in named]
    if not numbered or len(found) != 1:
        raise CourseError(
            f"{path} has no columns that are for certain Moodle's Identifier and Grade. Download "
            "the grading worksheet from the assignment as it is, with Moodle set to English, and "
            "upload it in English too."
        )
    (grade,) = found
    has_maximum = "maximum grade" in names or _maximum(people, grade + 1) is not None
    maximum = names.index("maximum grade") if "maximum grade" in names else grade + 1
    return _Columns(numbered[0], grade, maximum if has_maximum else None)


def _numbers(people: list[list[str]], place: int) -> bool:
    """Whether a column has one word and another number in each row, such as 'Teilnehmer/in17'."""
    found = [_PARTICIPANT.fullmatch(_at(line, place).strip()) for line in people]
    words = {one["word"] for one in found if one}
    numbers = {one["number"] for one in found if one}
    alone = len(words) == 1 and any(map(str.isalpha, *words))
    return alone and len(numbers) == len(people)


def _may_be_grade(people: list[list[str]], place: int) -> bool:
    """Whether a column has numbers or nothing in it, and the next the same number in each row."""
    cells = {_at(line, place).strip() for line in people} - {"", "-"}
    ends = all(_number(one) is not None for one in cells)
    return ends and _maximum(people, place + 1) is not None


def _maximum(people: list[list[str]], place: int) -> float | None:
    values = {_number(_at(line, place)) for line in people}
    return values.pop() if len(values) == 1 else None


def _owners(
    people: list[list[str]], columns: _Columns, marks: Class, numbers: Mapping[str, str]
) -> list[Row | None]:
    """Whose each row is: by its number, else an address or id, else the name.

    Nobody's where two rows, or two students, go by the same.
    """
    first: list[list[str]] = []
    said: list[list[str]] = []
    for line in people:
        found = _PARTICIPANT.fullmatch(_at(line, columns.identifier).strip())
        first.append([found["number"]] if found else [])
        about = line[: columns.identifier] + line[columns.identifier + 1 : columns.grade]
        said.append([folded(one) for one in (*first[-1], *about) if folded(one)])
    by_key = {student_key(row.student): row for row in marks.rows}
    by_number = {number: by_key[key] for number, key in numbers.items() if key in by_key}
    owners: list[Row | None] = [None] * len(people)
    ids, full_names = _known(marks, _ids(bool(numbers))), _known(marks, _full_names)
    for known, words in ((by_number, first), (ids, said), (full_names, said)):
        taken = {owner.student for owner in owners if owner}
        fits = [next(filter(None, map(known.get, names)), None) for names in words]
        often = Counter(row.student for row, owner in zip(fits, owners) if row and not owner)
        for place, row in enumerate(fits):
            sure = row and row.student not in taken and often[row.student] == 1
            owners[place] = owners[place] or (row if sure else None)
    return owners


def _known(marks: Class, names: Callable[[Row], set[str]]) -> dict[str, Row | None]:
    """By what a worksheet may name a student; None by what may name two."""
    found: dict[str, Row | None] = {}
    for row in marks.rows:
        for name in {folded(name) for name in names(row)} - {""}:
            found[name] = None if name in found else row
    return found


def _ids(has_numbers: bool) -> Callable[[Row], set[str]]:
    """What is one student's alone; a name that is only a number could be another participant's,
    where their numbers are known. Else a folder's name has it behind the full name."""

    def ids(row: Row) -> set[str]:
        own = {row.email, row.id_number}
        if not (has_numbers and row.student.isdigit()):
            own.add(row.student)
        if " " in row.student and not has_numbers:
            own.add(row.student.split()[-1])
        return own

    return ids


def _full_names(row: Row) -> set[str]:
    return {row.name, f"{row.first_name} {row.last_name}"}


def _at(line: list[str], place: int | None) -> str:
    return line[place] if place is not None and place < len(line) else ""


def _number(written: str) -> float | None:
    try:
        return float(written.strip().replace(",", "."))
    except ValueError:
        return None
