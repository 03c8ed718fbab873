"""Atheris on the reader of notebooks: `pip install atheris`, then `pytest -m nightly -k guided`.

It looks for inputs that take a path through the reader which none took before.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_course import course
from support.hostile.submissions import RIGHT, notebook

SECONDS = int(os.environ.get("MNIST_FUZZ_SECONDS", "600"))
HARNESS = Path(__file__).parents[1] / "support" / "coverage_guided.py"


@pytest.mark.nightly
def test_the_reader_of_notebooks_guided_by_coverage(tmp_path):
    pytest.importorskip("atheris", reason="Atheris is not installed: `pip install atheris`")
    released = course.lesson_notebook("02_preprocessing").read_bytes()
    seeds = (notebook(RIGHT, before="print(1)"), released, b'{"cells": [], "metadata": {}}')
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    ran = subprocess.run(
        [sys.executable, str(HARNESS), str(corpus), f"-max_total_time={SECONDS}"],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS + 300,
        check=False,
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr[-3_000:]
    assert "Done " in ran.stderr, ran.stderr[-3_000:]
