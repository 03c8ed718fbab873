"""Feedback: what the notebook says, nothing that it must not say, and no script that runs."""

import argparse
import re
import shutil
import time
from dataclasses import replace

import numpy as np
import pytest
from nbgrader.api import Gradebook

from autograder.commands import feedback as command
from autograder.core.names import student_key
from autograder.core.text import readable
from autograder.gradebook import reading
from autograder.grading import learning_curve
from autograder.pages import autograded, feedback, harmless
from autograder.pages.learning_curve import draw
from mnist_course import course
from mnist_course.core.exercise import Picture, Verdict
from mnist_course.display import panel
from support import gradedclass, hostilenotebook
from support.gradedclass import LESSON

SEED = 987_654_321


@pytest.fixture(scope="module")
def wrong():
    answers = gradedclass.right_answers() | {
        "describe": lambda images, labels: {"count": 28},
        "first_of_each": lambda images, labels: images[:10],
    }
    verdicts = gradedclass.verdicts_on(answers, SEED)
    drawn = tuple(Picture(words, np.eye(5)) for words in ("yours", "expected"))
    return verdicts | {"first_of_each": replace(verdicts["first_of_each"], pictures=drawn)}


@pytest.fixture(scope="module")
def out(tmp_path_factory, wrong):
    out = tmp_path_factory.mktemp("class")
    hostile = Verdict(
        "crashed",
        f"`describe` raised {hostilenotebook.MARKUP}",
        hostilenotebook.MARKUP,
        "crashed",
        called=hostilenotebook.MARKUP,
        returned=hostilenotebook.MARKUP,
        details=hostilenotebook.MARKUP,
    )
    gradedclass.record(out, "ben", wrong)
    gradedclass.record(out, "anna", gradedclass.verdicts_on(gradedclass.right_answers(), SEED))
    gradedclass.record(
        out, hostilenotebook.NAME, wrong | {"describe": hostile}, hostilenotebook.notebook()
    )
    return out


def page(out, student):
    return feedback.path(out, student_key(student), LESSON).read_text("utf-8")


def rewrite(out):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(out)]))


def test_page_has_the_panels_of_the_notebook_with_hints_and_pictures(out, wrong):
    text = page(out, "ben")
    for exercise in course.lesson(LESSON).exercises:
        verdict = wrong[exercise.id]
        assert panel.html(exercise, verdict) in text
        assert (f"Hint 1 of {len(exercise.hints)}" in panel.html(exercise, verdict)) != verdict.ok
    assert text.count('src="data:image/png;base64,') == 2
    assert "<strong>4</strong> of 10 points" in text


def test_page_loads_nothing_and_allows_no_script(out):
    text = page(out, "ben")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not re.search(r"""(?:src|href)=["'](?!data:image/png;base64,|#)""", text)


def test_page_reveals_neither_others_nor_the_seed_nor_a_solution(out):
    text = page(out, "ben")
    assert "anna" not in text
    assert str(SEED) not in text
    master = course.notebooks_folder().parent / "solutions" / LESSON / f"{LESSON}.py"
    if master.is_file():
        for block in master.read_text("utf-8").split("### BEGIN SOLUTION")[1:]:
            assert block.split("### END SOLUTION")[0].strip() not in text


def test_manual_marks_comments_and_penalties_show_once_feedback_is_written_again(out, tmp_path):
    again = tmp_path / "class"
    shutil.copytree(out, again)
    with Gradebook(f"sqlite:///{again}/gradebook.db") as book:
        book.find_grade("describe-check", LESSON, LESSON, "ben").manual_score = 2.5
        comment = book.find_comment("describe", LESSON, LESSON, "ben")
        comment.manual_comment = "Nearly. <b>See me.</b>"
        book.find_submission_notebook(LESSON, LESSON, "ben").late_submission_penalty = 1.25
        book.db.commit()
    assert rewrite(again) == 0
    text = page(again, "ben")
    assert "<strong>5.25</strong> of 10 points (6.5 less 1.25 for late submission)" in text
    assert "2.5 of 3 points" in text
    assert "Nearly. &lt;b&gt;See me.&lt;/b&gt;" in text
    assert (again / "overview.html").is_file()


def test_learning_curve_is_read_from_what_keras_prints():
    shown = "".join(
        f"Epoch {n}/3\n1715/1715 ━━ 0s 2ms/step - accuracy: 0.5 - loss: 1.0\r1715/1715 - "
        f"accuracy: 0.9{n}1 - loss: 0.{4 - n}5 - val_accuracy: 0.9{n} - val_loss: 2.5e-0{n}\n"
        for n in (1, 2, 3)
    )
    curve = learning_curve.read(_trained(shown), "trained_model")
    assert curve["accuracy"] == [0.911, 0.921, 0.931]
    assert curve["val_loss"] == [0.25, 0.025, 0.0025]
    drawn = draw(curve)
    assert "Training accuracy by epoch: 0.911, 0.921, 0.931." in drawn
    assert drawn.count("<svg") == 2


def test_learning_curve_is_read_from_the_courses_own_display():
    from mnist_course.display.curves import DONE, Run, html

    finished = [{"accuracy": 0.9, "loss": 0.31, "val_accuracy": 0.95, "val_loss": 0.2}] * 2
    shown = html(Run(2, 10, epoch=2, seconds=5.0, finished=finished, state=DONE))
    curve = learning_curve.read(_trained(shown, html=True), "trained_model")
    assert curve == {
        "accuracy": [0.9, 0.9],
        "val_accuracy": [0.95, 0.95],
        "loss": [0.31, 0.31],
        "val_loss": [0.2, 0.2],
    }


@pytest.mark.parametrize(
    "raw",
    [
        None,
        b"",
        b"[]",
        b'{"cells": 3}',
        b'{"cells": [{"metadata": {"nbgrader": 3}}]}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_no_notebook_breaks_the_learning_curve(raw):
    assert learning_curve.read(raw, "trained_model") == {}


@pytest.mark.parametrize(
    "piece", ['<table><tr><th scope="col">epoch</th>', "</tr>", "<td>1", "Epoch 1/1"]
)
def test_no_output_keeps_the_reader_busy(piece):
    """Half a megabyte of beginnings without ends is read in one pass."""
    started = time.monotonic()
    shown = '<table><tr><th scope="col">epoch</th>' + piece * (500_000 // len(piece))
    assert learning_curve.read(_trained(shown, html=True), "trained_model") == {}
    assert time.monotonic() - started < 5


def test_forged_curves_are_only_numbers():
    shown = 'Epoch 1/1\naccuracy: 7.5 - loss: <script> - val_loss: 0.1"><svg onload=alert(1)>'
    drawn = draw(learning_curve.read(_trained(shown), "trained_model"))
    assert "script" not in drawn
    assert "onload" not in drawn


def test_autograded_notebook_keeps_code_text_and_images_only(out):
    ran = hostilenotebook.notebook()
    notebook = harmless.harmless(ran, autograded.released(LESSON))
    kinds = {
        kind
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for kind in output.get("data", {})
    }
    assert kinds == {"text/plain", "image/png"}
    assert not [cell for cell in notebook.cells if set(cell.metadata) - {"nbgrader"}]
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert any(hostilenotebook.MARKUP in source for source in sources)


@pytest.mark.parametrize("ran", [None, {}, {"cells": None}, {"cells": [3, {}, {"metadata": []}]}])
def test_any_notebook_becomes_a_whole_one(ran):
    released = autograded.released(LESSON)
    notebook = harmless.harmless(ran, released)
    wanted = {c.metadata.nbgrader.grade_id for c in released.cells if "nbgrader" in c.metadata}
    found = [c.metadata.nbgrader.grade_id for c in notebook.cells if "nbgrader" in c.metadata]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("student", ["caf\udce9", "\ud800", "a\x00b", "\u202egnp.exe", "\x1b[2J"])
def test_what_cannot_be_shown_is_replaced(tmp_path, wrong, student):
    lost = Verdict("crashed", f"It raised {student}", student, "crashed", details=student)
    gradedclass.record(tmp_path, student, wrong | {"describe": lost})
    assert rewrite(tmp_path) == 0
    assert f"<strong>{readable(student)}</strong>" in page(tmp_path, student)
    assert "\ufffd" in readable(student)
    assert reading.marks(tmp_path)[0].total == 4


def test_pictures_survive_the_store(out, wrong):
    from autograder.records import verdicts

    found = {one.exercise: one for one in verdicts.load(out, "ben", LESSON).results}
    before, after = wrong["first_of_each"].pictures, found["first_of_each"].verdict.pictures
    assert [one.caption for one in before] == [one.caption for one in after]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(before, after))
    assert replace(wrong["describe"], pictures=()) == found["describe"].verdict


def _trained(shown, html=False):
    import json

    output = {"output_type": "stream", "name": "stdout", "text": shown}
    if html:
        output = {"output_type": "display_data", "data": {"text/html": [shown]}, "metadata": {}}
    cell = {
        "cell_type": "code",
        "metadata": {"nbgrader": {"grade_id": "trained_model"}},
        "source": "",
        "outputs": [output],
    }
    return json.dumps({"cells": [cell]}).encode()
