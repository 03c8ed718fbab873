"""A second assistant's account goes on in the same OUT; one that may not is told so in a line."""

import sqlite3
import stat

import pytest

from support.accounts import ANNA, BEN, GROUP, STRANGER, place, shared
from support.downloads import folder
from support.gradedclass import LESSON
from support.hostile.submissions import LESSON as TWO
from support.hostile.submissions import RIGHT, notebook

__all__ = ["place"]

RECORD = """
import sys
from pathlib import Path
from autograder.records import asked
from autograder.records.journal import Journal
from support import gradedclass
out, student, when = sys.argv[1:]
right = gradedclass.verdicts_on(gradedclass.right_answers())
one = gradedclass.graded(student, right, timestamp=when)
with Journal(Path(out)) as journal:
    journal.begin(1, "bubblewrap")
    journal.graded(one, False, asked.now(one.lesson))
    gradedclass.recorder.record(Path(out), one)
    journal.recorded(student, one.lesson)
"""
DUE = """
import sys
from datetime import datetime
from nbgrader.api import Gradebook
with Gradebook(f"sqlite:///{sys.argv[1]}/gradebook.db") as book:
    book.update_or_create_assignment(sys.argv[2], duedate=datetime(2026, 3, 1, 18))
"""
LATE = "2026-03-02 19:00:00 UTC"


def done(process, status=0):
    assert process.returncode == status, process.stderr
    assert "Traceback" not in process.stderr
    return process.stdout


def not_for_the_group(out):
    """What in OUT a second account could not go on with."""
    closed = []
    for path in out.rglob("*"):
        mode = path.stat().st_mode
        wanted = stat.S_IRWXG | stat.S_ISGID if path.is_dir() else stat.S_IRGRP | stat.S_IWGRP
        if path.stat().st_gid != GROUP or mode & wanted != wanted:
            closed.append(f"{path.relative_to(out)} {stat.filemode(mode)}")
    return closed


@pytest.mark.nightly
def test_each_command_goes_on_with_what_the_other_account_made(place):
    out = shared(place / "out")
    done(BEN.run(RECORD, out, "anna", LATE))
    assert not_for_the_group(out) == []
    done(ANNA.run(RECORD, out, "ben", LATE))
    done(ANNA.run(DUE, out, LESSON))
    done(BEN.command("extend", out, "anna", "1", "--until", "2026-03-08 18:00+00:00"))
    done(ANNA.command("extend", out, "ben", "1", "--until", "2026-03-08 18:00+00:00"))
    done(ANNA.command("drop", out, "describe"))
    done(BEN.command("drop", out, "describe", "--undo"))
    for who in (BEN, ANNA):
        done(who.command("feedback", out))
        done(who.command("export", out, "--format", "moodle"))
    done(ANNA.command("similar", out))
    done(BEN.command("similar", out))
    assert not_for_the_group(out) == []
    with sqlite3.connect(out / "gradebook.db") as book:
        book.execute("BEGIN IMMEDIATE")
        book.execute("UPDATE student SET first_name = 'x'")
        journal = out / "gradebook.db-journal"
        assert journal.stat().st_mode & 0o660 == 0o660
        assert journal.stat().st_gid == GROUP
        book.rollback()


@pytest.mark.long
def test_who_may_not_is_told_in_one_line_and_nothing_changes(place):
    out = shared(place / "out")
    done(ANNA.run(RECORD, out, "anna", LATE))
    done(ANNA.run(DUE, out, LESSON))
    submitted = folder(place / "submitted", {f"anna/{TWO}/{TWO}.ipynb": notebook(RIGHT)})
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    for words in (
        ["grade", submitted, "--out", out, "--sandbox", "none"],
        ["feedback", out],
        ["export", out],
        ["similar", out],
        ["drop", out, "describe"],
        ["extend", out, "anna", "1", "--until", "2026-03-08 18:00+00:00"],
        ["collect", submitted, "--out", out / "collected"],
    ):
        process = STRANGER.command(*words)
        said = process.stderr.strip().splitlines()[-1]
        assert (process.returncode, "Traceback" in process.stderr) == (2, False), words
        assert "cannot be written: Permission denied by" in said, words
        assert "which belongs to" in said or f"{out}" in said
        assert "'Several who grade' in the guide" in said
        # `--sandbox none` has a warning of its own.
        assert len(process.stderr.strip().splitlines()) == 1 + (words[0] == "grade"), words
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


@pytest.mark.long
@pytest.mark.sandbox
def test_one_grades_and_the_other_resumes_and_grades_again(place, need_sandbox):
    out = shared(place / "out")
    submitted = shared(place / "submitted")
    handed = folder(place / "download", {f"{who}/work.ipynb": notebook(RIGHT) for who in "ab"})
    done(BEN.command("collect", handed, "--out", submitted))
    done(ANNA.command("collect", handed, "--out", submitted))
    assert not_for_the_group(submitted) == []
    grade = ["grade", submitted, "--out", out, "--jobs", "1"]
    done(BEN.command(*grade, "--student", "a"))
    assert "Submissions graded: 1, 1 done before" in done(ANNA.command(*grade, "--resume"))
    done(BEN.command(*grade, "--student", "b"))
    assert not_for_the_group(out) == []
