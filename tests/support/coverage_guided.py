"""Atheris on one of the readers of what students send; run as a program.

    python coverage_guided.py READER CORPUS [libFuzzer's options]

An error, more than 60 seconds or more than 3 GiB stops it with an exit status that is not 0.
"""

import contextlib
import sys
from pathlib import Path

import atheris

INSTRUMENTED = [
    "mnist_course.core.plain",
    "mnist_course.judging.network",
    "mnist_course.probes",
    "mnist_course.saved",
]

with atheris.instrument_imports(include=INSTRUMENTED):
    from mnist_course import course
    from mnist_course.core import plain
    from mnist_course.judging.network import judge_model
    from mnist_course.probes import hdf5, saved_models
    from mnist_course.saved import cells, plan

LESSON = "02_preprocessing"
PLACE = course.lesson_notebook(LESSON)
RELEASED = cells.read(PLACE.read_bytes(), PLACE.name)
EXERCISES = course.lesson(LESSON).exercises
MODEL = Path("fuzzed.keras")


def notebook(raw: bytes) -> None:
    """Reads a notebook, and plans what of it runs."""
    with contextlib.suppress(cells.Unreadable):
        made = plan.make(cells.read(raw, PLACE.name), RELEASED, EXERCISES)
        assert all(isinstance(step.cell.source, str) for step in made.steps)


def answer(raw: bytes) -> None:
    """Reads what a probe packed, and packs it again."""
    with contextlib.suppress(ValueError):
        plain.pack(plain.unpack(raw))


def configuration(raw: bytes) -> None:
    """Judges a network by its configuration alone."""
    text = raw.decode("utf-8", "replace")
    observed = {"origin": "file", "problem": None, "config": text, "weights": [], "built": True}
    assert judge_model(observed).message


def weights(raw: bytes) -> None:
    """Reads a file of weights."""
    with contextlib.suppress(hdf5.Weights):
        assert sum(len(one) for one in hdf5.read_arrays(raw, 10_000).layers.values()) < 10_000


def model(raw: bytes) -> None:
    """Reads a saved network."""
    MODEL.write_bytes(raw)
    observed = saved_models.read(MODEL)
    assert observed["problem"] is None or observed["problem"]["message"]


READERS = {one.__name__: one for one in (notebook, answer, configuration, weights, model)}


def main() -> None:
    reader, corpus, *options = sys.argv[1:]
    for seed in Path(corpus).iterdir():
        # What is imported when it is first needed is no input's fault.
        READERS[reader](seed.read_bytes())
    limits = ["-timeout=60", "-rss_limit_mb=3072"]
    atheris.Setup([sys.argv[0], corpus, *limits, *options], READERS[reader])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
