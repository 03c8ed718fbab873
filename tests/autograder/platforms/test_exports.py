"""Marks as the learning platforms import them."""

import argparse
import csv
import io

import pytest
from nbgrader.api import Gradebook

from autograder.commands import export as command
from autograder.gradebook import store
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Verdict
from support import gradedclass
from support.gradedclass import LESSON


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    out = tmp_path_factory.mktemp("class")
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    half = right | {"describe": Verdict("partial", "Some of it.", score=0.5)}
    gradedclass.record(out, "anna", right)
    gradedclass.record(out, "ben", half)
    gradedclass.record(out, "=HYPERLINK(1)", half)
    store.prepare(out, "02_preprocessing")
    with Gradebook(f"sqlite:///{out}/gradebook.db") as book:
        book.update_or_create_student(
            "anna", first_name="Anna", last_name="Ö, von", email="a@x.example", lms_user_id="77"
        )
        book.find_grade("describe-check", LESSON, LESSON, "ben").manual_score = 2.0
        book.db.commit()
    return out


def export(out, *arguments):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(out), *arguments]))


def table(out, name, *arguments):
    assert export(out, "--format", name, *arguments) == 0
    raw = (out / f"marks-{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"))))


def test_csv_has_a_row_a_student_and_manual_marks(out):
    rows = {row["student"]: row for row in table(out, "csv")}
    assert rows["anna"][LESSON] == "10"
    assert rows["ben"][LESSON] == rows["ben"]["total"] == "9"
    assert {row["max_points"] for row in rows.values()} == {"10"}


def test_canvas_has_its_columns_in_its_order_and_the_points_row(out):
    export(out, "--format", "canvas")
    lines = list(csv.reader((out / "marks-canvas.csv").open(encoding="utf-8", newline="")))
    assert lines[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", LESSON]
    assert lines[1] == ["    Points Possible", "", "", "", "", "10"]
    assert ["Ö, von, Anna", "77", "", "anna", "", "10"] in lines
    export(out, "--format", "canvas", "--identifier", "sis")
    lines = list(csv.reader((out / "marks-canvas.csv").open(encoding="utf-8", newline="")))
    assert ["ben", "", "ben", "", "", "9"] in lines


def test_moodle_has_an_identifier_and_decimal_points(out):
    rows = table(out, "moodle", "--identifier", "email")
    assert [row["Email address"] for row in rows] == ["'=HYPERLINK(1)", "anna", "ben"]
    assert rows[0][LESSON] == "8.5"


@pytest.mark.parametrize("name", ["csv", "canvas", "moodle"])
def test_no_cell_is_a_formula(out, name):
    export(out, "--format", name)
    for row in csv.reader((out / f"marks-{name}.csv").open(encoding="utf-8", newline="")):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_waiting_marks_stay_empty_and_are_named(out, tmp_path, capsys):
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    gradedclass.record(tmp_path, "dora", right | {"describe": Verdict("not_graded", "Failed.")})
    assert export(tmp_path) == 1
    assert "dora: 01_loading still waits" in capsys.readouterr().err
    (row,) = csv.DictReader((tmp_path / "marks-csv.csv").open(encoding="utf-8"))
    assert row[LESSON] == ""


def test_wrong_identifier_and_missing_class_are_named(out, tmp_path):
    with pytest.raises(CourseError, match="username, idnumber, email"):
        export(out, "--format", "moodle", "--identifier", "sis")
    with pytest.raises(CourseError, match="holds no gradebook"):
        export(tmp_path / "nowhere")
