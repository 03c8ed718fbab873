"""Marks for a learning platform.

Formats as the platforms document them:
Canvas, 'How do I import grades in the Gradebook?' and its `gradebook_importer.rb`: the columns
Student, ID, SIS User ID, SIS Login ID, Section, then one an assignment, and a first row with
the points possible. Moodle, 'Grade import': a header, one column that names the student, one
column a grade item. An empty cell leaves the platform's own mark as it is in both.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.core import text
from autograder.core.text import number
from autograder.gradebook import reading
from autograder.records import verdicts

IDENTIFIERS = {
    "csv": {"student": "student"},
    "canvas": {"login": "SIS Login ID", "sis": "SIS User ID", "id": "ID"},
    "moodle": {"username": "Username", "idnumber": "ID number", "email": "Email address"},
}
"""For each format, the columns that can hold the student ids; the first is the default."""


@dataclass(frozen=True)
class Row:
    """One student's marks.

    Attributes:
        student: the id, as the folder in SUBMITTED is called.
        first_name, last_name, email, lms_user_id: from the gradebook; '' where unknown.
        totals: lesson → marks, penalty taken off; None where the lesson waits for a mark.
    """

    student: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str
    totals: dict[str, float | None]


@dataclass(frozen=True)
class Class:
    """Everyone's marks; `points` gives what each lesson is worth."""

    rows: tuple[Row, ...]
    points: dict[str, float]


def read(out: Path) -> Class:
    """The marks as the gradebook has them now, manual marks and penalties included.

    Raises:
        CourseError: where `out` holds no graded class.
    """
    found = reading.marks(out)
    names, known = verdicts.students(out), reading.people(out)
    points: dict[str, float] = {}
    totals: dict[str, dict[str, float | None]] = {}
    for mark in found:
        points[mark.lesson] = mark.max_score
        totals.setdefault(mark.key, {})[mark.lesson] = None if mark.unfinished else mark.total
    rows = tuple(
        Row(names.get(key, key), **known[key], totals=totals[key])
        for key in sorted(totals, key=lambda key: names.get(key, key))
    )
    return Class(rows, dict(sorted(points.items())))


def as_csv(marks: Class, identifier: str = "student", missing: str = "") -> list[list[str]]:
    """One row a student: the lessons' totals and their sum."""
    table = [[identifier, "last_name", "first_name", *marks.points, "total", "max_points"]]
    most = number(sum(marks.points.values()))
    for row in marks.rows:
        total = sum(value or 0 for value in row.totals.values())
        cells = _cells(row, marks, missing)
        table.append([row.student, row.last_name, row.first_name, *cells, number(total), most])
    return table


def as_canvas(marks: Class, identifier: str, missing: str = "") -> list[list[str]]:
    """What Canvas imports; lessons that it does not know become new assignments."""
    columns = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    possible = [number(value) for value in marks.points.values()]
    table = [[*columns, *marks.points], ["    Points Possible", "", "", "", "", *possible]]
    for row in marks.rows:
        name = ", ".join(filter(None, (row.last_name, row.first_name))) or row.student
        fields = {"Student": name, "ID": row.lms_user_id} | {identifier: row.student}
        about = [fields.get(column, "") for column in columns]
        table.append([*about, *_cells(row, marks, missing)])
    return table


def as_moodle(marks: Class, identifier: str, missing: str = "") -> list[list[str]]:
    """What Moodle imports, with 'Map from' set to the first column."""
    table = [[identifier, "Last name", "First name", *marks.points]]
    for row in marks.rows:
        cells = _cells(row, marks, missing)
        table.append([row.student, row.last_name, row.first_name, *cells])
    return table


FORMATS: dict[str, Callable[[Class, str, str], list[list[str]]]] = {
    "csv": as_csv,
    "canvas": as_canvas,
    "moodle": as_moodle,
}


def written(table: list[list[str]]) -> str:
    """The table as CSV: commas, UTF-8, no cell that a spreadsheet would take for a formula."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(
        [text.cell(cell) for cell in row] for row in table
    )
    return buffer.getvalue()


def _cells(row: Row, marks: Class, missing: str) -> list[str]:
    cells = []
    for lesson in marks.points:
        total = row.totals.get(lesson)
        absent = missing if lesson not in row.totals else ""
        cells.append(absent if total is None else number(total))
    return cells
