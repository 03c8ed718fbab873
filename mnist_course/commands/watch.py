"""`mnist-course watch`: a lesson is checked again whenever it is saved."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "names",
        nargs="*",
        metavar="LESSON DIR",
        help="a lesson, by default every one that is saved; last, the folder of lessons",
    )


def run(arguments: argparse.Namespace) -> int:
    """Watch until Ctrl-C."""
    from mnist_course.workspace import delivery

    lessons, root = delivery.lessons_and_root(arguments.names)
    from mnist_course.selfcheck import watch

    return watch.run(root, lessons)
