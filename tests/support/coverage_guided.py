"""Atheris on the reader of notebooks; run as a program.

    python coverage_guided.py CORPUS [libFuzzer's options]

An error, more than 60 seconds or more than 3 GiB stops it with an exit status that is not 0.
"""

import contextlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mnist_course.saved"]):
    from mnist_course import course
    from mnist_course.saved import cells, plan

LESSON = "02_preprocessing"
PLACE = course.lesson_notebook(LESSON)
RELEASED = cells.read(PLACE.read_bytes(), PLACE.name)
EXERCISES = course.lesson(LESSON).exercises


def reads(raw: bytes) -> None:
    """Reads a notebook, and plans what of it runs."""
    with contextlib.suppress(cells.Unreadable):
        made = plan.make(cells.read(raw, PLACE.name), RELEASED, EXERCISES)
        assert all(isinstance(step.cell.source, str) for step in made.steps)


def main() -> None:
    corpus, *options = sys.argv[1:]
    for seed in Path(corpus).iterdir():
        # What is imported when it is first needed is no input's fault.
        reads(seed.read_bytes())
    atheris.Setup([sys.argv[0], corpus, "-timeout=60", "-rss_limit_mb=3072", *options], reads)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
