"""A check that has not passed: a person sees its panel and goes on, a program sees an error."""

import os
import shutil
import subprocess
import sys

import pytest

from support.frontend import FrontEnd

LESSON = "02_preprocessing"
BEGIN = 'from mnist_course import begin, check\nbegin("02")'
WRONG = "def scale(images):\n    return images / 256"


@pytest.fixture
def kernel(student, kernels):
    started = kernels.start(student.root / LESSON, keras=False)
    yield started
    kernels.end(started)


def test_run_all_goes_on_behind_a_check_that_has_not_passed(kernel):
    cells = [
        (BEGIN, "b"),
        ('check("add_channel")', "c"),
        (WRONG, "scale"),
        ('check("scale")', "d"),
        ("print('came here')", "e"),
    ]
    shown = FrontEnd(kernel).run_all(cells)
    assert [one.status for one in shown] == ["ok"] * 5
    assert shown[1].verdict.status == "not_attempted"
    assert shown[3].verdict.status == "failed"
    assert not shown[3].error, "the panel alone says it"
    assert "Not yet" in shown[3].html
    assert shown[4].text == "came here\n"


def test_where_nobody_could_answer_a_question_the_check_raises(kernel):
    front_end = FrontEnd(kernel, person=False)
    front_end.run(BEGIN)
    shown = front_end.run('check("scale")')
    assert (shown.status, shown.error) == ("error", "CheckFailed")
    assert len(shown.traceback) == 1


@pytest.mark.long
@pytest.mark.slow
def test_nbgraders_validate_sees_the_failure(student):
    student.solve(LESSON, scale=WRONG)
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    command = [shutil.which("nbgrader", path=path), "validate", str(student.notebook(LESSON))]
    said = subprocess.run(
        command, cwd=student.root, capture_output=True, text=True, env={**os.environ, "PATH": path}
    ).stdout
    assert "VALIDATION FAILED" in said
    assert "scale: Not yet" in said
