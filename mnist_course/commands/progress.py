"""`mnist-course progress`: what is done, and what is next."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("dir", nargs="?", type=Path, metavar="DIR", help="the folder of lessons")


def run(arguments: argparse.Namespace) -> int:
    """Print the whole course."""
    from mnist_course.workspace import counting, delivery, progress

    root = delivery.find(arguments.dir)
    print("\n".join([progress.course_text(progress.load(root)), *counting.astray(root)]))
    return 0
