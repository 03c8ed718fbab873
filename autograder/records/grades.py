"""`OUT/grades.csv`: one row an exercise, sorted by student, lesson and exercise."""

from pathlib import Path

from autograder.core import text
from autograder.records.journal import Entry, Key
from mnist_course import course
from mnist_course.core import files

HEADER = ("student", "lesson", "exercise", "status", "points", "max_points", "message")
FILE = "grades.csv"


def write(out: Path, entries: dict[Key, Entry]) -> None:
    """Write `grades.csv` in one step.

    Raises:
        OSError: where it cannot be written; the old file stays.
    """
    order = {lesson.id: number for number, lesson in enumerate(course.lessons())}
    rows: list[tuple[str, ...]] = [HEADER]
    for student, lesson in sorted(entries, key=lambda key: (key[0], order.get(key[1], 99))):
        for result in entries[student, lesson].results:
            points = "" if result.points is None else f"{result.points:g}"
            row = {**result.row(), "points": points, "student": student, "lesson": lesson}
            rows.append(tuple(str(row[name]) for name in HEADER))
    files.write(out / FILE, text.table(rows), parents=True)
