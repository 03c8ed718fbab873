"""What is recorded together is what is recorded one by one; pages made elsewhere are the same."""

import sqlite3
from dataclasses import replace

import pytest

from autograder.gradebook import reading, recorder
from autograder.pages import feedback, rendered
from autograder.records import graded_notebooks, marks, verdicts
from autograder.records.journal import Journal
from mnist_course.core.exercise import Verdict
from support import gradedclass
from support.gradedclass import LESSON


@pytest.fixture(scope="module")
def class_():
    """Right, wrong, left empty, not graded, and late."""
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    answers = gradedclass.right_answers() | {"describe": lambda images, labels: {"count": 0}}
    others = {
        "ben": gradedclass.verdicts_on(answers),
        "cem": right | {"describe": Verdict("not_attempted", "Still empty.")},
        "dua": right | {"describe": Verdict("not_graded", "The grader failed.")},
    }
    late = {"timestamp": "2026-03-01 12:00:00.000000 UTC", "secret": "s" * 64}
    return [
        replace(gradedclass.graded(name, found), **late)
        for name, found in {"anna": right, **others}.items()
    ]


def written(out):
    """Every file that was written but for the database."""
    return {
        path.relative_to(out): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and not path.name.startswith(("gradebook.db", ".lock"))
    }


def rows(out):
    """What the database holds, without the ids that nbgrader draws."""
    query = (
        "select s.student_id, s.timestamp, n.late_submission_penalty, b.name, g.auto_score,"
        " g.manual_score, g.extra_credit, g.needs_manual_grade, n.flagged"
        " from grade g join base_cell b on b.id = g.cell_id"
        " join submitted_notebook n on n.id = g.notebook_id"
        " join submitted_assignment s on s.id = n.assignment_id order by 1, 4"
    )
    with sqlite3.connect(out / "gradebook.db") as data:
        said = data.execute("select auto_comment, manual_comment from comment order by 1, 2")
        return list(data.execute(query)), list(said), list(data.execute("select id from student"))


def test_together_and_one_by_one_come_to_the_same(class_, tmp_path):
    together, alone = tmp_path / "together", tmp_path / "alone"
    for out in (together, alone):
        out.mkdir()
    recorder.record_all(together, class_)
    for one in class_:
        recorder.record(alone, one)
    assert rows(together) == rows(alone)
    assert len(rows(together)[0]) == 4 * len(class_)
    assert written(together) == written(alone)
    assert reading.marks(together) == reading.marks(alone)
    recorder.record_all(together, class_)
    assert rows(together) == rows(alone)


def test_what_was_rendered_elsewhere_is_recorded_as_it_is(class_, tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    for out in (here, there):
        out.mkdir()
    recorder.record_all(here, class_)
    recorder.record_all(there, [rendered.render(one) for one in class_])
    assert written(here) == written(there)


def test_a_rendered_submission_waits_and_comes_back(class_, tmp_path):
    ready = [rendered.render(one) for one in class_]
    with Journal(tmp_path) as journal:
        for one in ready:
            journal.graded(one, False)
    with Journal(tmp_path) as journal:
        back = list(journal.waiting())
        assert [replace(one, seconds=0, timings={}) for one in ready] == back
        rows = [[result.row() for result in one.results] for one in class_]
        assert [[r.row() for r in journal.entries[k].results] for k in journal.entries] == rows


def test_a_page_shows_the_mark_that_a_person_gave(class_, tmp_path):
    recorder.record_all(tmp_path, class_)
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        grade = book.find_grade("describe-check", LESSON, LESSON, "ben")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.db.commit()
    ben = rendered.render(class_[1])
    recorder.record(tmp_path, ben)
    page = feedback.path(tmp_path, "ben", LESSON).read_text("utf-8")
    assert page != ben.files[rendered.PAGE]
    assert "Marked by your instructor" in page
    mark = reading.mark(tmp_path, "ben", LESSON)
    assert mark != marks.as_graded(ben)
    whole = verdicts.load(tmp_path, "ben", LESSON)
    code = graded_notebooks.answers(tmp_path, "ben", LESSON)
    assert page == feedback.page(whole, mark, feedback.panels(whole), code)


def test_a_mark_that_a_person_gives_meanwhile_is_not_written_over(class_, tmp_path, monkeypatch):
    """Between reading what there is and writing what is new."""
    from autograder.gradebook import entries

    recorder.record_all(tmp_path, class_)
    entered = entries._comments

    def meanwhile(book, *others):
        change = "update grade set manual_score = 1.5 where auto_score = 0"
        book.db.connection().exec_driver_sql(change)
        entered(book, *others)

    monkeypatch.setattr(entries, "_comments", meanwhile)
    recorder.record_all(tmp_path, class_)
    assert reading.mark(tmp_path, "ben", LESSON).exercises["describe"][0] == 1.5
