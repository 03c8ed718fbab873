"""The gradebook is nbgrader's own: marks, manual marks, penalties, resubmissions, accidents."""

import argparse
import contextlib
import csv
import os
import sqlite3
import threading
import time

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograder.commands import export, main
from autograder.core.names import student_key
from autograder.gradebook import database, reading, store
from autograder.records import asked, verdicts
from autograder.records.journal import Journal
from mnist_course import course
from mnist_course.core.exercise import Verdict
from mnist_course.display import panel
from support import gradedclass
from support.gradedclass import LESSON

NOTHING = {"count": 0}


@pytest.fixture(scope="module")
def right():
    return gradedclass.verdicts_on(gradedclass.right_answers())


@pytest.fixture(scope="module")
def wrong(right):
    answers = gradedclass.right_answers() | {"describe": lambda images, labels: NOTHING}
    return gradedclass.verdicts_on(answers)


@pytest.fixture
def book(tmp_path):
    """Opens the class's gradebook with nbgrader's own interface."""
    opened = []

    def open_book():
        opened.append(Gradebook(f"sqlite:///{tmp_path}/gradebook.db"))
        return opened[-1]

    yield open_book
    for one in opened:
        one.close()


def test_marks_reach_nbgrader(tmp_path, right, wrong, book):
    gradedclass.record(tmp_path, "anna", right)
    gradedclass.record(tmp_path, "ben", wrong)
    found = {s.student.id: (s.score, s.max_score) for s in book().assignment_submissions(LESSON)}
    assert found == {"anna": (10.0, 10.0), "ben": (7.0, 10.0)}


def test_gradebook_has_the_version_that_nbgrader_upgrades_from(tmp_path, right):
    gradedclass.record(tmp_path, "anna", right)
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        assert database.execute("select count(*) from alembic_version").fetchone() == (1,)


def test_recording_twice_changes_nothing(tmp_path, wrong):
    gradedclass.record(tmp_path, "ben", wrong)
    before = _dump(tmp_path)
    gradedclass.record(tmp_path, "ben", wrong)
    assert _dump(tmp_path) == before


def test_manual_marks_and_comments_survive_a_regrade(tmp_path, right, wrong, book):
    gradedclass.record(tmp_path, "ben", wrong)
    mine = book()
    grade = mine.find_grade("describe-check", LESSON, LESSON, "ben")
    grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2.5, 0.5, False
    mine.find_comment("describe", LESSON, LESSON, "ben").manual_comment = "Nearly."
    mine.db.commit()
    gradedclass.record(tmp_path, "ben", wrong)
    assert not book().find_grade("describe-check", LESSON, LESSON, "ben").needs_manual_grade
    gradedclass.record(tmp_path, "ben", right, digest="second")
    mark = reading.mark(tmp_path, "ben", LESSON)
    assert mark.exercises["describe"] == (3.0, 3.0, "Nearly.")
    again = book().find_grade("describe-check", LESSON, LESSON, "ben")
    assert (again.auto_score, again.manual_score) == (3.0, 2.5)
    assert again.needs_manual_grade, "a new submission is to be looked at again"


@pytest.mark.parametrize(
    ("rule", "penalty"),
    [
        ("", 0.0),
        ('c.LateSubmissionPlugin.penalty_method = "zero"\n', 7.0),
        (
            "from nbgrader.plugins import LateSubmissionPlugin\n"
            "class Hourly(LateSubmissionPlugin):\n"
            "    def late_submission_penalty(self, student_id, score, seconds):\n"
            "        return 1.5 * seconds / 3600\n"
            "c.AssignLatePenalties.plugin_class = Hourly\n",
            3.0,
        ),
    ],
)
def test_late_penalty_is_that_of_nbgraders_plugin(tmp_path, wrong, book, rule, penalty):
    store.prepare(tmp_path, LESSON)
    with (tmp_path / "nbgrader_config.py").open("a") as file:
        file.write(rule)
    mine = book()
    mine.update_or_create_assignment(LESSON, duedate="2026-03-01 10:00:00 UTC")
    gradedclass.record(tmp_path, "ben", wrong, timestamp="2026-03-01 12:00:00.000000 UTC")
    gradedclass.record(tmp_path, "cem", wrong, timestamp="2026-03-01 09:59:59.000000 UTC")
    ben, cem = (reading.mark(tmp_path, name, LESSON) for name in ("ben", "cem"))
    assert (ben.score, ben.penalty, ben.total) == (7.0, penalty, 7.0 - penalty)
    assert cem.penalty == 0
    # And in every export: nbgrader's own, and those for learning platforms.
    CsvExportPlugin(to=str(tmp_path / "nbgrader.csv")).export(book())
    theirs = {row["student_id"]: row for row in _table(tmp_path / "nbgrader.csv")}
    assert [float(theirs["ben"][key] or 0) for key in ("raw_score", "late_submission_penalty")] == [
        *(7.0, penalty)
    ]
    for form in ("csv", "moodle", "canvas"):
        parser = argparse.ArgumentParser()
        export.add_arguments(parser)
        assert export.run(parser.parse_args([str(tmp_path), "--format", form])) == 0
        rows = _table(tmp_path / f"marks-{form}.csv")
        row = next(row for row in rows if "ben" in row.values())
        assert float(next(row[name] for name in row if name.startswith(LESSON))) == (7.0 - penalty)


def _table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_newer_submission_replaces_the_older(tmp_path, right, wrong):
    gradedclass.record(tmp_path, "ben", wrong)
    gradedclass.record(tmp_path, "ben", right, digest="second")
    assert reading.mark(tmp_path, "ben", LESSON).total == 10
    assert verdicts.load(tmp_path, "ben", LESSON).digest == "second"


def test_what_was_not_graded_has_no_mark(tmp_path, right, book):
    broken = right | {"describe": Verdict("not_graded", "The grader failed.")}
    gradedclass.record(tmp_path, "ben", broken)
    grade = book().find_grade("describe-check", LESSON, LESSON, "ben")
    assert (grade.auto_score, grade.needs_manual_grade) == (None, True)
    assert reading.mark(tmp_path, "ben", LESSON).unfinished


def test_empty_exercise_gets_nbgraders_comment(tmp_path, right):
    stub = Verdict("not_attempted", "Still empty.")
    gradedclass.record(tmp_path, "ben", right | {"describe": stub})
    assert reading.mark(tmp_path, "ben", LESSON).exercises["describe"][2] == "No response."


def test_an_exercise_that_came_later_gets_its_mark_and_its_comment(tmp_path, right, wrong, book):
    """As where a lesson was given an exercise more after this student had been graded."""
    gradedclass.record(tmp_path, "ben", wrong)
    mine = book()
    notebook = mine.find_submission_notebook(LESSON, LESSON, "ben")
    for entry in [
        *(one for one in notebook.grades if one.name == "describe-check"),
        *(one for one in notebook.comments if one.name == "describe"),
    ]:
        mine.db.delete(entry)
    mine.db.commit()
    assert "describe" not in reading.mark(tmp_path, "ben", LESSON).exercises
    stub = Verdict("not_attempted", "Still empty.")
    gradedclass.record(tmp_path, "ben", right | {"describe": stub}, digest="second")
    assert reading.mark(tmp_path, "ben", LESSON).exercises["describe"] == (0, 3, "No response.")
    gradedclass.record(tmp_path, "ben", right, digest="third")
    assert reading.mark(tmp_path, "ben", LESSON).total == 10


def rename(out, old, new):
    """Call an exercise otherwise in the gradebook."""
    with contextlib.closing(sqlite3.connect(out / "gradebook.db")) as data:
        for name in (f"{old}-check", old):
            change = name, name.replace(old, new)
            data.execute("UPDATE OR IGNORE base_cell SET name = ?2 WHERE name = ?1", change)
            data.execute("UPDATE OR IGNORE source_cell SET name = ?2 WHERE name = ?1", change)
        data.commit()


def test_an_exercise_that_its_lesson_lost_counts_nothing_and_its_marks_are_kept(
    tmp_path, right, book, capsys
):
    """As where anna and ben were graded by a lesson with an exercise more."""
    for student in ("anna", "ben"):
        gradedclass.record(tmp_path, student, right)
        path = verdicts.path(tmp_path, student, LESSON)
        path.write_text(path.read_text("utf-8").replace('"first_of_each"', '"no_more"'), "utf-8")
    mine = book()
    for grade in mine.find_grade_cell("first_of_each-check", LESSON, LESSON).grades:
        grade.manual_score, grade.extra_credit = 2, 0.5
    mine.db.commit()
    rename(tmp_path, "first_of_each", "no_more")
    with Journal(tmp_path) as journal:
        then = {**asked.now(LESSON), "no_more": "as it was"}
        journal.graded(gradedclass.graded("ben", right), False, then)
    store.prepare(tmp_path, LESSON)
    gradedclass.record(tmp_path, "anna", right, digest="second")

    mark = reading.mark(tmp_path, "anna", LESSON)
    assert (mark.total, mark.max_score, mark.unfinished) == (10, 10, False)
    assert reading.mark(tmp_path, "ben", LESSON).total == 7
    assert book().find_submission(LESSON, "ben").score == 7
    assert main.main(["feedback", str(tmp_path)]) == 0
    assert main.main(["export", str(tmp_path)]) == 0
    assert capsys.readouterr().err.count("changed since some were graded (no_more)") == 2
    assert "gone from the lesson,,01_loading,no_more" in (tmp_path / "decisions.csv").read_text()
    assert {
        (one.manual_score, one.auto_score)
        for one in book().find_grade_cell("no_more-check", LESSON, LESSON).grades
    } == {(2, 3)}

    # The exercise is put back, under the name that the course has for it.
    mine = book()
    mine.db.delete(mine.find_grade_cell("first_of_each-check", LESSON, LESSON))
    mine.db.commit()
    rename(tmp_path, "no_more", "first_of_each")
    kept = tmp_path / "removed.json"
    kept.write_text(kept.read_text("utf-8").replace("no_more", "first_of_each"), "utf-8")
    store.prepare(tmp_path, LESSON)
    assert reading.mark(tmp_path, "ben", LESSON).total == 9.5


def test_autograded_notebook_shows_each_verdict_beside_its_check(tmp_path, wrong):
    gradedclass.record(tmp_path, "ben", wrong)
    path = tmp_path / "autograded" / "ben" / LESSON / f"{LESSON}.ipynb"
    cells = {c.metadata.nbgrader.grade_id: c for c in nbformat.read(path, 4).cells
             if "nbgrader" in c.metadata}  # fmt: skip
    for exercise in course.lesson(LESSON).exercises:
        (output,) = cells[exercise.check_id].outputs
        assert output.data["text/html"] == panel.html(exercise, wrong[exercise.id])
        assert output.data["text/plain"] == panel.text(exercise, wrong[exercise.id])


def test_a_locked_database_is_waited_for(tmp_path, right):
    gradedclass.record(tmp_path, "anna", right)
    lock = sqlite3.connect(tmp_path / "gradebook.db", isolation_level=None, check_same_thread=False)
    lock.execute("begin exclusive")
    release = threading.Timer(1.0, lambda: (lock.execute("rollback"), lock.close()))
    release.start()
    started = time.monotonic()
    gradedclass.record(tmp_path, "ben", right)
    assert time.monotonic() - started > 0.5
    assert reading.mark(tmp_path, "ben", LESSON).total == 10


@pytest.mark.parametrize("lock_kind", ["immediate", "exclusive"])
def test_a_database_that_stays_locked_changes_nothing(
    tmp_path, right, monkeypatch, caplog, lock_kind
):
    gradedclass.record(tmp_path, "anna", right)
    monkeypatch.setattr(database, "BUSY_SECONDS", 1)
    with sqlite3.connect(tmp_path / "gradebook.db", isolation_level=None) as lock:
        lock.execute(f"begin {lock_kind}")
        with pytest.raises(database.GradebookError, match="locked"):
            gradedclass.record(tmp_path, "ben", right)
        assert not caplog.records
        lock.execute("rollback")
    gradedclass.record(tmp_path, "ben", right)
    assert [mark.key for mark in reading.marks(tmp_path)] == ["anna", "ben"]


def test_a_record_that_was_cut_short_is_completed(tmp_path, right, monkeypatch):
    """As after a kill or on a full disk: the database is written, the files are not."""

    def full(path, content, parents=False):
        raise OSError(28, "No space left on device")

    gradedclass.record(tmp_path, "anna", right)
    with monkeypatch.context() as patch:
        patch.setattr(store.files, "write", full)
        with pytest.raises(OSError, match="No space"):
            gradedclass.record(tmp_path, "ben", right)
    gradedclass.record(tmp_path, "ben", right)
    other = tmp_path / "undisturbed"
    other.mkdir()
    for student in ("anna", "ben"):
        gradedclass.record(other, student, right)
    assert reading.marks(tmp_path) == reading.marks(other)
    mine = tmp_path / "autograded" / "ben" / LESSON / f"{LESSON}.ipynb"
    assert nbformat.read(mine, 4)


@pytest.mark.parametrize(
    "student",
    [
        "../../etc/passwd",
        "<script>alert(1)</script>",
        '"; alert(1); "',
        ".hidden",
        "a" * 300,
        "null\udce4",
        "*",
        "[ab]",
        "tab\there",
        " space ",
        "",
    ],
)
def test_hostile_student_ids_get_a_harmless_name(student):
    key = student_key(student)
    assert key != student
    assert key == student_key(student)
    assert not set(key) & set("<>\"'&/\\*?[]{}\t\n%$`;")
    assert not key.startswith(".")
    assert len(os.fsencode(key)) < 120


@pytest.mark.parametrize("student", ["anna", "ben.müller@uni.example", "s-2041", "李雷", "a b"])
def test_ordinary_student_ids_stay(student):
    assert student_key(student) == student


def test_two_hostile_ids_do_not_become_one():
    assert student_key("a/b") != student_key("a\\b")


def _dump(out):
    with sqlite3.connect(out / "gradebook.db") as database:
        marks = list(database.iterdump())
    files = {p: p.read_bytes() for p in out.rglob("*") if p.is_file() and p.suffix != ".db"}
    return marks, files
