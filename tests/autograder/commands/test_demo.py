"""The demonstration: a class of every kind, graded by the real commands in the real sandbox."""

import csv

import pytest

from autograder.commands import demo_class, main
from mnist_course import course
from mnist_course.course import examine


@pytest.fixture(scope="module")
def shown(need_sandbox, tmp_path_factory):
    """The folder, and what the command wrote."""
    import contextlib
    import io

    out = tmp_path_factory.mktemp("demo") / "class"
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        assert main.main(["demo", str(out)]) == 0
    return out, written.getvalue()


@pytest.fixture(scope="module")
def statuses(shown):
    found = {}
    with (shown[0] / "graded" / "grades.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["student"], []).append(row["status"])
    return found


@pytest.mark.long
@pytest.mark.sandbox
def test_each_kind_gets_its_own_outcome(statuses):
    assert statuses == {
        "ada": ["passed"] * 4,
        "ben": ["passed", "partial", "failed", "failed"],
        "chen": ["passed", "not_attempted", "passed", "not_attempted"],
        "dora": ["passed"] * 4,
        "emil": ["passed", "timed_out", "passed", "passed"],
        "fay": ["passed", "passed", "crashed", "passed"],
        "gus": ["invalid"] * 4,
        "hana": ["not_attempted"] * 4,
        "ivo": ["passed"] * 4,
        "<img src=x onerror=alert(1)>": ["not_attempted"] * 2 + ["passed", "not_attempted"],
    }


@pytest.mark.long
@pytest.mark.sandbox
def test_it_shows_the_class_and_where_to_look(shown):
    out, text = shown
    for student in demo_class.CLASS:
        assert f"{student.name}  " in text
    assert (out / "graded" / "overview.html").is_file()
    assert len(list((out / "graded" / "feedback").glob("*/*/*.html"))) == len(demo_class.CLASS)
    assert "10/10" in text


def test_its_right_answers_are_right():
    import keras
    import numpy as np

    namespace = {"np": np, "keras": keras}
    for exercise in course.lesson(demo_class.LESSON).exercises:
        exec(demo_class.RIGHT[exercise.id], namespace)
        verdict = examine(exercise, namespace[exercise.id], np.random.default_rng(3))
        assert verdict.ok, verdict.message


def test_it_overwrites_nothing(tmp_path, capsys):
    (tmp_path / "mine").write_text("mine", "utf-8")
    assert main.main(["demo", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
