"""pytest in a workspace, and pytest in everybody else's projects."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from mnist_course import course
from mnist_course.selfcheck.pytest_plugin import summary

LESSON = "02_preprocessing"
OTHER = "03_convolution"

WRONG_SCALE = "def scale(images):\n    return (images / 256).astype('float32')"


@pytest.fixture
def mixed(student):
    """In lesson 02 two right, one wrong and one untouched; lesson 03 is no notebook."""
    student.solve(LESSON, scale=WRONG_SCALE, hold_out=student.stub("hold_out"))
    student.change(LESSON, _own_prepare)
    student.notebook(OTHER).write_text("oh no")
    return student


def _own_prepare(cells):
    from support.students import cell_of

    source = "def prepare(images):\n    return (images[..., None] / 255).astype('float32')"
    cell_of(cells, "prepare")["source"] = source


def outcomes(shown: str) -> dict[str, str]:
    """What `pytest -v` said of each exercise."""
    return dict(re.findall(r"::(\w+) (PASSED|FAILED|SKIPPED|ERROR)", shown))


def test_collecting_lists_every_exercise_and_runs_none(student):
    done = student.run("pytest", "--collect-only", "-q")
    listed = [line for line in done.stdout.splitlines() if "::" in line]
    assert listed == [
        f"{lesson.id}/{lesson.id}.ipynb::{exercise.id}"
        for lesson in course.lessons()
        for exercise in lesson.exercises
    ]
    assert done.returncode == 0
    assert student.progress() == {}


@pytest.mark.slow
def test_a_mixed_lesson(mixed):
    report = mixed.root / "report.xml"
    done = mixed.run("pytest", "-v", LESSON, OTHER, f"--junitxml={report}")
    assert outcomes(done.stdout) == {
        "scale": "FAILED",
        "add_channel": "PASSED",
        "prepare": "PASSED",
        "hold_out": "SKIPPED",
        **dict.fromkeys(
            ("output_size", "convolve", "relu", "max_pool", "count_parameters"), "FAILED"
        ),
    }
    assert done.returncode == 1
    assert "0.996" in done.stdout
    assert "Next: " in done.stdout
    assert "it is not JSON (line 1)" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "pytest_plugin.py" not in done.stdout
    assert "2 of 9 visible checks passed, 1 not attempted yet, 6 to mend." in done.stdout
    suite = ElementTree.parse(report).getroot()[0]
    counts = {name: suite.get(name) for name in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": "9", "failures": "6", "skipped": "1", "errors": "0"}
    failure = suite.find("testcase[@name='scale']/failure")
    assert "0.996" in failure.text


def test_the_command_does_the_same(mixed):
    done = mixed.run("mnist_course", "check", "02")
    assert done.returncode == 1
    assert "2 of 4 visible checks passed, 1 not attempted yet, 1 to mend." in done.stdout
    assert "0.996" in done.stdout


@pytest.mark.long
def test_selecting_and_stopping_early(mixed):
    done = mixed.run("pytest", "-v", "-k", "prepare or scale", "-x", LESSON)
    assert outcomes(done.stdout) == {"scale": "FAILED"}
    assert mixed.progress() == {"scale": "failed"}
    done = mixed.run("pytest", "-v", f"{LESSON}/{LESSON}.ipynb::prepare")
    assert outcomes(done.stdout) == {"prepare": "PASSED"}
    assert done.returncode == 0
    assert "The visible check passed." in done.stdout
    assert mixed.progress() == {"scale": "failed", "prepare": "passed"}


@pytest.mark.long
def test_only_what_failed_last_time(mixed):
    mixed.run("pytest", LESSON)
    done = mixed.run("pytest", "-v", "--lf", LESSON)
    assert outcomes(done.stdout) == {"scale": "FAILED"}


def test_an_untouched_lesson_is_not_an_error(student):
    done = student.run("pytest", LESSON)
    assert done.returncode == 0
    assert "0 of 4 visible checks passed, 4 not attempted yet." in done.stdout


@pytest.mark.long
def test_in_parallel_each_notebook_stays_in_one_process(mixed):
    pytest.importorskip("xdist")
    done = mixed.run("pytest", "-v", "-n", "2", LESSON, OTHER)
    said = re.findall(r"\[(gw\d)\] .*?(PASSED|FAILED|SKIPPED) (\w+)/\w+\.ipynb::(\w+)", done.stdout)
    assert {name: outcome for _, outcome, _, name in said} == {
        "scale": "FAILED",
        "add_channel": "PASSED",
        "prepare": "PASSED",
        "hold_out": "SKIPPED",
        **dict.fromkeys(
            ("output_size", "convolve", "relu", "max_pool", "count_parameters"), "FAILED"
        ),
    }
    for lesson in (LESSON, OTHER):
        assert len({worker for worker, _, of, _ in said if of == lesson}) == 1
    assert "2 of 9 visible checks passed, 1 not attempted yet, 6 to mend." in done.stdout
    assert done.returncode == 1


@pytest.mark.long
def test_without_xdist_it_works_too(mixed):
    done = mixed.run("pytest", "-p", "no:xdist", "--collect-only", "-q", LESSON)
    assert done.returncode == 0


def test_other_projects_are_left_alone(tmp_path):
    # The same names, but no workspace.
    folder = tmp_path / LESSON
    folder.mkdir()
    notebook = course.lesson_notebook(LESSON).read_bytes()
    (folder / f"{LESSON}.ipynb").write_bytes(notebook)
    (tmp_path / "test_theirs.py").write_text(
        "import sys\n"
        "def test_theirs():\n"
        "    heavy = {'numpy', 'mnist_course.course', 'jupyter_client', 'keras'}\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:hypothesispytest"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"},
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    assert "visible" not in done.stdout


def test_in_a_workspace_other_notebooks_and_copies_are_left_alone(student):
    (student.root / "mine.ipynb").write_text("{}")
    own = student.root / "99_mine"
    own.mkdir()
    (own / "99_mine.ipynb").write_text("{}")
    copy = student.notebook(LESSON).with_name(f"{LESSON}-Copy1.ipynb")
    copy.write_bytes(student.notebook(LESSON).read_bytes())
    done = student.run("pytest", "--collect-only", "-q")
    listed = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert listed == {f"{lesson.id}/{lesson.id}.ipynb" for lesson in course.lessons()}


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        (["passed"] * 3, "All 3 visible checks passed."),
        (["passed"], "The visible check passed."),
        (["passed", "failed"], "1 of 2 visible checks passed, 1 to mend."),
        (["not_attempted"], "0 of 1 visible checks passed, 1 not attempted yet."),
        (["passed", "invalid", "crashed", "partial"], "1 of 4 visible checks passed, 3 to mend."),
    ],
)
def test_the_summary_counts(statuses, words):
    assert summary(statuses) == words
