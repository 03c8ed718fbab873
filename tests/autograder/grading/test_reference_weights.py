"""Trained weights that come with the course, and the same ones twice, as a class is graded."""

import pytest

from autograder.grading.run import Options, grade_submission
from autograder.intake.submission import Submission
from mnist_course import model
from mnist_course.course import lesson_notebook

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]

LESSON = "06_training"


@pytest.fixture(scope="module")
def reference_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("reference") / "digits.keras"
    model.reference().save(path)
    return path.read_bytes()


def handed_in(name, content):
    notebook = lesson_notebook(LESSON).read_bytes()
    return Submission("anna", LESSON, {f"{LESSON}.ipynb": notebook, name: content}, digest="d")


def graded(roomy, submission, **more):
    results = grade_submission(submission, Options(5, **more), roomy).results
    return next(one for one in results if one.exercise == "trained_model")


@pytest.mark.long
def test_the_reference_earns_what_the_instructor_says(roomy, reference_file):
    one = handed_in("digits.keras", reference_file)
    none = graded(roomy, one)
    assert (none.status, none.points, none.verdict.cause) == ("failed", 0, "reference-weights")
    full = graded(roomy, one, reference_weights="full")
    assert (full.status, full.points) == ("passed", full.max_points)
    assert "come with the course" in full.message
