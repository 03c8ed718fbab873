"""`mnist-autograder release OUT [--lesson L …] [--solutions [--graded GRADED]]`."""

import argparse
from pathlib import Path

from autograder.authoring import release, solved
from autograder.platforms import returning
from mnist_course import course
from mnist_course.core.errors import CourseError

_REPOSITORY = Path(__file__).resolve().parents[2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "out", metavar="OUT", type=Path, help="folder to make; OUT.zip is put beside it"
    )
    parser.add_argument(
        "--lesson",
        metavar="L",
        action="append",
        default=[],
        help="the lessons that are open so far; repeatable; default: all",
    )
    parser.add_argument(
        "--solutions",
        action="store_true",
        help="after the deadline: the solutions, a notebook a lesson, and nothing else",
    )
    parser.add_argument(
        "--graded",
        metavar="GRADED",
        type=Path,
        help="with --solutions: a graded class; each student's own code stands beside them",
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the bundle, or the notebooks of solutions, and say where they are."""
    lessons = [course.lesson(name).id for name in arguments.lesson]
    if arguments.solutions:
        return _solutions(arguments, lessons or [lesson.id for lesson in course.lessons()])
    if arguments.graded:
        raise CourseError("--graded goes with --solutions: an ordinary release shows no answers.")
    archive = release.make(arguments.out, _REPOSITORY, lessons)
    size = archive.stat().st_size / 1e6
    print(f"The students' bundle: {arguments.out} and {archive.name} ({size:.0f} MB).")
    print("It was searched for solutions, weights and instructors' files; there are none.")
    print('In it: `pip install -e . && mnist-course start`; `pip install -e ".[test]" && pytest`.')
    return 0


def _solutions(arguments: argparse.Namespace, lessons: list[str]) -> int:
    out, graded = arguments.out, arguments.graded
    archive = solved.make(out, _REPOSITORY, lessons, graded, returning.pack)
    print(f"The SOLUTIONS of {', '.join(lessons)}: {out} and {archive.name}.")
    if graded:
        count = sum(1 for _ in (out / "students").glob("*/*"))
        print(f"{count:,} notebooks with the student's own beside them: {out / 'students'}")
        print(f"Archives to give these back, one a lesson: {out / 'archives'}")
    print("Whoever has them has the answers: give them out when these lessons are closed.")
    return 0
