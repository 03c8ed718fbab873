"""`mnist-course check`: the saved notebooks, as `pytest` checks them."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "names",
        nargs="*",
        metavar="LESSON … DIR",
        help="lessons such as 02, by default all; last, the folder of lessons",
    )
    parser.add_argument("--strict", action="store_true", help="a lesson that was not begun fails")


def run(arguments: argparse.Namespace) -> int:
    """Check; 1 where an exercise is wrong, or with `--strict` a lesson was not begun."""
    from mnist_course.workspace import counting, delivery

    # First what is cheap: a wrong name is told before pytest is imported.
    lessons, root = delivery.lessons_and_root(arguments.names)
    for line in counting.astray(root):
        print(line, flush=True)
    from mnist_course.selfcheck import pytest_plugin

    return pytest_plugin.run(root, lessons, arguments.strict)
