"""A lesson that changed since some were graded is noticed: which exercises, whose marks."""

import json
from dataclasses import replace

import pytest

from autograder.records import asked
from autograder.records.asked import Changed
from autograder.records.journal import Journal
from mnist_course import course
from support import gradedclass
from support.gradedclass import LESSON

NOW = asked.now(LESSON)


@pytest.fixture(scope="module")
def right():
    return gradedclass.verdicts_on(gradedclass.right_answers())


def changed(out, right, **then) -> list[Changed]:
    """What is noticed when the journal is opened again, of students graded by earlier lessons."""
    with Journal(out) as journal:
        for student, asking in then.items():
            journal.graded(gradedclass.graded(student, right), False, asking)
    with Journal(out) as journal:
        return asked.changed(journal.entries)


def test_each_exercise_asks_something_of_its_own():
    every = [text for lesson in course.lessons() for text in asked.now(lesson.id).values()]
    assert len(set(every)) == sum(len(lesson.exercises) for lesson in course.lessons())


def test_where_nothing_changed_nothing_is_said(tmp_path, right):
    assert changed(tmp_path, right, anna=NOW, ben=NOW) == []


def test_exercises_judged_otherwise_new_and_gone_are_named_and_whose_marks(tmp_path, right):
    otherwise = {**NOW, "describe": "as it was"}
    without = {name: text for name, text in NOW.items() if name != "count_labels"}
    more = {**NOW, "no_more": "as it was"}
    found = changed(tmp_path, right, anna=NOW, ben=otherwise, chris=without, dora=more)
    (one,) = found
    assert one == Changed(LESSON, ["count_labels", "describe", "no_more"], ["ben", "chris", "dora"])


def test_graded_again_by_the_lesson_as_it_is_nothing_is_said_any_more(tmp_path, right):
    assert changed(tmp_path, right, anna={**NOW, "describe": "as it was"})
    assert changed(tmp_path, right, anna=NOW) == []


def test_a_journal_of_an_earlier_version_tells_new_exercises(tmp_path, right):
    changed(tmp_path, right, anna=NOW)
    path = tmp_path / "journal.jsonl"
    event = json.loads(path.read_text("utf-8"))
    del event["asked"]
    path.write_text(json.dumps(event) + "\n", "utf-8")
    assert changed(tmp_path, right) == []
    event["rows"] = [row for row in event["rows"] if row["exercise"] != "describe"]
    path.write_text(json.dumps(event) + "\n", "utf-8")
    assert changed(tmp_path, right) == [Changed(LESSON, ["describe"], ["anna"])]


def test_a_lesson_that_is_gone_is_named_and_whose_marks(tmp_path, right):
    with Journal(tmp_path) as journal:
        one = replace(gradedclass.graded("anna", right), lesson="05_no_more")
        journal.graded(one, False, NOW)
    (found,) = asked.changed_since(tmp_path)
    assert found == Changed("05_no_more", [], ["anna"])
    assert "05_no_more is no lesson of the course any more" in found.words
    assert asked.changed_since(tmp_path, [LESSON]) == []
