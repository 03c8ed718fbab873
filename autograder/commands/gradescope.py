"""`mnist-autograder gradescope OUT.zip --lesson L`."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("out", metavar="OUT.zip", type=Path, help="the archive to make")
    parser.add_argument("--lesson", metavar="L", required=True, help="which lesson it grades")
    parser.add_argument(
        "--sandbox",
        choices=("auto", "none"),
        default="auto",
        help="none: where Gradescope's image allows no sandbox; students' code can then falsify "
        "its own results",
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the archive, and say how to use it."""
    from autograder.authoring import gradescope
    from mnist_course import course

    lesson = course.lesson(arguments.lesson)
    repository = Path(__file__).resolve().parents[2]
    gradescope.make(arguments.out, repository, lesson.id, arguments.sandbox)
    size = arguments.out.stat().st_size / 1e6
    print(
        f"The autograder of {lesson.id}, {lesson.points} points: {arguments.out} ({size:.0f} MB)."
    )
    print("In Gradescope: Configure Autograder, upload it, Ubuntu 22.04 or later, 2 CPU and 3 GB.")
    print("It knows the answers: give it to nobody. Try one submission with Test Autograder.")
    return 0
