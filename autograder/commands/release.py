"""`mnist-autograder release OUT [--lesson L …]`."""

import argparse
from pathlib import Path

from autograder.authoring import release
from mnist_course import course


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


def run(arguments: argparse.Namespace) -> int:
    """Make the bundle and say where it is."""
    lessons = [course.lesson(name).id for name in arguments.lesson]
    archive = release.make(arguments.out, Path(__file__).resolve().parents[2], lessons)
    size = archive.stat().st_size / 1e6
    print(f"The students' bundle: {arguments.out} and {archive.name} ({size:.0f} MB).")
    print("It was searched for solutions, weights and instructors' files; there are none.")
    print('In it: `pip install -e . && mnist-course start`; `pip install -e ".[test]" && pytest`.')
    return 0
