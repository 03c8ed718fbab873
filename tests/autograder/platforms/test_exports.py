"""Marks as the learning platforms import them."""

import argparse
import csv
import io
import json
from decimal import Decimal

import pytest
from nbgrader.api import Gradebook

from autograder.commands import export as command
from autograder.gradebook import store
from autograder.platforms import marks
from mnist_course import course
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
    assert [row["Email address"] for row in rows] == ["'=HYPERLINK(1)", "a@x.example", "ben"]
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


# What the platforms make of it ------------------------------------------------------


def moodle_import(text: str, gradebook: dict, item: str, is_new: bool) -> None:
    """As Moodle's grade/import/csv reads a file: an empty cell is no grade, or 0 in a new item."""
    for row in csv.DictReader(io.StringIO(text)):
        value = row[item].strip()
        gradebook[row["Username"]] = float(value) if value else (0.0 if is_new else None)


def canvas_import(text: str, gradebook: dict, title: str) -> None:
    """As Canvas's gradebook_importer reads a file: an empty cell blanks the mark."""
    lines = list(csv.DictReader(io.StringIO(text)))
    for row in lines[1:]:
        value = row[title].strip()
        gradebook[row["ID"] or row["SIS User ID"] or row["SIS Login ID"]] = (
            float(value) if value else None
        )


@pytest.fixture(scope="module")
def ragged(tmp_path_factory):
    """anna has lessons 01 and waits for nothing; cora, on the roster, handed nothing in."""
    out = tmp_path_factory.mktemp("ragged")
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    gradedclass.record(out, "anna", right)
    gradedclass.record(out, "dora", right | {"describe": Verdict("not_graded", "Failed.")})
    (out / "roster.csv").write_text(
        "username,first name,last name,email,id number\nanna,Anna,Ö,a@x.example,0017\n"
        "cora,Cora,C,c@x.example,0018\ndora,Dora,D,d@x.example,0019\n",
        "utf-8",
    )
    return out


@pytest.mark.parametrize("is_new", [True, False])
def test_moodle_keeps_every_grade_that_was_not_sent(ragged, is_new, capsys):
    before = {"anna": 1.0, "cora": 5.0, "dora": 6.0}
    after = dict(before)
    export(ragged, "--format", "moodle", "--roster", str(ragged / "roster.csv"))
    moodle_import((ragged / "marks-moodle.csv").read_text("utf-8"), after, LESSON, is_new)
    assert after == before | {"anna": 10.0}
    shown = capsys.readouterr()
    assert "1 without a submission have no row: cora" in shown.out
    assert "dora: 01_loading still waits" in shown.err
    # Everybody on the roster stands in one of the two files.
    rows = list(csv.DictReader((ragged / "marks-moodle-left-out.csv").open(encoding="utf-8")))
    assert [(row["student"], row["name"], row["reason"]) for row in rows] == [
        ("cora", "C, Cora", "no graded submission"),
        ("dora", "D, Dora", "still waits for a mark"),
    ]


def test_canvas_keeps_every_grade_that_was_not_sent_and_takes_a_column_that_exists(ragged):
    before = {"anna": 1.0, "cora": 5.0, "dora": 6.0}
    after = dict(before)
    title = "Lab 1 (4711)"
    export(
        ragged,
        *("--format", "canvas", "--lesson", "1", "--column", f"01={title}"),
        *("--roster", str(ragged / "roster.csv")),
    )
    text = (ragged / "marks-canvas.csv").read_text("utf-8")
    by_id = {"0017": "anna", "0018": "cora", "0019": "dora"}
    found: dict = {}
    canvas_import(text, found, title)
    after |= {by_id.get(key, key): value for key, value in found.items()}
    assert after == before | {"anna": 10.0}


def test_missing_as_zero_gives_everybody_on_the_roster_a_row(ragged):
    export(ragged, "--format", "moodle", "--missing-as-zero", "--roster",
           str(ragged / "roster.csv"), "--identifier", "idnumber")  # fmt: skip
    rows = list(csv.DictReader((ragged / "marks-moodle.csv").open(encoding="utf-8")))
    assert {row["ID number"]: row[LESSON] for row in rows} == {"0017": "10", "0018": "0"}


def test_everybody_on_the_roster_is_in_the_table(ragged):
    export(ragged, "--roster", str(ragged / "roster.csv"))
    rows = list(csv.DictReader((ragged / "marks-csv.csv").open(encoding="utf-8")))
    assert [row["student"] for row in rows] == ["anna", "cora", "dora"]


def test_moodles_own_worksheet_is_filled_in_and_keeps_its_other_cells(ragged, tmp_path, capsys):
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(
        "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade,"
        "Last modified (grade),Feedback comments\n"
        'Participant 5,Anna Ö,a@x.example,Submitted,3.00,8.00,"Monday, 1 June 2026",Good\n'
        "Participant 6,Cora C,c@x.example,No submission,5.00,8.00,-,\n"
        "Participant 7,Dora D,d@x.example,Submitted,,8.00,-,\n",
        "utf-8",
    )
    roster = str(ragged / "roster.csv")
    status = export(
        ragged,
        *("--format", "moodle-worksheet", "--worksheet", str(sheet), "--lesson", "01"),
        *("--roster", roster),
    )
    assert status == 1
    shown = capsys.readouterr()
    assert "dora: 01_loading still waits for a mark" in shown.err
    assert "1 without a submission keep the grade that Moodle has: cora" in shown.out
    assert "Above the assignment's maximum, so that Moodle passes them over: anna." in shown.err
    made = (ragged / "marks-moodle-worksheet-01_loading.csv").read_text("utf-8")
    # All is as Moodle wrote it, but for the grade.
    assert made == sheet.read_text("utf-8-sig").replace("Submitted,3.00", "Submitted,10")


def test_gradescope_gets_one_test_an_exercise(out):
    assert export(out, "--format", "gradescope") == 0
    made = json.loads((out / "gradescope" / "ben" / LESSON / "results.json").read_text("utf-8"))
    assert made["score"] == 9
    assert [test["name"] for test in made["tests"]] == [
        exercise.id for exercise in course.lesson(LESSON).exercises
    ]
    assert sum(test["max_score"] for test in made["tests"]) == 10
    assert {"score", "max_score", "output", "visibility"} <= set(made["tests"][0])


@pytest.mark.parametrize(
    ("step", "value", "words"),
    [("0.5", 7.25, "7.5"), ("1", 2.5, "3"), ("0.1", 2.675, "2.7"), ("0.25", 1.1, "1")],
)
def test_marks_are_rounded_half_up(step, value, words):
    assert marks.Scale(step=Decimal(step)).write(value, 10) == words


def test_percent(out):
    (row,) = [row for row in table(out, "csv", "--percent") if row["student"] == "ben"]
    assert row[LESSON] == "90"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--round", "0"],
        ["--round", "x"],
        ["--column", "01"],
        ["--column", "99=x"],
        ["--format", "moodle-worksheet"],
        ["--lesson", "05"],
        ["--roster", "nowhere.csv"],
    ],
)
def test_bad_arguments_are_one_line(out, arguments):
    with pytest.raises(CourseError) as error:
        export(out, *arguments)
    assert "\n" not in str(error.value)


HEADINGS = {
    "First name,Last name,ID number,Email address": "ID number",
    "First name,Last name,Email address": "Email address",
    "Username,First name,Last name,ID number,Email address": "Username",
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_moodles_column_is_what_the_roster_has(heading, ragged, tmp_path):
    about = {"First name": "Anna", "Last name": "Ö", "ID number": "17"}
    about |= {"Email address": "a@x.example", "Username": "anna"}
    roster = tmp_path / "roster.csv"
    cells = ",".join(about[name] for name in heading.split(","))
    roster.write_text(f"{heading}\n{cells}\n", "utf-8")
    export(ragged, "--format", "moodle", "--roster", str(roster))
    assert (ragged / "marks-moodle.csv").read_text("utf-8").startswith(HEADINGS[heading] + ",")


def test_what_moodle_would_refuse_is_said(tmp_path, capsys):
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    gradedclass.record(tmp_path, "Jane Doe 17", right)
    assert export(tmp_path, "--format", "moodle") == 0
    assert "Jane Doe 17: no username of Moodle has a space in it" in capsys.readouterr().err
    (tmp_path / "roster.csv").write_text("username\nanna\n", "utf-8")
    export(tmp_path, "--format", "moodle", "--roster", str(tmp_path / "roster.csv"))
    assert "Graded, and not on the roster: Jane Doe 17." in capsys.readouterr().err


def _missing(out, *more):
    return export(out, "--format", "canvas", "--roster", str(out / "roster.csv"), *more)


def test_who_is_left_out_is_written_anew_and_removed_where_nobody_is(ragged, tmp_path):
    to = ["--to", str(tmp_path / "marks.csv")]
    beside = tmp_path / "marks-left-out.csv"
    _missing(ragged, *to)
    first = beside.read_text("utf-8")
    _missing(ragged, *to)
    assert beside.read_text("utf-8") == first
    export(ragged, "--format", "canvas", *to)
    assert "cora" not in beside.read_text("utf-8")
    gradedclass.record(tmp_path, "anna", gradedclass.verdicts_on(gradedclass.right_answers()))
    export(tmp_path, "--format", "canvas", *to)
    assert not beside.exists()


@pytest.mark.parametrize("change", [lambda _: "my own notes", lambda old: old + "eve,,,ill\n"])
def test_a_file_of_that_name_that_holds_anything_else_stays(change, ragged, tmp_path, capsys):
    to = ["--to", str(tmp_path / "marks.csv")]
    beside = tmp_path / "marks-left-out.csv"
    _missing(ragged, *to)
    own = change(beside.read_text("utf-8"))
    beside.write_text(own, "utf-8")
    _missing(ragged, *to)
    _missing(ragged, *to)
    assert beside.read_text("utf-8") == own
    assert "cora" in (tmp_path / "marks-left-out-2.csv").read_text("utf-8")
    assert "marks-left-out.csv holds something else, and stays" in capsys.readouterr().out
    gradedclass.record(tmp_path, "anna", gradedclass.verdicts_on(gradedclass.right_answers()))
    export(tmp_path, "--format", "canvas", *to)
    assert beside.read_text("utf-8") == own
    assert len(list(tmp_path.glob("marks-left-out*"))) == 1


def test_what_was_given_is_not_written_over(ragged):
    roster = ragged / "roster.csv"
    before = roster.read_bytes()
    with pytest.raises(CourseError, match="is what you gave"):
        _missing(ragged, "--to", str(roster))
    assert roster.read_bytes() == before
