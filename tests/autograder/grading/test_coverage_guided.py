"""Atheris on what reads from students: `pip install atheris`, then `pytest -m nightly -k guided`.

It looks for inputs that take a path through a reader which none took before.
"""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.plain import pack
from support.hostile.submissions import RIGHT, notebook

SECONDS = int(os.environ.get("MNIST_FUZZ_SECONDS", "600"))
HARNESS = Path(__file__).parents[2] / "support" / "coverage_guided.py"


def notebooks(_: bytes) -> list[bytes]:
    released = course.lesson_notebook("02_preprocessing").read_bytes()
    return [notebook(RIGHT, before="print(1)"), released, b'{"cells": [], "metadata": {}}']


def answers(_: bytes) -> list[bytes]:
    record = {"value": np.arange(6.0).reshape(2, 3), "type": "ndarray", "error": None}
    return [pack({"calls": [{**record, "changed": [0], "printed": "x"}]}), pack([1, 2.5, None])]


def member(name: str):
    def of(digits: bytes) -> list[bytes]:
        with zipfile.ZipFile(io.BytesIO(digits)) as archive:
            return [archive.read(name)]

    return of


SEEDS = {
    "notebook": notebooks,
    "answer": answers,
    "configuration": member("config.json"),
    "weights": member("model.weights.h5"),
    "model": lambda digits: [digits],
}


@pytest.mark.nightly
@pytest.mark.parametrize("reader", SEEDS)
def test_a_reader_guided_by_coverage(reader, digits, tmp_path):
    pytest.importorskip("atheris", reason="Atheris is not installed: `pip install atheris`")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(SEEDS[reader](digits)):
        (corpus / f"seed-{number}").write_bytes(seed)
    ran = subprocess.run(
        [sys.executable, str(HARNESS), reader, str(corpus), f"-max_total_time={SECONDS}"],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS + 300,
        check=False,
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr[-3_000:]
    assert "Done " in ran.stderr, ran.stderr[-3_000:]
