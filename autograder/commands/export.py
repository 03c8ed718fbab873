"""`mnist-autograder export OUT --format csv|canvas|moodle|moodle-worksheet|gradescope`."""

import argparse
import contextlib
import json
import sys
from decimal import Decimal, InvalidOperation
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.core.text import line, some
from mnist_course.core.errors import CourseError

if TYPE_CHECKING:
    from autograder.intake.roster import Person
    from autograder.platforms.exports import Table, Wish
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
    from autograder.gradebook import decisions
    from autograder.intake import roster
    from autograder.platforms import exports, marks
    from mnist_course import course

    identifiers = exports.IDENTIFIERS[arguments.format]
    people = roster.read(arguments.roster) if arguments.roster else []
    chosen = arguments.identifier or _identifier(arguments.format, people)
    if chosen not in identifiers:
        raise CourseError(
            f"{arguments.format} has no identifier {chosen!r}. Use one of: "
            f"{', '.join(identifiers)}."
        )
    for given in filter(None, (arguments.roster, arguments.worksheet)):
        if arguments.to and Path(arguments.to).resolve() == given.resolve():
            raise CourseError(f"--to {arguments.to} is what you gave. Name another file.")
    lessons = [course.lesson(name).id for name in arguments.lesson]
    everyone = marks.read(arguments.out, people).only(lessons)
    with contextlib.suppress(PermissionError):  # who may read alone exports all the same
        decisions.note_marks(arguments.out)
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
            rows = len(table) - (2 if arguments.format == "canvas" else 1)
            print(f"Students: {rows}. Lessons: {len(part.points)}. Marks: {target}")
    _doubts(everyone, people, chosen)
    if arguments.format != "csv" and arguments.to != "-":
        _beside(exports.left_out(everyone, wish), arguments)
    return _unsaid(everyone, arguments)


def _identifier(name: str, people: "list[Person]") -> str:
    """The column that holds the ids where none was asked for: by what the roster has of them."""
    from autograder.platforms import exports

    first = next(iter(exports.IDENTIFIERS[name]))
    logins = any(one.id not in (one.number, one.email, one.full_name) for one in people)
    if name != "moodle" or not people or logins:
        return first
    if all(one.number for one in people):
        return "idnumber"
    return "email" if all(one.email for one in people) else first


def _doubts(everyone: "Class", people: "list[Person]", identifier: str) -> None:
    """What the platform could refuse, said before it does."""
    known = {person.id for person in people}
    strangers = [row.student for row in everyone.rows if row.student not in known]
    if people and strangers:
        shown = some(strangers, _SHOWN)
        print(
            f"Graded, and not on the roster: {shown}. The platform may not know these ids.",
            file=sys.stderr,
        )
    names = [row.student for row in everyone.rows if " " in row.student]
    if identifier == "username" and names:
        print(
            f"{some(names, 3)}: no username of Moodle has a space in it. Give the class list with "
            "--roster, or fill in the assignment's worksheet (--format moodle-worksheet).",
            file=sys.stderr,
        )


def _beside(table: "Table", arguments: argparse.Namespace) -> None:
    """Everybody without a row, in a file beside the others; none where there is nobody.

    Of files by that name only one that this command wrote, and nobody changed, is replaced or
    removed.
    """
    from autograder.core import text, writing

    beside = Path(arguments.to or arguments.out / f"marks-{arguments.format}.csv")
    places = (
        beside.with_name(f"{beside.stem}-left-out{f'-{number}' if number > 1 else ''}.csv")
        for number in count(1)
    )
    kept = []
    for target in places:
        if not _is_anothers(target):
            break
        kept.append(target.name)
    if len(table) > 1:
        _put(text.table(table), target)
        stays = f" ({some(kept, 3)} holds something else, and stays)" if kept else ""
        print(f"Without a row, and why: {target}{stays}")
    elif target.exists():
        with writing.refusing(target):
            target.unlink()


def _is_anothers(path: Path) -> bool:
    """Whether something lies there that this command did not write as it is now."""
    from autograder.platforms import exports

    try:
        return path.exists() and not exports.is_left_out(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return True


def _put(text: str, target: str | Path) -> None:
    from autograder.core import writing
    from mnist_course.core import files

    if target == "-":
        sys.stdout.write(text)
        return
    with writing.refusing(Path(target)):
        files.write(Path(target), text, parents=True)


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
                kept = "have no row"
                if arguments.format == "moodle-worksheet":
                    kept = "keep the grade that Moodle has"
                print(f"{lesson}: {len(absent)} without a submission {kept}: {shown}")
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
    from autograder.platforms import worksheet

    if arguments.worksheet is None or len(everyone.points) != 1:
        raise CourseError(
            "moodle-worksheet needs --worksheet FILE, the assignment's grading worksheet, and one "
            "--lesson."
        )
    lesson = next(iter(everyone.points))
    numbers = worksheet.participants(arguments.out, lesson)
    sheet = worksheet.filled_in(arguments.worksheet, lesson, everyone, wish, numbers)
    target = arguments.to or arguments.out / f"marks-moodle-worksheet-{lesson}.csv"
    _put(sheet.content, target)
    if arguments.to != "-":
        print(f"Grades filled in: {sheet.count}, of {sheet.rows} rows: {target}")
    for student in sheet.left:
        print(
            f"{line(student)}: has a mark, but no row of the worksheet is for certain this "
            "student's.",
            file=sys.stderr,
        )
    if sheet.above:
        print(
            f"Above the assignment's maximum, so that Moodle passes them over: "
            f"{some(sheet.above, _SHOWN)}. Set the maximum there to "
            f"{text.number(everyone.points[lesson])}, or write --percent for 100.",
            file=sys.stderr,
        )
    return max(int(bool(sheet.left or sheet.above)), _unsaid(everyone, arguments))


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
