"""What came of a submission survives JSON, also as the first version wrote it."""

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.core import text
from autograder.grading.run import not_graded
from autograder.intake.submission import Submission
from autograder.records import verdicts
from autograder.records.journal import Journal
from autograder.records.results import Graded, Result
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Picture, Verdict, failed
from support import gradedclass
from support.gradedclass import LESSON

VERSION_1 = Path(__file__).parent / "version_1"
"""What version 1.0 kept of a class of one, who has two of four exercises wrong."""

PICTURES = (
    Picture("grey", np.arange(6, dtype=np.uint8).reshape(2, 3)),
    Picture("signed", np.array([[-0.5, 2.25]], np.float32)),
)
VERDICT = Verdict(
    "partial",
    "Half \ud800 of it.",
    next_step="The rest.",
    cause="half",
    called="f(x)",
    returned="1",
    expected="2",
    score=0.5,
    details="a\n b",
    pictures=PICTURES,
    figure="<svg></svg>",
)


def graded(**changes) -> Graded:
    made = Graded(
        student="ben",
        lesson=LESSON,
        digest="first",
        sandbox="bubblewrap",
        results=(Result("describe", 1.5, 3, VERDICT),),
        timestamp="2026-03-01 12:00:00 UTC",
        curves={"trained_model": {"loss": [0.5, 0.25]}},
        notebook={"cells": []},
        seconds=1.5,
        timings={"cells": 1.0},
    )
    return replace(made, **changes)


def through_json(raw):
    return json.loads(json.dumps(raw))


def same(one: Result, other: Result) -> bool:
    """Equal, pictures included, which NumPy does not compare as a whole."""
    pairs = zip(one.verdict.pictures, other.verdict.pictures, strict=True)
    plain = [replace(r, verdict=replace(r.verdict, pictures=())) for r in (one, other)]
    return plain[0] == plain[1] and all(
        a.caption == b.caption and a.pixels.dtype == b.pixels.dtype and (a.pixels == b.pixels).all()
        for a, b in pairs
    )


def test_a_graded_submission_survives_json():
    before = graded()
    after = Graded.from_dict(through_json(before.as_dict()))
    assert same(before.results[0], after.results[0])
    assert replace(after, results=()) == replace(before, results=())


def test_a_row_keeps_what_the_table_says():
    row = Result("describe", None, 3, Verdict("not_graded", "The grader failed."))
    assert Result.from_dict(through_json(row.row())) == row


@pytest.mark.parametrize(
    "raw", [{}, {"results": 3}, {"results": [{}]}, {"student": "ben", "results": [], "more": 1}]
)
def test_what_is_no_graded_submission_is_refused(raw):
    with pytest.raises((ValueError, KeyError, TypeError)):
        Graded.from_dict(raw)


def test_verdicts_keep_what_feedback_needs_and_nothing_of_the_run(tmp_path):
    verdicts.save(tmp_path, graded())
    once = verdicts.path(tmp_path, "ben", LESSON).read_bytes()
    verdicts.save(tmp_path, graded(seconds=9.0, timings={}, notebook={}))
    assert verdicts.path(tmp_path, "ben", LESSON).read_bytes() == once
    (kept,) = verdicts.all_of(tmp_path)
    assert (kept.curves, kept.timestamp) == (graded().curves, graded().timestamp)
    assert same(kept.results[0], graded().results[0])


@pytest.mark.parametrize("content", ["", "{", "[]", "3", '{"found": [{}]}'])
def test_damaged_verdicts_are_one_clear_line(tmp_path, content):
    file = verdicts.path(tmp_path, "ben", LESSON)
    file.parent.mkdir(parents=True)
    file.write_text(content)
    with pytest.raises(CourseError, match="grade that submission again"):
        verdicts.load(tmp_path, "ben", LESSON)


def test_a_folder_of_the_first_version_is_read(tmp_path):
    (found,) = verdicts.all_of(VERSION_1)
    results = {result.exercise: result for result in found.results}
    assert [one.status for one in results.values()] == ["passed", "failed", "passed", "failed"]
    assert [one.points for one in results.values()] == [2, 0, 2, 0]
    assert results["first_of_each"].verdict.cause == "first-ten-images"
    assert [one.pixels.shape for one in results["first_of_each"].verdict.pictures] == [
        *((9, 70), (9, 70)),
    ]
    (tmp_path / "journal.jsonl").write_bytes((VERSION_1 / "journal.jsonl").read_bytes())
    with Journal(tmp_path) as journal:
        entry = journal.entries["ben", LESSON]
        assert [r.row() for r in entry.results] == [r.row() for r in found.results]
        assert (journal.seed, entry.digest, entry.recorded) == (7, found.digest, True)


def test_what_waits_in_another_form_is_graded_again(tmp_path):
    with Journal(tmp_path) as journal:
        journal.graded(graded(), False)
        (waiting,) = (tmp_path / "journal").glob("*.json")
        old = json.dumps({"graded": graded().as_dict(), "timestamp": ""})
        waiting.write_text(old)
        assert list(journal.waiting()) == []
        assert journal.entries["ben", LESSON].results, "its marks are not lost meanwhile"
        assert not journal.is_done(_submission(), False)


def _submission():
    from autograder.intake.submission import Submission

    return Submission("ben", LESSON, {}, digest="first")


def test_what_waits_comes_back_whole(tmp_path):
    with Journal(tmp_path) as journal:
        journal.graded(graded(), False)
    with Journal(tmp_path) as journal:
        (waiting,) = journal.waiting()
        assert (waiting.curves, waiting.timestamp, waiting.notebook) == (
            *(graded().curves, graded().timestamp, graded().notebook),
        )


def test_real_verdicts_survive(tmp_path):
    made = gradedclass.graded("ben", gradedclass.verdicts_on(gradedclass.right_answers()))
    verdicts.save(tmp_path, made)
    kept = verdicts.load(tmp_path, "ben", LESSON)
    assert [r.row() for r in kept.results] == [r.row() for r in made.results]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
        ("a\x1b[31m", "a\N{REPLACEMENT CHARACTER}[31m"),
        ("\u202egnp", "\N{REPLACEMENT CHARACTER}gnp"),
        ("grün\n", "grün\n"),
        ("ada;=1+1", "ada;'=1+1"),
        ("ada\t@x", "ada\t'@x"),
        ("ada\n -1", "ada\n '-1"),
        ('a;"=1+1"', 'a;"\'=1+1"'),
        ("＝1", "'＝1"),
        ("\t", "'\t"),
        ("a - b; c = d", "a - b; c = d"),
    ],
)
def test_foreign_text_is_made_readable_and_no_formula(raw, shown):
    assert text.cell(raw) == shown


def test_nbgraders_secret_of_a_submission_stays_with_its_result():
    files = {"submission_secret.txt": b"s3cret"}
    one = Submission("anna", "02_preprocessing", files)
    kept = not_graded(one, "its worker died.", "bubblewrap")
    assert Graded.from_dict(json.loads(json.dumps(kept.as_dict()))).secret == "s3cret"


@pytest.mark.parametrize("piece", ["; ", ";", "\n", "\t ", '"', ' ;"', "=;"])
def test_long_text_takes_no_longer_than_it_is_long(piece):
    started = time.process_time()
    text.cell(piece * (500_000 // len(piece)) + "x")
    assert time.process_time() - started < 2


def test_a_row_of_the_table_has_the_call_where_it_is_short():
    seen = failed("c", "It is 3.", "Look.", called="count_labels(np.array([3, 3, 7]))")
    row = Result("count_labels", 0, 3, seen).row()
    assert row["message"] == "It is 3. Seen with `count_labels(np.array([3, 3, 7]))`."
    for called in ("f(\n    3,\n)", f"f({'3, ' * 99})", "train(model, images, labels)"):
        assert Result("train", 0, 3, replace(seen, called=called)).row()["message"] == "It is 3."
