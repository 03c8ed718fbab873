"""Exercises of an instructor's own: begun, built, released, checked and graded like the others."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.theircourse import SHIPPED, autograder, only

NAMES = {"spread": "02_preprocessing", "colours": "10_colours"}

PRYING = """
import importlib, os, pathlib
_seen = []
for _room in ("answers", "judging"):
    try:
        importlib.import_module(f"mnist_course.{_room}")
        _seen.append(_room)
    except ImportError:
        pass
_seen += [str(one) for one in pathlib.Path("/sandbox").rglob("*") if "answers" in one.name]
_seen += [str(one) for one in pathlib.Path("/").rglob("spread.py") if "exercises" not in str(one)]
assert not _seen, _seen
print("nothing to be seen of", sorted(p.name for p in pathlib.Path("/sandbox/course").rglob("*")))
"""


@pytest.fixture(scope="module")
def theirs(tmp_path_factory) -> Path:
    """A course of one lesson that ships and one of its own, with an exercise of its own in each."""
    folder = tmp_path_factory.mktemp("own") / "course"
    folder.mkdir()
    (folder / "course.toml").write_text(only(SHIPPED, "02_preprocessing"), "utf-8")
    for words in (("exercise", "spread", "--lesson", "02"), ("lesson", "10_colours")):
        done = autograder("new", *words, folder=folder)
        assert done.returncode == 0, done.stderr
    done = autograder("build", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "The masters' own solutions pass their checks: 6." in done.stdout
    return folder


@pytest.mark.nightly
def test_nothing_is_overwritten_and_bad_names_are_one_line(theirs):
    before = {path: path.read_bytes() for path in theirs.rglob("*") if path.is_file()}
    for words, said in (
        (("exercise", "spread", "--lesson", "02"), "There is an exercise spread already"),
        (("exercise", "scale", "--lesson", "02"), "There is an exercise scale already"),
        (("exercise", "Mean image", "--lesson", "02"), "cannot be an exercise"),
        (("exercise", "mean_image"), "Name the exercise's lesson"),
        (("exercise", "mean_image", "--lesson", "44"), "There is no lesson '44'"),
        (("lesson", "colours"), "cannot be a lesson"),
        (("lesson", "10_colours"), "is there already"),
        (("lesson", "02_colour"), "02_colour has the number of 02_preprocessing"),
    ):
        done = autograder("new", *words, folder=theirs)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), words
        assert said in done.stderr
    assert before == {path: path.read_bytes() for path in theirs.rglob("*") if path.is_file()}


@pytest.mark.long
def test_a_fault_of_theirs_is_one_line_and_nothing_is_written(theirs, tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(theirs, folder)
    answer = folder / "answers" / "spread.py"
    right = answer.read_text("utf-8")
    built = {path: path.read_bytes() for path in (folder / "lessons").rglob("*.ipynb")}
    for before, after, said in (
        (
            "float(np.ptp(values))",
            "float(np.ptp(values)) + 1",
            "spread: the master's own",
        ),
        ("float(values.max()),", "float(values.max() - values.min()),", "'largest-alone' passes"),
    ):
        assert before in right
        answer.write_text(right.replace(before, after, 1), "utf-8")
        done = autograder("build", "02", folder=folder)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "Nothing was written. 02_preprocessing, " in done.stderr
        assert said in done.stderr
    assert built == {path: path.read_bytes() for path in (folder / "lessons").rglob("*.ipynb")}


@pytest.mark.long
@pytest.mark.sandbox
def test_they_are_graded_in_the_sandbox_which_has_no_answer_of_theirs(
    need_sandbox, theirs, tmp_path
):
    submitted = tmp_path / "submitted"
    for student in ("ana", "ben"):
        for lesson in NAMES.values():
            (submitted / student / lesson).mkdir(parents=True)
            shutil.copy(
                theirs / "solutions" / lesson / f"{lesson}.ipynb", submitted / student / lesson
            )
    # Ana looks around where her answer runs; Ben has one of the misconceptions.
    for student, before, after in (
        ("ana", "def spread(values):", f"{PRYING}\n\ndef spread(values):"),
        ("ben", "values.max() - values.min()", "values.max()"),
    ):
        path = submitted / student / "02_preprocessing" / "02_preprocessing.ipynb"
        notebook = json.loads(path.read_text("utf-8"))
        (cell,) = (
            one
            for one in notebook["cells"]
            if one["metadata"].get("nbgrader", {}).get("grade_id") == "spread"
        )
        cell["source"] = "".join(cell["source"]).replace(before, after)
        path.write_text(json.dumps(notebook), "utf-8")

    graded = tmp_path / "graded"
    done = autograder("grade", submitted, "--out", graded, folder=theirs)
    assert done.returncode == 0, done.stderr + done.stdout
    with (graded / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {(one["student"], one["exercise"]): one for one in csv.DictReader(file)}
    assert rows["ben", "spread"]["status"] == "failed"
    assert "This is the largest of the values." in rows["ben", "spread"]["message"]
    wrong = [key for key, row in rows.items() if row["status"] != "passed"]
    assert wrong == [("ben", "spread")], [rows[key] for key in wrong]
    ran = graded / "autograded" / "ana" / "02_preprocessing" / "02_preprocessing.ipynb"
    text = ran.read_text("utf-8")
    assert "nothing to be seen of [" in text
    assert "'course.toml', 'exercises'" in text

    assert autograder("feedback", graded, folder=theirs).returncode == 0
    pages = {path.parent.name: path for path in (graded / "feedback" / "ben").rglob("*.html")}
    assert "Subtract the smallest from it." in pages["02_preprocessing"].read_text("utf-8")
    assert "2 of 2 points" in pages["10_colours"].read_text("utf-8")
    assert autograder("export", graded, "--format", "csv", folder=theirs).returncode == 0
    marks = next(path for path in graded.glob("*.csv") if path.name != "grades.csv")
    assert "10_colours" in marks.read_text("utf-8")


@pytest.mark.long
def test_they_are_released_and_students_check_them(theirs, tmp_path):
    students = tmp_path / "students"
    done = autograder("release", students, folder=theirs)
    assert done.returncode == 0, done.stderr
    for name in NAMES:
        for room in ("exercises", "answers"):
            assert (students / "mnist_course" / room / f"{name}.py").is_file()
    environment = os.environ | {"PYTHONPATH": str(students), "PYTHONUTF8": "1"}
    root = tmp_path / "lessons"
    done = subprocess.run(
        [sys.executable, "-m", "mnist_course", "start", "--prepare-only", str(root)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in root.glob("[0-9]*")) == sorted(NAMES.values())
    shutil.copy(theirs / "solutions" / "10_colours" / "10_colours.ipynb", root / "10_colours")
    done = subprocess.run(
        [sys.executable, "-m", "mnist_course", "check", "10", str(root)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"1 passed", done.stdout), done.stdout
