"""`mnist-autograder export OUT --format csv|canvas|moodle`."""

import argparse
import sys
from pathlib import Path

from autograder.platforms import exports
from mnist_course.core import files
from mnist_course.core.errors import CourseError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder of the graded class")
    parser.add_argument("--format", choices=tuple(exports.FORMATS), default="csv")
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
    """Write the table; 1 where a mark is still missing."""
    identifiers = exports.IDENTIFIERS[arguments.format]
    chosen = arguments.identifier or next(iter(identifiers))
    if chosen not in identifiers:
        raise CourseError(
            f"{arguments.format} has no identifier {chosen!r}. Use one of: "
            f"{', '.join(identifiers)}."
        )
    marks = exports.read(arguments.out)
    table = exports.FORMATS[arguments.format](
        marks, identifiers[chosen], "0" if arguments.missing_as_zero else ""
    )
    if arguments.to == "-":
        sys.stdout.write(exports.written(table))
    else:
        target = Path(arguments.to or arguments.out / f"marks-{arguments.format}.csv")
        try:
            files.write(target, exports.written(table), parents=True)
        except OSError as error:
            raise CourseError(f"{target} cannot be written: {error.strerror}.") from None
        print(f"Students: {len(marks.rows)}. Lessons: {len(marks.points)}. Marks: {target}")
    waiting = [
        (row.student, one) for row in marks.rows for one, v in row.totals.items() if v is None
    ]
    for student, lesson in waiting:
        print(f"{student}: {lesson} still waits for a mark; its cell is empty.", file=sys.stderr)
    return 1 if waiting else 0
