"""Marks for a learning platform: `mnist-autograder export OUT --format csv|canvas|moodle`.

Formats as the platforms document them:
Canvas, 'How do I import grades in the Gradebook?' and its `gradebook_importer.rb`: the columns
Student, ID, SIS User ID, SIS Login ID, Section, then one an assignment, and a first row with
the points possible. Moodle, 'Grade import': a header, one column that names the student, one
column a grade item. An empty cell leaves the platform's own mark as it is in both.
"""

import argparse
import csv
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.gradebook import store
from autograder.pages import render
from autograder.records import files, verdicts
from mnist_course.core.errors import CourseError

IDENTIFIERS = {
    "csv": {"student": "student"},
    "canvas": {"login": "SIS Login ID", "sis": "SIS User ID", "id": "ID"},
    "moodle": {"username": "Username", "idnumber": "ID number", "email": "Email address"},
}
"""For each format, the columns that can hold the student ids; the first is the default."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


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
    found = store.marks(out)
    names, known = verdicts.students(out), store.people(out)
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
    most = render.number(sum(marks.points.values()))
    for row in marks.rows:
        total = sum(value or 0 for value in row.totals.values())
        cells = _cells(row, marks, missing)
        table.append(
            [row.student, row.last_name, row.first_name, *cells, render.number(total), most]
        )
    return table


def as_canvas(marks: Class, identifier: str, missing: str = "") -> list[list[str]]:
    """What Canvas imports; lessons that it does not know become new assignments."""
    columns = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    possible = [render.number(value) for value in marks.points.values()]
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


def text(table: list[list[str]]) -> str:
    """The table as CSV: commas, UTF-8, no cell that a spreadsheet would take for a formula."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(
        [plain_cell(cell) for cell in row] for row in table
    )
    return buffer.getvalue()


def plain_cell(cell: str) -> str:
    """`cell`, with an apostrophe before what a spreadsheet would run."""
    cell = render.readable(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(row: Row, marks: Class, missing: str) -> list[str]:
    cells = []
    for lesson in marks.points:
        total = row.totals.get(lesson)
        absent = missing if lesson not in row.totals else ""
        cells.append(absent if total is None else render.number(total))
    return cells


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder of the graded class")
    parser.add_argument("--format", choices=tuple(FORMATS), default="csv")
    parser.add_argument(
        "--identifier",
        metavar="NAME",
        help="the platform's column for the student ids: login, sis or id for Canvas; "
        "username, idnumber or email for Moodle",
    )
    parser.add_argument(
        "--missing-as-zero",
        action="store_true",
        help="0 where a student handed nothing in; else such cells stay empty",
    )
    parser.add_argument(
        "--to", metavar="FILE", help="default: OUT/marks-FORMAT.csv; '-' for standard output"
    )


def run(arguments: argparse.Namespace) -> int:
    identifiers = IDENTIFIERS[arguments.format]
    chosen = arguments.identifier or next(iter(identifiers))
    if chosen not in identifiers:
        raise CourseError(
            f"{arguments.format} has no identifier {chosen!r}. Use one of: "
            f"{', '.join(identifiers)}."
        )
    marks = read(arguments.out)
    table = FORMATS[arguments.format](
        marks, identifiers[chosen], "0" if arguments.missing_as_zero else ""
    )
    if arguments.to == "-":
        sys.stdout.write(text(table))
    else:
        target = Path(arguments.to or arguments.out / f"marks-{arguments.format}.csv")
        try:
            files.write(target, text(table))
        except OSError as error:
            raise CourseError(f"{target} cannot be written: {error.strerror}.") from None
        print(f"Students: {len(marks.rows)}. Lessons: {len(marks.points)}. Marks: {target}")
    waiting = [
        (row.student, one) for row in marks.rows for one, v in row.totals.items() if v is None
    ]
    for student, lesson in waiting:
        print(f"{student}: {lesson} still waits for a mark; its cell is empty.", file=sys.stderr)
    return 1 if waiting else 0
