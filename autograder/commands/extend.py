"""`mnist-autograder extend OUT STUDENT LESSON --until TIME`."""

import argparse
from datetime import datetime
from pathlib import Path

from mnist_course.core.errors import CourseError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder of the graded class")
    parser.add_argument("student", metavar="STUDENT", help="as the folder in SUBMITTED is called")
    parser.add_argument("lesson", metavar="LESSON", help="such as 02")
    parser.add_argument(
        "--until",
        metavar="TIME",
        required=True,
        help="the new due date: '2026-03-08 18:00', in this machine's time zone, or with one: "
        "'2026-03-08 18:00+01:00'",
    )


def run(arguments: argparse.Namespace) -> int:
    """Extend, and write the student's page anew."""
    from autograder.core import writing
    from autograder.core.names import student_key
    from autograder.gradebook import database, decisions, reading
    from autograder.pages import feedback
    from autograder.records import verdicts
    from mnist_course import course

    out: Path = arguments.out
    key, lesson = student_key(arguments.student), course.lesson(arguments.lesson).id
    reading.marks(out)
    database.may_write(out)
    with writing.refusing(out):
        meaning = decisions.extend(out, key, lesson, _time(arguments.until))
        mark, graded = reading.mark(out, key, lesson), verdicts.load(out, key, lesson)
        if mark is not None:
            feedback.write(out, graded, mark)
    print(f"{arguments.student}: {lesson} is due {arguments.until}; {meaning}.")
    return 0


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError):
        raise CourseError(
            f"--until {text!r} is no time; expected year-month-day hour:minute, such as "
            "'2026-03-08 18:00'."
        ) from None
