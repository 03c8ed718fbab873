"""`OUT/grades.csv`: one row an exercise, sorted by student, lesson and exercise."""

import csv
import io
from pathlib import Path

from autograder.records import files
from autograder.records.journal import Entry, Key
from mnist_course import course

HEADER = ("student", "lesson", "exercise", "status", "points", "max_points", "message")
FILE = "grades.csv"

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(out: Path, entries: dict[Key, Entry]) -> None:
    """Write `grades.csv` in one step.

    Raises:
        OSError: where it cannot be written; the old file stays.
    """
    order = {lesson.id: number for number, lesson in enumerate(course.lessons())}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(HEADER)
    for student, lesson in sorted(entries, key=lambda key: (key[0], order.get(key[1], 99))):
        for row in entries[student, lesson].rows:
            points = "" if row.points is None else f"{row.points:g}"
            writer.writerow(
                [
                    *(cell(student), lesson, row.exercise, row.status, points),
                    *(row.max_points, cell(row.message)),
                ]
            )
    files.write(out / FILE, table.getvalue())


def cell(text: str) -> str:
    """Text from a submission, so that no spreadsheet takes it for a formula."""
    readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    readable = "".join(c if c.isprintable() or c in "\n\t" else "�" for c in readable)
    return f"'{readable}" if readable.startswith(_FORMULA) else readable
