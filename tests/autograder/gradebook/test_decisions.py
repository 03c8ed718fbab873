"""In mid-term: later due dates, dropped exercises, and what lateness costs."""

import csv
from datetime import datetime

import pytest
from nbgrader.api import Gradebook

from autograder.commands import main
from autograder.gradebook import penalties, reading
from autograder.late_work import PercentADay
from mnist_course.core.errors import CourseError
from support import gradedclass
from support.gradedclass import LESSON

CONFIG = (
    "c = get_config()\n"
    'c.AssignLatePenalties.plugin_class = "autograder.late_work.PercentADay"\n'
    "c.PercentADay.percent = 10\n"
)


@pytest.fixture
def late(tmp_path):
    """anna, all right, a day and an hour after the due date; ten percent a day."""
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    gradedclass.record(tmp_path, "ben", right)
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        book.update_or_create_assignment(LESSON, duedate=datetime(2026, 3, 1, 18))
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    gradedclass.record(tmp_path, "anna", right, timestamp="2026-03-02 19:00:00 UTC")
    return tmp_path


def total(out, student="anna"):
    return reading.mark(out, student, LESSON).total


def command(*words):
    return main.main([str(word) for word in words])


def test_lateness_costs_ten_percent_for_each_day_begun(late):
    assert total(late) == 8
    assert total(late, "ben") == 10


@pytest.mark.parametrize(
    ("seconds", "penalty"),
    [(0, None), (60, None), (901, 1), (86_400 + 900, 1), (86_400 + 901, 2), (86_400 * 99, 5)],
)
def test_days_begin_after_the_grace_and_there_is_a_most(seconds, penalty):
    rule = PercentADay(percent=10, grace_minutes=15, most=50)
    assert rule.late_submission_penalty("anna", 10.0, seconds) == penalty


def test_an_extension_takes_the_penalty_back_and_is_kept(late, capsys):
    assert command("extend", late, "anna", "1", "--until", "2026-03-02 00:00+00:00") == 0
    assert "still late" in capsys.readouterr().out
    assert total(late) == 9
    assert command("extend", late, "anna", "01", "--until", "2026-03-03 00:00+00:00") == 0
    assert total(late) == 10
    page = (late / "feedback" / "anna" / LESSON / f"{LESSON}.html").read_text("utf-8")
    assert "late submission" not in page
    rows = list(csv.DictReader((late / "decisions.csv").open(encoding="utf-8")))
    assert [row["decision"] for row in rows] == ["extend", "extend"]
    assert rows[0]["student"] == "anna"
    assert all(row["who"] and row["when"].endswith("UTC") for row in rows)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("anna", "01", "--until", "tomorrow"), "is no time"),
        (("anna", "01", "--until", "2026-02-01 00:00"), "before the due date"),
        (("nobody", "01", "--until", "2026-03-09 00:00"), "no graded submission"),
        (("anna", "77", "--until", "2026-03-09 00:00"), "no lesson"),
    ],
)
def test_a_wrong_extension_is_one_line(late, words, said, capsys):
    assert command("extend", late, *words) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert said in error


def test_a_dropped_exercise_counts_for_nobody_and_can_come_back(late):
    with Gradebook(f"sqlite:///{late}/gradebook.db") as book:
        grade = book.find_grade("describe-check", LESSON, LESSON, "ben")
        grade.manual_score, grade.extra_credit = 0.75, 0.25
        book.db.commit()
    assert total(late, "ben") == 8
    assert command("drop", late, "describe") == 0
    mark = reading.mark(late, "ben", LESSON)
    assert (mark.total, mark.max_score) == (7, 7)
    # Who is graded now has it dropped too.
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    gradedclass.record(late, "cora", right)
    assert reading.mark(late, "cora", LESSON).max_score == 7
    assert total(late, "cora") == 7
    with Gradebook(f"sqlite:///{late}/gradebook.db") as book:
        assert book.find_submission(LESSON, "cora").score == 7
    assert command("feedback", late) == 0
    page = (late / "feedback" / "ben" / LESSON / f"{LESSON}.html").read_text("utf-8")
    assert "no longer counts" in page
    assert command("drop", late, "describe", "--undo") == 0
    assert total(late, "ben") == 8
    assert total(late, "cora") == 10


def test_marks_by_hand_are_kept_as_they_change(late):
    """By the command that sees them first, whichever it is."""

    def kept():
        lines = (late / "decisions.csv").read_text("utf-8").splitlines()
        return [line.split(",", 2)[2] for line in lines if "by hand" in line]

    steps = (2.5, "feedback"), (2.5, "export"), (3.0, "export"), (None, "feedback")
    for score, seen_by in steps:
        with Gradebook(f"sqlite:///{late}/gradebook.db") as book:
            book.find_grade("describe-check", LESSON, LESSON, "ben").manual_score = score
            book.db.commit()
        assert command(seen_by, late) == 0
    about = f"mark by hand,ben,{LESSON},describe"
    assert kept() == [f"{about},{told}" for told in ("none → 2.5", "2.5 → 3", "3 → none")]


def test_what_is_dropped_before_its_lesson_is_graded_stays_dropped(late):
    for words, status in ((), 0), ((), 2), (("--undo",), 0), (("--undo",), 2):
        assert command("drop", late, "add_channel", *words) == status


@pytest.mark.parametrize(
    ("words", "said"),
    [(("nothing",), "no exercise"), (("describe", "--undo"), "is not dropped")],
)
def test_a_wrong_drop_is_one_line(late, words, said, capsys):
    assert command("drop", late, *words) == 2
    assert said in capsys.readouterr().err


RULES = {
    "raises": ("def late_submission_penalty(self, *a):\n        return 1 / 0", "ZeroDivisionError"),
    "gives text": ("def late_submission_penalty(self, *a):\n        return 'much'", "gave str"),
}


@pytest.mark.parametrize("which", RULES)
def test_a_faulty_rule_is_one_line_before_anything_is_graded(which, tmp_path, monkeypatch):
    body, words = RULES[which]
    (tmp_path / "rule.py").write_text(
        f"from nbgrader.plugins import BasePlugin\nclass Rule(BasePlugin):\n    {body}\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "rule", raising=False)
    (tmp_path / "nbgrader_config.py").write_text(
        'c = get_config()\nc.AssignLatePenalties.plugin_class = "rule.Rule"\n'
    )
    with pytest.raises(CourseError, match=words):
        penalties.try_once(tmp_path)


@pytest.mark.parametrize("text", ["import nothing_there", "c.x.y = (", "c = get_config()\n1/0"])
def test_a_faulty_configuration_is_one_line(text, tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(text)
    with pytest.raises(CourseError, match="cannot be read"):
        penalties.try_once(tmp_path)
