"""Marks as learning platforms import them.

What an empty cell does there is why no empty cell is written for a platform:

- Moodle's CSV import (grade/import/csv/classes/load_data.php) takes it for 'no grade' in an item
  that exists, which removes the grade, and for 0 in a new item.
- Moodle's offline grading worksheet (mod/assign/feedback/offline/locallib.php) compares 'Last
  modified (grade)', so its own file is filled in, by `worksheet`. There an empty or unchanged grade
  is passed over, and so is one above the maximum: all of its rows can stay.
- Canvas (lib/gradebook_importer.rb) blanks the mark. A column is an assignment that exists where
  it is called 'Title (id)'; a user is found by ID, then SIS User ID, then SIS Login ID.

So a student without a mark has no row in the other files, and stands in one beside them; where some
have a mark in one lesson and not in another, each lesson has a file of its own.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.core import text
from autograder.platforms.marks import Class, Row, Scale

Table = list[list[str]]

IDENTIFIERS = {
    "csv": {"student": "student"},
    "canvas": {"login": "SIS Login ID", "sis": "SIS User ID", "id": "ID"},
    "moodle": {"username": "Username", "idnumber": "ID number", "email": "Email address"},
    "moodle-worksheet": {"identifier": "Identifier"},
    "gradescope": {"student": "student"},
}
"""For each format, the columns that can hold the student ids; the first is the default."""


@dataclass(frozen=True)
class Wish:
    """How a table is to be written.

    Attributes:
        identifier: a key of the format's `IDENTIFIERS`.
        missing: what stands for a lesson that was not handed in; '' leaves the row out.
        scale: how marks are written.
        columns: lesson → the platform's own name for it, such as 'Lab 2 (4711)'.
    """

    identifier: str
    missing: str = ""
    scale: Scale = field(default_factory=Scale)
    columns: dict[str, str] = field(default_factory=dict)


def as_csv(marks: Class, wish: Wish) -> Table:
    """One row a student, everybody on the roster: the lessons' totals and their sum."""
    most = sum(marks.points.values())
    table = [["student", "last_name", "first_name", *marks.points, "total", "max_points"]]
    for row in marks.rows:
        total = sum(value or 0 for value in row.totals.values())
        cells = [cell(row, lesson, marks, wish) for lesson in marks.points]
        shown = [wish.scale.write(total, most), text.number(most)]
        table.append([row.student, row.last_name, row.first_name, *cells, *shown])
    return table


def as_canvas(marks: Class, wish: Wish) -> Table:
    """What Canvas imports; a column that it does not know becomes a new assignment."""
    about = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    possible = [_most(wish, most) for most in marks.points.values()]
    titles = [wish.columns.get(lesson, lesson) for lesson in marks.points]
    table = [[*about, *titles], ["    Points Possible", "", "", "", "", *possible]]
    for row in marks.rows:
        cells = [cell(row, lesson, marks, wish) for lesson in marks.points]
        if all(cells):
            fields = {"Student": row.sorted_name, "ID": row.lms_user_id}
            fields |= {"SIS User ID": row.id_number}
            if wish.identifier == "id":
                fields["ID"] = row.lms_user_id or row.student
            else:
                fields[IDENTIFIERS["canvas"][wish.identifier]] = row.student
            table.append([*(fields.get(column, "") for column in about), *cells])
    return table


def as_moodle(marks: Class, wish: Wish) -> Table:
    """What Moodle's grades import takes, with 'Map from' set to the first column."""
    titles = [wish.columns.get(lesson, lesson) for lesson in marks.points]
    table = [[IDENTIFIERS["moodle"][wish.identifier], "Last name", "First name", *titles]]
    for row in marks.rows:
        cells = [cell(row, lesson, marks, wish) for lesson in marks.points]
        known = {"idnumber": row.id_number, "email": row.email}
        if all(cells):
            name = known.get(wish.identifier) or row.student
            table.append([name, row.last_name, row.first_name, *cells])
    return table


FORMATS: dict[str, Callable[[Class, Wish], Table]] = {
    "csv": as_csv,
    "canvas": as_canvas,
    "moodle": as_moodle,
}


_LEFT_OUT = ["student", "name", "lesson", "reason"]
_WAITS, _ABSENT = "still waits for a mark", "no graded submission"


def left_out(marks: Class, wish: Wish) -> Table:
    """Everybody who has no row for a lesson, and why; the heading alone where nobody is."""
    table = [_LEFT_OUT]
    for row in marks.rows:
        for lesson in marks.points:
            if not cell(row, lesson, marks, wish):
                reason = _WAITS if lesson in row.totals else _ABSENT
                table.append([row.student, row.sorted_name, lesson, reason])
    return table


def is_left_out(content: str) -> bool:
    """Whether a file is such a table as it was written, with no word of anybody else's."""
    heading, *rows = csv.reader(io.StringIO(content, newline="")) if content else [[]]
    return heading == _LEFT_OUT and all(
        len(row) == len(_LEFT_OUT) and row[-1] in (_WAITS, _ABSENT) for row in rows
    )


def files_of(marks: Class, wish: Wish, name: str) -> dict[str, Class]:
    """What goes into each file, by what its name has behind the format's: one, or one a lesson."""
    whole = all(
        {lesson for lesson, value in row.totals.items() if value is not None} >= set(marks.points)
        for row in marks.rows
        if any(value is not None for value in row.totals.values())
    )
    if name == "csv" or whole or (wish.missing and not _waiting(marks)):
        return {"": marks}
    return {f"-{lesson}": marks.only([lesson]) for lesson in marks.points}


def _waiting(marks: Class) -> bool:
    return any(value is None for row in marks.rows for value in row.totals.values())


def cell(row: Row, lesson: str, marks: Class, wish: Wish) -> str:
    """A student's mark as it is written; '' where there is none."""
    if lesson not in row.totals:
        return wish.missing
    total = row.totals[lesson]
    return "" if total is None else wish.scale.write(total, marks.points[lesson])


def _most(wish: Wish, most: float) -> str:
    return "100" if wish.scale.percent else text.number(most)
