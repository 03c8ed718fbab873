"""The self-check of saved notebooks: one verdict an exercise, whatever the notebook holds."""

import dataclasses
import json
import sys

import psutil
import pytest

from mnist_course import course
from mnist_course.notebook.check import verdict_on
from mnist_course.saved.plan import CHECK, SOLUTION
from mnist_course.selfcheck.kernels import Kernels
from mnist_course.selfcheck.run import SelfCheck, check_notebook, execute, planned
from support.students import cell_of

LESSON = "02_preprocessing"
NAMES = [exercise.id for exercise in course.lesson(LESSON).exercises]
CONVOLUTION = "03_convolution"


def checked(student, lesson_id, kernels) -> dict:
    lesson = course.lesson(lesson_id)
    return {
        exercise.id: verdict
        for exercise, verdict in check_notebook(student.notebook(lesson_id), lesson, kernels)
    }


def impatient(lesson_id):
    """The lesson with exercises that may take a second only."""
    lesson = course.lesson(lesson_id)
    quick = tuple(dataclasses.replace(one, time_limit=1.0) for one in lesson.exercises)
    return dataclasses.replace(lesson, exercises=quick)


# Reading ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "cause", "said"),
    [
        (b"# my notes", "not-json", "it is not JSON (line 1)"),
        (b"", "not-json", "it is not JSON"),
        (b'{"nbformat": 4, "cells": [', "not-json", "it is not JSON"),
        (b"\xff\xfe\x00", "not-json", "it is not UTF-8 text"),
        (b"[" * 100_000, "not-json", "is not a notebook"),
        (b"[1, 2]", "not-a-notebook", "not a notebook"),
        (b'{"nbformat": 2, "worksheets": []}', "wrong-format", "notebook format 2"),
        (b'{"nbformat": 5, "cells": []}', "wrong-format", "notebook format 5"),
        (b'{"nbformat": 4, "cells": 7}', "not-a-notebook", "no readable cells"),
        (b'{"nbformat": 4, "cells": ["x"]}', "not-a-notebook", "no readable cells"),
        (
            b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}',
            "missing-cell",
            "is missing from the notebook",
        ),
        (b'{"nbformat": 4, "cells": []}', "missing-cell", "is missing from the notebook"),
    ],
)
def test_a_file_that_is_no_notebook_gives_every_exercise_a_clear_verdict(
    tmp_path, content, cause, said
):
    path = tmp_path / f"{LESSON}.ipynb"
    path.write_bytes(content)
    faults = planned(path, course.lesson(LESSON)).faults
    assert set(faults) == set(NAMES)
    for verdict in faults.values():
        assert (verdict.status, verdict.cause) == ("invalid", cause)
        assert said in verdict.message
        assert verdict.next_step
        assert "\n" not in verdict.message


def test_a_missing_file_is_a_verdict_too(tmp_path):
    faults = planned(tmp_path / f"{LESSON}.ipynb", course.lesson(LESSON)).faults
    assert {verdict.cause for verdict in faults.values()} == {"unreadable"}


def steps(student) -> list[tuple[str, str]]:
    made = planned(student.notebook(LESSON), course.lesson(LESSON))
    return [(one.role, one.exercise) for one in made.steps if one.exercise]


IN_ORDER = [(kind, one) for one in NAMES for kind in (SOLUTION, CHECK)]


@pytest.mark.parametrize(
    "edit",
    [
        lambda cells: None,
        lambda cells: cells.remove(cell_of(cells, "scale-check")),
        lambda cells: cells.insert(0, cells.pop(cells.index(cell_of(cells, "scale-check")))),
        lambda cells: cell_of(cells, "scale-check").update(cell_type="markdown"),
        lambda cells: cell_of(cells, "scale-check").update(source="print('passed')"),
        lambda cells: cells.insert(0, {"cell_type": "code", "source": "x = 1"}),
        lambda cells: cells[0].update(metadata=None),
        lambda cells: cells[0].update(metadata={"nbgrader": {"grade_id": 3}}),
    ],
)
def test_every_exercise_is_checked_after_its_cell_whatever_became_of_its_check(student, edit):
    student.change(LESSON, edit)
    assert steps(student) == IN_ORDER


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (lambda cells: cells.remove(cell_of(cells, "scale")), "missing-cell"),
        (
            lambda cells: cell_of(cells, "scale").update(source="<<<<<<< HEAD\nx\n=======\ny"),
            "merge-conflict",
        ),
        (lambda cells: cell_of(cells, "scale").update(cell_type="markdown"), "not-code"),
    ],
)
def test_what_is_wrong_with_one_cell_concerns_only_its_exercise(student, edit, cause):
    student.change(LESSON, edit)
    faults = planned(student.notebook(LESSON), course.lesson(LESSON)).faults
    assert {name: verdict.cause for name, verdict in faults.items()} == {"scale": cause}
    assert [one for one in steps(student) if one[1] != "scale"] == IN_ORDER[2:]


# Running ------------------------------------------------------------------------


def test_right_wrong_and_untouched_in_one_notebook_and_the_file_is_not_written(student, kernels):
    student.solve(
        LESSON,
        prepare="def prepare(images):\n    return (images[..., None] / 256).astype('float32')",
        hold_out=student.stub("hold_out"),
    )
    before = student.notebook(LESSON).read_bytes()
    verdicts = checked(student, LESSON, kernels)
    assert {name: verdict.status for name, verdict in verdicts.items()} == {
        **dict.fromkeys(NAMES, "passed"),
        "prepare": "failed",
        "hold_out": "not_attempted",
    }
    assert "0.996" in verdicts["prepare"].message
    assert student.progress() == {name: verdict.status for name, verdict in verdicts.items()}
    assert student.notebook(LESSON).read_bytes() == before


LESSONS = [lesson.id for lesson in course.lessons()]
IN_CI = ("03_convolution", "07_evaluation")


@pytest.mark.parametrize("lesson_id", LESSONS)
def test_a_solution_uses_nothing_that_an_illustration_binds(student, lesson_id):
    student.solve(lesson_id)
    made = planned(student.notebook(lesson_id), course.lesson(lesson_id))
    assert any(step.cell.illustrates for step in made.steps)
    assert not [step.cell.source for step in made.steps if step.cell.illustrates and step.runs]


@pytest.mark.slow
@pytest.mark.parametrize(
    "lesson_id",
    [
        one
        if one == LESSON
        else pytest.param(one, marks=pytest.mark.long if one in IN_CI else pytest.mark.nightly)
        for one in LESSONS
    ],
)
def test_solutions_pass_with_the_illustrations_left_out(student, kernels, lesson_id):
    student.solve(lesson_id)
    verdicts = checked(student, lesson_id, kernels)
    made = {exercise.id for exercise in course.lesson(lesson_id).exercises if exercise.artefact}
    assert {name: one.status for name, one in verdicts.items()} == {
        name: "not_attempted" if name in made else "passed" for name in verdicts
    }


def test_only_the_cells_down_to_a_check_run_for_it(student, kernels):
    student.solve(LESSON)
    student.change(
        LESSON,
        lambda cells: cells.insert(
            cells.index(cell_of(cells, "prepare")),
            {"cell_type": "code", "source": "open('ran', 'w').close()"},
        ),
    )
    lesson = course.lesson(LESSON)
    run = SelfCheck(student.notebook(LESSON), lesson, kernels)
    ran = student.notebook(LESSON).parent / "ran"
    assert run.verdict(course.exercise("add_channel")).ok
    assert not ran.exists()
    assert run.verdict(course.exercise("prepare")).ok
    assert ran.exists()
    run.close()


def test_faults_in_cells_and_functions_are_told_apart(student, kernels):
    student.solve(
        LESSON,
        scale="def scale(images)\n    return images / 255",
        add_channel="def add_channel(images):\n    raise ValueError('what now')",
        prepare="def make_ready(images):\n    return images",
        hold_out="hold_out = 7\nraise KeyError('after')",
    )
    verdicts = checked(student, LESSON, kernels)
    assert verdicts["scale"].status == "crashed"
    assert "SyntaxError" in verdicts["scale"].message
    assert "in line 1: `def scale(images)`" in verdicts["scale"].message
    assert verdicts["add_channel"].status == "crashed"
    assert "`raise ValueError('what now')`" in verdicts["add_channel"].message
    assert (verdicts["prepare"].status, verdicts["prepare"].cause) == (
        "invalid",
        "missing-function",
    )
    assert verdicts["hold_out"].cause == "missing-function"
    assert verdicts["hold_out"].message.startswith(
        "A cell that defines `hold_out` stopped with Key"
    )


@pytest.mark.slow
def test_what_hangs_or_kills_the_kernel_does_not_hide_the_others(student, kernels):
    student.solve(
        CONVOLUTION,
        output_size=(
            "def output_size(size, kernel, stride=1, padding='valid'):\n"
            "    while True:\n"
            "        try:\n"
            "            while True: pass\n"
            "        except BaseException: pass"
        ),
        convolve="while True: pass",
        relu="import os\ndef relu(values):\n    os._exit(3)",
    )

    def talk(cells):
        cell = cell_of(cells, "max_pool")
        cell["source"] = "".join(cell["source"]) + "\nfor i in range(20_000): print('flood', i)"
        cells.insert(1, {"cell_type": "code", "source": "mine = 7"})
        cell = cell_of(cells, "count_parameters")
        cell["source"] = "assert mine == 7\n" + "".join(cell["source"])

    student.change(CONVOLUTION, talk)
    lesson = impatient(CONVOLUTION)
    verdicts = {
        exercise.id: verdict
        for exercise, verdict in check_notebook(student.notebook(CONVOLUTION), lesson, kernels)
    }
    assert {name: (one.status, one.cause) for name, one in verdicts.items()} == {
        "output_size": ("timed_out", "timed-out"),
        "convolve": ("timed_out", "timed-out"),
        "relu": ("crashed", "kernel-died"),
        "max_pool": ("passed", ""),
        "count_parameters": ("passed", ""),
    }
    assert "could not be interrupted" in verdicts["output_size"].message
    assert "The cell of `convolve`" in verdicts["convolve"].message
    assert student.progress() == {name: verdict.status for name, verdict in verdicts.items()}


def artefact_of(lesson):
    return next(one for one in lesson.exercises if one.artefact)


def test_an_artefact_without_its_file_is_not_attempted(student, kernels):
    lesson = course.lesson("06_training")
    folder = student.notebook(lesson.id).parent
    (folder / "digit.keras").write_bytes(b"")
    (folder / "models").mkdir()
    (folder / "models" / "digits.keras").write_bytes(b"")
    verdict = SelfCheck(student.notebook(lesson.id), lesson, kernels).verdict(artefact_of(lesson))
    assert (verdict.status, verdict.cause) == ("not_attempted", "no-artefact")
    assert "The check does not train" in verdict.next_step
    assert "There is `digit.keras`, `models/digits.keras`." in verdict.message
    # The notebook says the same, wherever the check is asked for the file.
    exercise = artefact_of(lesson)
    assert verdict_on(exercise, folder / exercise.artefact) == verdict


@pytest.mark.long
@pytest.mark.slow
def test_an_artefacts_cell_is_not_run_and_its_file_is_judged(student, kernels):
    lesson = course.lesson("06_training")
    artefact = artefact_of(lesson)
    student.solve(lesson.id, **{artefact.id: "open('ran', 'w').close()"})
    folder = student.notebook(lesson.id).parent
    (folder / artefact.artefact).write_bytes(b"not a model")
    run = SelfCheck(student.notebook(lesson.id), lesson, kernels, {artefact.id})
    verdict = run.verdict(artefact)
    run.close()
    assert verdict.status in ("invalid", "failed")
    assert artefact.artefact in verdict.message
    assert not (folder / "ran").exists()


@pytest.mark.long
@pytest.mark.slow
def test_without_forks_the_verdicts_are_the_same(student):
    student.solve(LESSON, hold_out=student.stub("hold_out"))
    with Kernels(fork=False) as fresh:
        verdicts = checked(student, LESSON, fresh)
    assert [verdict.status for verdict in verdicts.values()] == [
        "passed",
        "passed",
        "passed",
        "not_attempted",
    ]


def test_closing_ends_every_process(student):
    def running() -> set[int]:
        children = psutil.Process().children(recursive=True)
        return {one.pid for one in children if one.status() != psutil.STATUS_ZOMBIE}

    before = running()
    started = Kernels()
    kernel = started.start(student.root, keras=False)
    assert running() - before
    assert kernel.alive()
    started.close()
    assert not running() - before


def test_a_notebook_written_by_another_editor_is_read(student):
    path = student.notebook(LESSON)
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(json.loads(path.read_text("utf-8"))).encode())
    assert steps(student) == IN_ORDER


def test_a_fault_of_the_check_itself_is_not_blamed_on_the_student(monkeypatch):
    def broken(inputs, observed):
        raise IndexError("of ours")

    faulty = dataclasses.replace(course.answer("scale"), judge=broken)
    monkeypatch.setattr(course, "answer", lambda exercise_id: faulty)
    verdict = verdict_on(course.exercise("scale"), lambda images: images)
    assert (verdict.status, verdict.cause) == ("not_graded", "check-failed")
    assert "IndexError: of ours" in verdict.message
    assert "not your mistake" in verdict.next_step


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
def test_kernels_are_forked_from_a_warm_process(tmp_path):
    """A warm process that cannot start only costs time, so nothing else would notice."""
    with Kernels() as started:
        started.start(tmp_path, keras=False)
        lines = [" ".join(one.cmdline()) for one in psutil.Process().children(recursive=True)]
    assert any("kernels.fork_server" in line for line in lines)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize(
    "fork",
    [
        False,
        pytest.param(
            True,
            marks=pytest.mark.skipif(
                sys.platform != "linux", reason="only Linux forks its kernels"
            ),
        ),
    ],
)
def test_keras_is_imported_before_the_first_cell(fork, tmp_path):
    """Else its import, slow on a cold disk, would count as that cell's time."""
    with Kernels(fork=fork) as kernels:
        kernel = kernels.start(tmp_path, keras=True)
        found = "import sys; assert 'keras' in sys.modules; assert 'quiet' not in globals()"
        outcome = execute(kernel, found, limit=30)
    assert (outcome.status, outcome.error) == ("done", "")
