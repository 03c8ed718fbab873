"""A small class, made on the spot, graded and shown: `mnist-autograder demo OUT`."""

import argparse
import time
from pathlib import Path

from autograder.commands import feedback, grade
from autograder.commands.demo_class import CLASS, LESSON, make_class
from autograder.core.names import student_key
from autograder.core.text import number
from autograder.gradebook import reading
from autograder.pages import overview
from autograder.records import verdicts
from autograder.sandbox.limits import Limits
from mnist_course import course
from mnist_course.core.errors import CourseError
from mnist_course.display import panel

LIMITS = Limits(cell_seconds=10.0, probe_seconds=6.0)
"""Shorter than the usual ones, so that nobody waits long for the endless loop."""


def table(out: Path) -> str:
    """Each student's marks and what was found, as text."""
    lines = []
    for student in CLASS:
        one = verdicts.load(out, student_key(student.name), LESSON)
        mark = reading.mark(out, one.key, LESSON)
        assert mark is not None, "verdicts without marks"
        found = " ".join(panel.SIGNS[result.status][0] for result in one.results)
        total = "?" if mark.unfinished else number(mark.total)
        points = f"{total}/{number(mark.max_score)}"
        lines.append((student.name, student.did, found, points))
    heads = ("student", "submission", "outcomes", "points")
    widths = [max(len(line[i]) for line in (heads, *lines)) for i in range(len(heads))]
    signs = {one: panel.SIGNS[one] for one in dict.fromkeys(_statuses(out))}
    legend = ", ".join(f"{sign} {words.lower()}" for sign, words in signs.values())
    rows = [
        "  ".join(c.ljust(w) for c, w in zip(line, widths)).rstrip() for line in (heads, *lines)
    ]
    return "\n".join([rows[0], "-" * len(max(rows, key=len)), *rows[1:], "", legend])


def _statuses(out: Path) -> list[str]:
    return [result.status for one in verdicts.all_of(out) for result in one.results]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("out", metavar="OUT", type=Path, help="folder to make")
    parser.add_argument(
        "--sandbox",
        choices=("auto", "none"),
        default="auto",
        help="none: run the dishonest submissions unprotected, with your own rights",
    )


def run(arguments: argparse.Namespace) -> int:
    """Make, grade and show the class."""
    grade.on_linux()
    course.lesson(LESSON)  # or one line, where the course does without
    out: Path = arguments.out
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CourseError(f"{out} is not empty. Name a folder that does not exist yet.")
    submitted, graded = out / "submitted", out / "graded"
    try:
        make_class(submitted)
    except OSError as error:
        raise CourseError(f"{out} cannot be written: {error.strerror}.") from None
    print(f"A class of {len(CLASS)} in {submitted}. Grading it as you would:\n")
    command = ["grade", str(submitted), "--out", str(graded), "--sandbox", arguments.sandbox]
    # One at a time: to start a second grader takes longer than to grade this small class.
    command += ["--jobs", "1"]
    print(f"  mnist-autograder {' '.join(command)}\n", flush=True)
    started = time.monotonic()
    print(f"An endless loop is stopped after {LIMITS.probe_seconds:g} seconds here.", flush=True)
    parser = argparse.ArgumentParser()
    grade.add_arguments(parser)
    grade.run(parser.parse_args(command[1:]), LIMITS)
    print(f"\n  mnist-autograder feedback {graded}\n", flush=True)
    feedback.run(argparse.Namespace(out=graded))
    print(f"\n{table(graded)}\n\nGraded in {time.monotonic() - started:.0f} seconds. Look at")
    print(f"  {graded / overview.FILE}: the class on one page")
    print(f"  {graded / 'feedback'}: a page a student")
    print(f"  {graded / 'grades.csv'}: every mark with its reason")
    print(f"  cd {graded} && jupyter lab, then Nbgrader › Formgrader: nbgrader's own pages")
    return 0
