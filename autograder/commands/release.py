"""`mnist-autograder release OUT`."""

import argparse
from pathlib import Path

from autograder.authoring import release


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "out", metavar="OUT", type=Path, help="folder to make; OUT.zip is put beside it"
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the bundle and say where it is."""
    archive = release.make(arguments.out, Path(__file__).resolve().parents[2])
    size = archive.stat().st_size / 1e6
    print(f"The students' bundle: {arguments.out} and {archive.name} ({size:.0f} MB).")
    print("It was searched for solutions, weights and instructors' files; there are none.")
    print('In it: `pip install -e . && mnist-course start`; `pip install -e ".[test]" && pytest`.')
    return 0
