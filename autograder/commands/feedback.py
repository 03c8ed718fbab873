"""`mnist-autograder feedback OUT`."""

import argparse
import sys
from pathlib import Path

from autograder.core import writing
from autograder.gradebook import decisions, reading
from autograder.pages import feedback, overview
from autograder.platforms import returning
from autograder.records import asked, exchange, verdicts
from mnist_course.core import files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder of the graded class")


def run(arguments: argparse.Namespace) -> int:
    """Write all pages, and the overview of the class."""
    out: Path = arguments.out
    marks = {(one.key, one.lesson): one for one in reading.marks(out)}
    written = []
    with writing.refusing(out):
        decisions.note_marks(out)
        for graded in verdicts.all_of(out):
            mark = marks.get((graded.key, graded.lesson))
            if mark is not None:
                feedback.write(out, graded, mark)
                exchange.write(out, graded)
                written.append(graded)
        files.write(out / overview.FILE, overview.page(written, marks))
        archives = returning.write(out, written)
    for one in asked.changed_since(out):
        print(one.words, file=sys.stderr)
    print(f"{len(written):,} pages of feedback: {out / 'feedback'}")
    print(f"{len(archives):,} archives to upload, one a lesson: {out / returning.FOLDER}")
    print(f"Overview of the class: {out / overview.FILE}")
    return 0
