"""`grade` says whose marks are of an earlier lesson; `--resume` grades these again."""

import argparse
from dataclasses import replace

import pytest
from nbgrader.api import Gradebook

from autograder.commands import grade
from autograder.gradebook import reading, recorder
from autograder.grading import classroom
from autograder.grading.classroom import Outcome
from autograder.grading.pool import Setup
from autograder.grading.run import Options
from autograder.intake import submission
from autograder.records import asked
from autograder.records.journal import Journal
from support import gradedclass
from support.downloads import folder, solved
from support.gradedclass import LESSON


@pytest.mark.sandbox
@pytest.mark.long
def test_grade_names_them_until_they_are_graded_again(need_sandbox, tmp_path, capsys):
    submitted, out = tmp_path / "submitted", tmp_path / "out"
    folder(submitted, {f"{who}/{LESSON}/{LESSON}.ipynb": solved(LESSON) for who in ("anna", "ben")})
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    with Journal(out) as journal:
        journal.begin(1, "bubblewrap")
        earlier = {**asked.now(LESSON), "describe": "as it was"}
        digest = submission.read(submitted, "anna", LESSON).digest
        journal.graded(gradedclass.graded("anna", right, digest=digest), False, earlier)
    parser = argparse.ArgumentParser()
    grade.add_arguments(parser)

    def run(*more: str) -> str:
        assert grade.run(parser.parse_args([str(submitted), "--out", str(out), *more])) == 0
        return capsys.readouterr().out

    said = run("--student", "ben")
    assert f"{LESSON} has changed since some were graded (describe)" in said
    assert "Marks of the earlier version (1): anna." in said
    with Gradebook(f"sqlite:///{out}/gradebook.db") as book:
        book.find_grade("describe-check", LESSON, LESSON, "anna").manual_score = 1.25
        book.db.commit()
    said = run("--resume")
    assert "Submissions graded: 1, 1 done before" in said
    assert f"Graded again, since {LESSON} has changed (describe): 1, anna." in said
    assert "has changed since" not in said
    assert reading.mark(out, "anna", LESSON).exercises["describe"][0] == 1.25
    assert "Submissions graded: 0, 2 done before" in run("--resume")


def resumed(out, submitted, right, students) -> Outcome:
    """What `--resume` does of a class, by a grader that finds everybody right."""

    def grade(submissions, setup, jobs):
        for one in submissions:
            yield one, gradedclass.graded(one.student, right, digest=one.digest)

    with Journal(out) as journal:
        return classroom.grade_class(
            submitted=submitted,
            keys=[(student, LESSON) for student in students],
            journal=journal,
            setup=Setup(Options(1), "bubblewrap"),
            jobs=1,
            resume=True,
            progress=lambda _: None,
            record=recorder.record_if_possible,
            grade=grade,
        )


def test_resume_grades_exactly_those_again_whose_exercises_are_new_or_changed(tmp_path):
    submitted, out = tmp_path / "submitted", tmp_path / "out"
    students = ("anna", "ben", "cora", "dora")
    folder(submitted, {f"{who}/{LESSON}/{LESSON}.ipynb": solved(LESSON) for who in students})
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    now = asked.now(LESSON)
    then = {
        "anna": now,
        "ben": {**now, "describe": "as it was"},
        "cora": {name: text for name, text in now.items() if name != "count_labels"},
        "dora": {**now, "no_more": "as it was"},
    }
    with Journal(out) as journal:
        for student, asking in then.items():
            digest = submission.read(submitted, student, LESSON).digest
            one = gradedclass.graded(student, right, digest=digest)
            if student == "cora":  # graded when the exercise was not there
                few = tuple(found for found in one.results if found.exercise != "count_labels")
                one = replace(one, results=few)
            journal.graded(one, False, asking)
    outcome = resumed(out, submitted, right, students[:2])
    assert (outcome.graded, outcome.kept) == (1, 1)
    assert outcome.again == {LESSON: ({"describe"}, ["ben"])}
    assert [one.students for one in outcome.changed] == [["cora", "dora"]]
    with Gradebook(f"sqlite:///{out}/gradebook.db") as book:
        book.find_grade("describe-check", LESSON, LESSON, "cora").manual_score = 1.25
        book.db.commit()
    outcome = resumed(out, submitted, right, students)
    assert outcome.again == {LESSON: ({"count_labels", "no_more"}, ["cora", "dora"])}
    assert (outcome.graded, outcome.kept, outcome.changed) == (2, 2, [])
    exercises = reading.mark(out, "cora", LESSON).exercises
    assert exercises["describe"][0] == 1.25
    assert exercises["count_labels"][0] == exercises["count_labels"][1] > 0
    assert resumed(out, submitted, right, students).kept == 4
