"""`grade` where packages are installed in other versions than were released, or handed in."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_course.core import versions

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.slow
@pytest.mark.long
def test_it_says_where_the_graders_and_a_students_differ(tmp_path, digits):
    checkout = tmp_path / "checkout"
    for name in ("mnist_course", "autograder", "lessons"):
        shutil.copytree(
            REPOSITORY / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(REPOSITORY / "course.toml", checkout)
    (checkout / versions.FILE).write_text(versions.text({"numpy": "2.0.0"}), "utf-8")
    here = importlib.metadata.version("keras")
    other = digits.replace(f'"keras_version": "{here}"'.encode(), b'"keras_version": "3.12.7"')
    for student, model in (("ana", digits), ("ben", other), ("chen", other)):
        lesson = tmp_path / "submitted" / student / "06_training"
        lesson.mkdir(parents=True)
        (lesson / "06_training.ipynb").write_text("no notebook")
        (lesson / "digits.keras").write_bytes(model)
    code = "import sys; from autograder.commands.main import main; sys.exit(main(sys.argv[1:]))"
    options = ["--out", "graded", "--sandbox", "none", "--jobs", "1"]
    done = subprocess.run(
        [sys.executable, "-c", code, "grade", "submitted", *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    numpy = importlib.metadata.version("numpy")
    said = f"Other versions here than those that were released: numpy {numpy} (tested: 2.0.0). "
    assert said in done.stdout
    assert f"Saved with Keras 3.12.7, not {here} as here: ben, chen\n" in done.stdout
