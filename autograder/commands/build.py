"""`mnist-autograder build`."""

import argparse
from pathlib import Path

from mnist_course import course


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="all where none is named")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; status 1 where a notebook is stale"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the notebooks that are not up to date; with `--check`, only name them."""
    # Here, since it needs the packages of an author.
    from autograder.authoring.build import build

    repository = Path(__file__).resolve().parents[2]
    chosen = [course.lesson(name) for name in arguments.lessons] or course.lessons()
    stale = 0
    for lesson in chosen:
        for path, text in build(repository, lesson).items():
            if path.is_file() and path.read_text("utf-8") == text:
                continue
            stale += 1
            shown = path.relative_to(repository)
            if arguments.check:
                print(f"stale: {shown}")
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            print(f"wrote {shown}")
    return 1 if arguments.check and stale else 0
