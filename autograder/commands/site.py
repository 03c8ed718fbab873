"""`mnist-autograder site OUT [--lesson L …]`."""

import argparse
import importlib.util
import os
from pathlib import Path

from mnist_course import course
from mnist_course.core.errors import CourseError

_REPOSITORY = Path(__file__).resolve().parents[2]
_NEEDED = ("sphinx", "myst_nb", "furo", "latex2mathml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("out", metavar="OUT", type=Path, help="folder to make")
    parser.add_argument(
        "--lesson",
        metavar="L",
        action="append",
        default=[],
        help="only these lessons; repeatable; default: all",
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the pages, and say where they begin."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise CourseError(
            f"The pages need {', '.join(missing)}, which {'is' if missing[1:] == [] else 'are'} "
            'not installed: `pip install -e ".[site]"`.'
        )
    # Here, since it needs the packages of an author.
    from autograder.site import sources

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    named = {course.lesson(name).id for name in arguments.lesson}
    lessons = [one for one in course.lessons() if not named or one.id in named]
    out = arguments.out.resolve()
    sources.make(out, _REPOSITORY, lessons, lambda line: print(line, flush=True))
    print(f"The course as web pages: {arguments.out / 'index.html'}")
    print("They hold no solutions, and need neither a server nor a network.")
    return 0
