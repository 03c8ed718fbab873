"""`mnist-autograder export OUT --format csv|canvas|moodle|moodle-worksheet|gradescope`."""

import argparse
import json
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.core.text import line, some
from mnist_course.core.errors import CourseError

if TYPE_CHECKING:
    from autograder.platforms.exports import Wish
    from autograder.platforms.marks import Class

FORMATS = ("csv", "canvas", "moodle", "moodle-worksheet", "gradescope")
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder of the graded class")
    parser.add_argument("--format", choices=FORMATS, default="csv")
    parser.add_argument(
        "--lesson", metavar="L", action="append", default=[], help="only this lesson; repeatable"
    )
    parser.add_argument(
        "--roster", metavar="FILE", type=Path, help="the class: a CSV file with a heading"
    )
    parser.add_argument(
        "--identifier",
        metavar="NAME",
        help="the platform's column for the student ids: login, sis or id for Canvas; "
        "username, idnumber or email for Moodle",
    )
    parser.add_argument(
        "--column",
        metavar="LESSON=TITLE",
        action="append",
        default=[],
        help="what the platform calls a lesson: 02_preprocessing='Lab 2 (4711)'; repeatable",
    )
    parser.add_argument(
        "--worksheet",
        metavar="FILE",
        type=Path,
        help="for moodle-worksheet: the assignment's grading worksheet, as Moodle gave it",
    )
    parser.add_argument(
        "--missing-as-zero",
        action="store_true",
        help="0 where a student handed nothing in; else such a student has no row",
    )
    parser.add_argument("--percent", action="store_true", help="0 to 100 in place of points")
    parser.add_argument(
        "--round", metavar="STEP", help="to a multiple of this, such as 0.5; half goes up"
    )
    parser.add_argument(
        "--to", metavar="FILE", help="default: OUT/marks-FORMAT.csv; '-' for standard output"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the marks; 1 where a mark is still missing."""
    from autograder.core import text
    from autograder.intake import roster
    from autograder.platforms import exports, marks
    from mnist_course import course

    identifiers = exports.IDENTIFIERS[arguments.format]
    chosen = arguments.identifier or next(iter(identifiers))
    if chosen not in identifiers:
        raise CourseError(
            f"{arguments.format} has no identifier {chosen!r}. Use one of: "
            f"{', '.join(identifiers)}."
        )
    lessons = [course.lesson(name).id for name in arguments.lesson]
    people = roster.read(arguments.roster) if arguments.roster else []
    everyone = marks.read(arguments.out, people).only(lessons)
    if lessons and not everyone.points:
        raise CourseError(f"{arguments.out} holds no marks of {', '.join(lessons)}.")
    wish = exports.Wish(
        identifier=chosen,
        missing="0" if arguments.missing_as_zero else "",
        scale=marks.Scale(arguments.percent, _step(arguments.round)),
        columns=_columns(arguments.column),
    )
    if arguments.format == "gradescope":
        return max(_gradescope(arguments.out, lessons), _unsaid(everyone, arguments))
    if arguments.format == "moodle-worksheet":
        return _worksheet(arguments, everyone, wish)
    parts = exports.files_of(everyone, wish, arguments.format)
    if len(parts) > 1 and arguments.to:
        raise CourseError(
            f"Not everybody has a mark in each lesson, and {arguments.format} would take an empty "
            "cell for one. Choose one lesson with --lesson, or leave --to out: each gets a file."
        )
    for behind, part in parts.items():
        table = exports.FORMATS[arguments.format](part, wish)
        target = arguments.to or arguments.out / f"marks-{arguments.format}{behind}.csv"
        _put(text.table(table), target)
        if arguments.to != "-":
            count = len(table) - (2 if arguments.format == "canvas" else 1)
            print(f"Students: {count}. Lessons: {len(part.points)}. Marks: {target}")
    return _unsaid(everyone, arguments)


def _put(text: str, target: str | Path) -> None:
    from mnist_course.core import files

    if target == "-":
        sys.stdout.write(text)
        return
    try:
        files.write(Path(target), text, parents=True)
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}.") from None


def _unsaid(everyone: "Class", arguments: argparse.Namespace) -> int:
    """Name everybody who has no mark somewhere, or one of an earlier lesson."""
    from autograder.records import asked

    for changed in asked.changed_since(arguments.out, list(everyone.points)):
        print(changed.words, file=sys.stderr)
    waiting = [
        (row.student, one) for row in everyone.rows for one, v in row.totals.items() if v is None
    ]
    for student, lesson in waiting:
        print(
            f"{line(student)}: {lesson} still waits for a mark; none is written.", file=sys.stderr
        )
    if not arguments.missing_as_zero:
        for lesson in everyone.points:
            absent = [row.student for row in everyone.rows if lesson not in row.totals]
            if absent and arguments.format != "csv":
                shown = some(absent, _SHOWN)
                print(f"{lesson}: {len(absent)} without a submission have no row: {shown}")
    return 1 if waiting else 0


def _step(text: str | None) -> Decimal:
    if text is None:
        return Decimal(0)
    try:
        step = Decimal(text)
    except InvalidOperation:
        step = Decimal(0)
    if not step.is_finite() or not 0 < step <= 10:
        raise CourseError(f"--round {text}: expected a number above 0, such as 0.5 or 1.")
    return step


def _columns(given: list[str]) -> dict[str, str]:
    from mnist_course import course

    found = {}
    for one in given:
        lesson, equals, title = one.partition("=")
        if not equals or not title.strip():
            raise CourseError(f"--column {one}: expected LESSON=TITLE, as the platform says it.")
        found[course.lesson(lesson.strip()).id] = title.strip()
    return found


def _worksheet(arguments: argparse.Namespace, everyone: "Class", wish: "Wish") -> int:
    from autograder.core import text
    from autograder.platforms import exports

    if arguments.worksheet is None or len(everyone.points) != 1:
        raise CourseError(
            "moodle-worksheet needs --worksheet FILE, the assignment's grading worksheet, and one "
            "--lesson."
        )
    lesson = next(iter(everyone.points))
    table, left = exports.worksheet(arguments.worksheet, lesson, everyone, wish)
    target = arguments.to or arguments.out / f"marks-moodle-worksheet-{lesson}.csv"
    _put(text.table(table), target)
    if arguments.to != "-":
        print(f"Students: {len(table) - 1}. Lessons: 1. Marks: {target}")
    for student in left:
        print(f"{line(student)}: has a mark, but is not in the worksheet.", file=sys.stderr)
    return max(int(bool(left)), _unsaid(everyone, arguments))


def _gradescope(out: Path, lessons: list[str]) -> int:
    from autograder.gradebook import reading
    from autograder.platforms import gradescope
    from autograder.records import verdicts

    found = {(one.key, one.lesson): one for one in reading.marks(out)}
    count = 0
    for graded in verdicts.all_of(out):
        if not lessons or graded.lesson in lessons:
            made = gradescope.results(graded, found.get((graded.key, graded.lesson)))
            place = out / "gradescope" / graded.key / graded.lesson / "results.json"
            _put(json.dumps(made, indent=1), place)
            count += 1
    print(f"{count:,} submissions: {out / 'gradescope'}/<student>/<lesson>/results.json")
    return 0
