"""nbgrader's own commands, on the repository and on a graded class as they stand."""

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.gradebook import recorder
from autograder.intake import submission
from autograder.pages import feedback
from mnist_course import course
from support import gradedclass
from support.gradedclass import LESSON

REPOSITORY = Path(__file__).resolve().parents[3]
QUICK = [one.id for one in course.lessons()][:5]
FAST = QUICK[1]
"""The lesson whose solution runs in the least time, without Keras."""


def nbgrader(folder, *arguments, status=0, **variables):
    """Run an nbgrader command in `folder`; what it wrote, both streams together."""
    # nbgrader calls `alembic` by name, as in an activated virtual environment.
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == status, done.stdout[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """The repository's masters and configuration, with an author's leftovers among them."""
    copy = tmp_path_factory.mktemp("course") / "repository"
    shutil.copytree(REPOSITORY / "solutions", copy / "solutions")
    (copy / "autograder").mkdir()
    for name in ("nbgrader_config.py", "autograder/nbgrader_config.py"):
        shutil.copy(REPOSITORY / name, copy / name)
    for name in ("digits.keras", "notes.txt"):
        (copy / "solutions" / LESSON / name).write_text("the author's own", "utf-8")
    nbgrader(copy, "generate_assignment", "--assignment=*")
    return copy


@pytest.mark.slow
@pytest.mark.long
def test_generated_assignments_are_the_lessons(repository):
    for lesson in course.lessons():
        name = f"{lesson.id}/{lesson.id}.ipynb"
        made = nbformat.read(repository / "lessons" / name, 4)
        assert made.cells == nbformat.read(REPOSITORY / "lessons" / name, 4).cells


@pytest.mark.long
@pytest.mark.slow
def test_generated_assignments_hold_no_master_and_no_artefact(repository):
    files = [path for path in (repository / "lessons").rglob("*") if path.is_file()]
    assert len(files) == len(course.lessons())
    for path in files:
        text = path.read_text("utf-8")
        assert "BEGIN SOLUTION" not in text
        assert "the author's own" not in text


@pytest.mark.slow
def test_configuration_works_from_anywhere(repository, tmp_path):
    variables = {"JUPYTER_CONFIG_PATH": str(repository / "autograder")}
    said = nbgrader(tmp_path, "generate_assignment", LESSON, "--force", **variables)
    assert str(repository / "lessons" / LESSON) in said
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.long
def test_validate_tells_a_solution_from_a_stub(repository):
    solution, stub = (f"{room}/{LESSON}/{LESSON}.ipynb" for room in ("solutions", "lessons"))
    assert "Success" in nbgrader(repository, "validate", solution)
    assert "FAILED" in nbgrader(repository, "validate", stub)


def _fetched(repository, tmp_path):
    """A lesson released to an exchange and fetched from it.

    Returns:
        The student's folder, the exchange's option, all of a student's options, their variables.
    """
    root, home = tmp_path / "exchange", tmp_path / "student"
    for folder in (root, home):
        folder.mkdir()
    root.chmod(0o777)
    place = f"--Exchange.root={root}"
    nbgrader(repository, "release_assignment", LESSON, place)
    student = {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home)}
    where = (place, "--course=mnist-course", f"--Exchange.cache={home / 'cache'}")
    nbgrader(home, "fetch_assignment", LESSON, *where, **student)
    return home, place, where, student


@pytest.mark.long
def test_release_submit_and_collect_through_the_exchange(repository, tmp_path):
    home, place, where, student = _fetched(repository, tmp_path)
    assert [path.name for path in (home / LESSON).iterdir()] == [f"{LESSON}.ipynb"]
    (home / LESSON / "digits.keras").write_bytes(b"my weights")
    (home / LESSON / "helper.py").write_text("mine = 1\n", "utf-8")
    nbgrader(home, "submit", LESSON, *where, **student)
    nbgrader(repository, "collect", LESSON, place)
    (folder,) = (repository / "submitted").glob(f"*/{LESSON}")
    names = {path.name for path in folder.iterdir()}
    assert {f"{LESSON}.ipynb", "digits.keras", "helper.py", "timestamp.txt"} <= names
    shutil.rmtree(repository / "submitted")


@pytest.mark.slow
@pytest.mark.parametrize(
    "made_by",
    [
        pytest.param("mnist-autograder", marks=pytest.mark.long),
        pytest.param("nbgrader", marks=pytest.mark.nightly),
    ],
)
def test_feedback_goes_back_through_the_exchange(repository, tmp_path, made_by):
    """From `nbgrader submit` to `nbgrader fetch_feedback`; those without a secret stop nothing."""
    out = tmp_path / "graded"
    home, place, where, student = _fetched(repository, tmp_path)
    nbgrader(home, "submit", LESSON, *where, **student)
    nbgrader(repository, "collect", LESSON, place)
    (folder,) = (repository / "submitted").iterdir()
    read = submission.read(repository / "submitted", folder.name, LESSON)
    shutil.rmtree(repository / "submitted")
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    ours = gradedclass.graded(folder.name, right, timestamp=read.timestamp)
    recorder.record(out, replace(ours, secret=read.secret))
    gradedclass.record(out, "from-moodle", right)
    if made_by == "nbgrader":
        nbgrader(out, "generate_feedback", LESSON, "--force")
    nbgrader(out, "release_feedback", LESSON, place)
    nbgrader(home, "fetch_feedback", LESSON, *where, **student)
    (page,) = (home / LESSON / "feedback").rglob("*.html")
    assert page.read_bytes() == feedback.path(out, folder.name, LESSON).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    "lesson",
    [
        pytest.param(one, marks=pytest.mark.long if one == FAST else pytest.mark.nightly)
        for one in QUICK
    ],
)
def test_stock_autograde_gives_solutions_full_marks(repository, lesson):
    folder = repository / "submitted" / "ada" / lesson
    folder.mkdir(parents=True)
    shutil.copy(REPOSITORY / "solutions" / lesson / f"{lesson}.ipynb", folder)
    nbgrader(repository, "autograde", lesson)
    with Gradebook(f"sqlite:///{repository}/gradebook.db") as book:
        found = book.find_submission(lesson, "ada")
        assert found.score == found.max_score == course.lesson(lesson).points


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    out = tmp_path_factory.mktemp("graded")
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    answers = gradedclass.right_answers() | {"describe": lambda images, labels: {}}
    gradedclass.record(out, "anna", right, timestamp="2026-03-01 12:00:00 UTC")
    gradedclass.record(out, "ben", gradedclass.verdicts_on(answers))
    return out


@pytest.mark.slow
def test_nbgraders_feedback_is_the_same_page(graded):
    page = feedback.path(graded, "ben", LESSON)
    ours = page.read_text("utf-8")
    page.unlink()
    nbgrader(graded, "generate_feedback", LESSON, "--force")
    assert page.read_text("utf-8") == ours
    names = {path.name for path in page.parent.iterdir()}
    assert names == {page.name, "timestamp.txt", "submission_secret.txt"}


@pytest.mark.slow
def test_nbgraders_export_leaves_our_marks_alone(graded):
    (graded / "grades.csv").write_text("ours\n", "utf-8")
    nbgrader(graded, "export")
    assert (graded / "grades.csv").read_text("utf-8") == "ours\n"
    rows = list(csv.DictReader((graded / "nbgrader-grades.csv").open(encoding="utf-8")))
    assert {row["student_id"]: row["score"] for row in rows} == {"anna": "10.0", "ben": "7.0"}


@pytest.mark.slow
def test_nbgrader_sees_the_class_as_graded(graded, monkeypatch):
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    monkeypatch.chdir(graded)
    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(graded), "mnist-course"
    api = NbGraderAPI(config=config)
    assert api.get_autograded_students(LESSON) == {"anna", "ben"}
    assert [one["name"] for one in api.get_assignments()] == [LESSON]
    scores = {one["student"]: one["score"] for one in api.get_submissions(LESSON)}
    assert scores == {"anna": 10.0, "ben": 7.0}
