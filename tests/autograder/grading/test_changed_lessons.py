"""`grade` says whose marks are of an earlier lesson."""

import argparse

import pytest

from autograder.commands import grade
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
        journal.graded(gradedclass.graded("anna", right), False, earlier)
    parser = argparse.ArgumentParser()
    grade.add_arguments(parser)

    def run(*more: str) -> str:
        assert grade.run(parser.parse_args([str(submitted), "--out", str(out), *more])) == 0
        return capsys.readouterr().out

    said = run("--student", "ben")
    assert f"{LESSON} has changed since some were graded (describe)" in said
    assert "Marks of the earlier version (1): anna." in said
    assert "has changed since" not in run("--student", "anna")
