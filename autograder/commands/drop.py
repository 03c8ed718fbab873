"""`mnist-autograder drop OUT EXERCISE`."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder of the graded class")
    parser.add_argument("exercise", metavar="EXERCISE", help="such as hold_out")
    parser.add_argument("--undo", action="store_true", help="let it count again")


def run(arguments: argparse.Namespace) -> int:
    """Drop, or take it back."""
    from autograder.core import writing
    from autograder.gradebook import database, decisions, reading

    reading.marks(arguments.out)
    database.may_write(arguments.out)
    with writing.refusing(arguments.out):
        changed = decisions.drop(arguments.out, arguments.exercise, arguments.undo)
    counts = "counts again" if arguments.undo else "no longer counts"
    print(f"{arguments.exercise} {counts}: {changed:,} submissions.")
    print(f"Write the pages anew with `mnist-autograder feedback {arguments.out}`.")
    return 0
