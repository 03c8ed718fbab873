"""The class on one page."""

import argparse
import re

import pytest
from nbgrader.api import Gradebook

from autograder.commands import feedback
from autograder.pages import overview
from mnist_course import course
from mnist_course.core.exercise import Verdict
from support import gradedclass, hostilenotebook
from support.gradedclass import LESSON


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    out = tmp_path_factory.mktemp("class")
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    first_ten = gradedclass.right_answers() | {"first_of_each": lambda images, labels: images[:10]}
    wrong = gradedclass.verdicts_on(first_ten)
    lost = Verdict("crashed", f"It raised {hostilenotebook.MARKUP}", "Look.", "crashed")
    for student in ("anna", "ada"):
        gradedclass.record(out, student, right)
    for student in ("ben", "bo"):
        gradedclass.record(out, student, wrong)
    gradedclass.record(out, hostilenotebook.NAME, dict.fromkeys(right, lost))
    gradedclass.record(
        out, "dan", right | {"describe": Verdict("not_graded", "The grader failed.")}
    )
    with Gradebook(f"sqlite:///{out}/gradebook.db") as book:
        book.find_grade("first_of_each-check", LESSON, LESSON, "bo").manual_score = 1.5
        book.db.commit()
    parser = argparse.ArgumentParser()
    feedback.add_arguments(parser)
    assert feedback.run(parser.parse_args([str(out)])) == 0
    return (out / overview.FILE).read_text("utf-8")


def made(verdicts):
    """The page of (student, verdicts) on lesson 01."""
    records = [gradedclass.graded(student, found) for student, found in verdicts]
    return overview.page(records, {(one.key, LESSON): gradedclass.mark(one) for one in records})


def section(page, name):
    return page.partition(f'id="{name}"')[2].partition("<h2")[0]


def rows(text):
    found = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found[1:]]


def test_distribution_counts_everyone_who_has_a_mark(page):
    (row,) = rows(section(page, "distribution"))
    assert row.startswith(f"{LESSON} 5 71% 85% 2")
    label = re.search(r'aria-label="([^"]*)"', section(page, "distribution"))[1]
    assert label == "01_loading: 0 to 10 %: 1, 70 to 80 %: 1, 80 to 90 %: 1, 90 to 100 %: 2"


def test_all_exercises_are_there_and_the_hardest_comes_first(page):
    hardest = rows(section(page, "hardest"))
    assert {row.split()[0] for row in hardest} == {
        exercise.id for exercise in course.lesson(LESSON).exercises
    }
    assert hardest[0].startswith("first_of_each 01_loading 58%")
    assert "✗ not yet: 2" in hardest[0]


def test_misconceptions_are_counted_by_cause(page):
    found = rows(section(page, "misconceptions"))
    assert found[0].startswith("2 first_of_each first ten images")


def test_a_file_that_is_missing_is_said_once_and_a_known_crash_is_a_misconception():
    right = {one.id: Verdict("passed", "Right.") for one in course.lesson(LESSON).exercises}
    lost = dict.fromkeys(right, Verdict("invalid", "There is no notebook.", "", "no-notebook"))
    known = right | {"describe": Verdict("crashed", "It raised.", "", "height-forgotten")}
    other = right | {"describe": Verdict("crashed", "It raised.", "", "crashed")}
    page = made([("anna", lost), ("ben", lost), ("cem", known), ("dora", other)])
    assert rows(section(page, "misconceptions")) == ["1 describe height forgotten It raised."]
    assert rows(section(page, "faults")) == [
        f"2 no notebook {LESSON} There is no notebook.",
        "1 crashed describe It raised.",
    ]
    assert "✗" not in section(page, "stuck")
    assert (
        "⚠ cannot be read: load_digits , describe , count_labels" in rows(section(page, "stuck"))[0]
    )


def test_of_a_large_class_the_rest_unfolds():
    wrong = {one.id: Verdict("failed", "No.") for one in course.lesson(LESSON).exercises}
    stuck = section(made([(f"s{n:03}", wrong) for n in range(300)]), "stuck")
    assert "<summary>275 more</summary>" in stuck
    assert len(re.findall("<a href", stuck)) == 300


def test_who_is_stuck_is_named_and_linked(page):
    text = section(page, "stuck")
    assert len(rows(text)) == 1
    assert "&lt;script&gt;" in text
    assert re.search(r'href="feedback/[\w%. ]+/01_loading/01_loading\.html"', text)


def test_waiting_marks_are_announced(page):
    assert "1 submission still waits for a mark" in page


def test_page_needs_nothing_and_runs_nothing(page):
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "<img src=x" not in page
