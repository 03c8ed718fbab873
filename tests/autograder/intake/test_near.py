"""What lies nearly in its place in SUBMITTED is taken or named; nothing is dropped in silence."""

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest

from autograder.commands import main
from autograder.core import times
from autograder.intake import near, table
from mnist_course import course
from mnist_course.core.errors import CourseError
from support import permissions
from support.downloads import changed, folder, saved_model, solved, untouched, zipped

L2, L3, L6, L7 = "02_preprocessing", "03_convolution", "06_training", "07_evaluation"
ALL = [lesson.id for lesson in course.lessons()]


def _other() -> bytes:
    return changed(L2, lambda notebook: notebook["cells"][1]["source"].append("\n"))


def _partly() -> bytes:
    """Two of the four answers."""
    stubs = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in json.loads(untouched(L2))["cells"]
        if "nbgrader" in cell["metadata"]
    }

    def edit(notebook) -> None:
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in ("prepare", "hold_out"):
                cell["source"] = stubs[name]

    return changed(L2, edit)


RIGHT = solved(L2)
TAKEN = {
    "in its place": {f"{L2}/{L2}.ipynb": RIGHT},
    "no folder of the lesson": {f"{L2}.ipynb": RIGHT},
    "the folder in capitals": {f"{L2.upper()}/{L2}.ipynb": RIGHT},
    "a folder lesson02": {f"lesson02/{L2}.ipynb": RIGHT},
    "a space behind": {f"{L2} /{L2}.ipynb": RIGHT},
    "the folder's number alone": {f"2/{L2}.ipynb": RIGHT},
    "nested": {f"{L2}/{L2}/{L2}.ipynb": RIGHT},
    "below lessons": {f"lessons/{L2}/{L2}.ipynb": RIGHT},
    "a copy of Jupyter's": {f"{L2}/{L2}-Copy1.ipynb": RIGHT},
    "a second download": {f"{L2}/{L2} (1).ipynb": RIGHT},
    "a copy of Google's": {f"{L2}/Copy of {L2}.ipynb": RIGHT},
    "a name of one's own": {f"{L2}/Homework2_final.ipynb": RIGHT},
    "the name in capitals": {f"{L2}/02_Preprocessing.ipynb": RIGHT},
    "the ending in capitals": {f"{L2}/{L2}.IPYNB": RIGHT},
    "a browser's .txt": {f"{L2}/{L2}.ipynb.txt": RIGHT},
    "a browser's .json": {f"{L2}/{L2}.json": RIGHT},
    "no ending": {L2: RIGHT},
    "stub and copy": {f"{L2}/{L2}.ipynb": untouched(L2), f"{L2}/{L2}-Copy1.ipynb": RIGHT},
    "answers in a fresh one": {f"{L2}/{L2}.ipynb": untouched(L2), f"{L2}/{L2}.new.ipynb": RIGHT},
    "a fresh one beside": {f"{L2}/{L2}.ipynb": RIGHT, f"{L2}/{L2}.new.ipynb": untouched(L2)},
    "zipped": {f"{L2}.zip": zipped({f"{L2}/{L2}.ipynb": RIGHT})},
    "zipped in its folder": {f"{L2}/work.zip": zipped({f"{L2}.ipynb": RIGHT})},
    "beside a damaged one": {f"{L2}/{L2}.ipynb": RIGHT[:-99], f"{L2}/{L2} (1).ipynb": RIGHT},
}


@pytest.mark.parametrize("layout", TAKEN)
def test_a_near_miss_counts_and_is_said(layout, tmp_path):
    folder(tmp_path / "anna", TAKEN[layout])
    found = near.find(tmp_path, ALL, [])
    assert found.keys == [("anna", L2)]
    assert found.read(tmp_path, "anna", L2).notebook == RIGHT
    said = {note.file for note in found.notes}
    # All that may earn points has counted in its place, or is named.
    simply = {f"anna/{L2}/{L2}.ipynb"} if TAKEN[layout].get(f"{L2}/{L2}.ipynb") == RIGHT else set()
    assert len(said | simply) == len(TAKEN[layout]), found.notes


def test_what_simply_lies_in_its_place_is_not_spoken_of(tmp_path):
    folder(tmp_path / "anna" / L2, {f"{L2}.ipynb": RIGHT, "helper.py": b"x", "data/x.csv": b"1"})
    folder(tmp_path / "anna" / L7, {f"{L7}.ipynb": solved(L7), "digits.keras": saved_model()})
    found = near.find(tmp_path, ALL, [])
    assert set(found.read(tmp_path, "anna", L2).files) == {f"{L2}.ipynb", "helper.py", "data/x.csv"}
    assert found.keys == [("anna", L2), ("anna", L7)]
    assert found.notes == []


@pytest.mark.parametrize(
    "name", ["digits (1).keras", "Digits.keras", "digits-Copy1.keras", "models/digits.keras"]
)
def test_a_model_is_taken_by_its_lessons_name(name, tmp_path):
    folder(tmp_path / "anna" / L6, {f"{L6}.ipynb": solved(L6), name: saved_model()})
    found = near.find(tmp_path, ALL, [])
    assert found.read(tmp_path, "anna", L6).files["digits.keras"] == saved_model()
    assert [note.file for note in found.notes] == [f"anna/{L6}/{name}"]


def test_another_lessons_model_stays_where_it_is(tmp_path):
    mine, friends = saved_model(), zipped({"config.json": b"{}", "metadata.json": b"[]"})
    files = {f"{L7}/{L7}.ipynb": solved(L7), f"{L7}/digits.keras": friends}
    files |= {f"{L6}.ipynb": solved(L6), "digits.keras": mine}
    folder(tmp_path / "anna", files)
    found = near.find(tmp_path, ALL, [])
    assert found.read(tmp_path, "anna", L6).files["digits.keras"] == mine
    assert found.read(tmp_path, "anna", L7).files["digits.keras"] == friends


def test_what_lies_beside_a_notebook_comes_with_it(tmp_path):
    files = {f"lab/{L2}.ipynb": RIGHT, "lab/helper.py": b"x = 1\n"}
    files["lab/timestamp.txt"] = b"2026-03-01 18:30:00 UTC\n"
    folder(tmp_path / "anna", files)
    read = near.find(tmp_path, ALL, []).read(tmp_path, "anna", L2)
    assert read.files == {f"{L2}.ipynb": RIGHT, "helper.py": b"x = 1\n"}
    assert read.timestamp == "2026-03-01 18:30:00 UTC"


def test_a_near_miss_has_the_inputs_of_the_same_work_in_its_place(tmp_path):
    """The hidden inputs are drawn from what was handed in, not from how it was called."""
    folder(tmp_path / "a" / "anna", {f"{L2}/{L2}.ipynb": RIGHT})
    folder(tmp_path / "b" / "anna", {f"lab 2/{L2} (1).ipynb": RIGHT})
    read = [near.find(tmp_path / x, ALL, []).read(tmp_path / x, "anna", L2) for x in "ab"]
    assert read[0] == read[1]


def test_of_two_that_were_worked_on_one_counts_and_the_other_is_named(tmp_path):
    folder(tmp_path / "anna" / L2, {f"{L2}.ipynb": RIGHT, f"{L2}-Copy1.ipynb": _other()})
    folder(tmp_path / "ben" / L2, {f"{L2}.ipynb": _partly(), f"{L2}-Copy1.ipynb": RIGHT})
    found = near.find(tmp_path, ALL, [])
    assert found.read(tmp_path, "anna", L2).notebook == RIGHT
    assert found.read(tmp_path, "ben", L2).notebook == RIGHT
    reasons = {note.file: note.reason for note in found.notes if note.outcome == table.NOT_USED}
    assert set(reasons) == {f"anna/{L2}/{L2}-Copy1.ipynb", f"ben/{L2}/{L2}.ipynb"}
    assert "another notebook of the same lesson" in reasons[f"anna/{L2}/{L2}-Copy1.ipynb"]
    assert "fewer answers" in reasons[f"ben/{L2}/{L2}.ipynb"]


UNUSED = {
    "outside of any folder": ({"anna.ipynb": RIGHT}, "outside of any student's folder"),
    "an archive outside": ({"anna.zip": zipped({"x.ipynb": RIGHT})}, "outside of any"),
    "student and lesson swapped": ({f"{L2}/anna/{L2}.ipynb": RIGHT}, "called as a lesson"),
    "of no lesson": (
        {"anna/x.ipynb": b'{"cells": [], "nbformat": 4, "metadata": {}}'},
        "no lesson",
    ),
    "no notebook": ({"anna/x.ipynb": b"\x00"}, "not valid JSON"),
    "a damaged archive": ({"anna/x.zip": b"PK"}, "damaged"),
}


@pytest.mark.parametrize("which", UNUSED)
def test_what_cannot_be_used_is_named(which, tmp_path):
    files, reason = UNUSED[which]
    folder(tmp_path, {**files, f"ben/{L2}/{L2}.ipynb": RIGHT})
    found = near.find(tmp_path, ALL, [])
    assert found.keys == [("ben", L2)]
    assert [note.file for note in found.unplaced()] == list(files)
    assert reason in found.notes[0].reason


def test_one_lessons_grading_says_nothing_of_the_others(tmp_path):
    folder(tmp_path / "anna", {f"{L2}.ipynb": RIGHT, f"{L3}.ipynb": solved(L3)})
    found = near.find(tmp_path, [L2], [])
    assert found.keys == [("anna", L2)]
    assert [note.lesson for note in found.notes] == [L2]


def test_another_lessons_notebook_in_a_place_is_said(tmp_path):
    folder(tmp_path / "anna" / L2, {f"{L2}.ipynb": solved(L3)})
    found = near.find(tmp_path, ALL, [])
    found.read(tmp_path, "anna", L2)
    assert f"is the notebook of {L3}" in found.notes[0].reason


def test_links_are_not_followed(tmp_path):
    folder(tmp_path / "elsewhere", {f"{L2}.ipynb": RIGHT})
    folder(tmp_path / "s" / "anna", {"readme.txt": b"x"})
    (tmp_path / "s" / "anna" / f"{L2}.ipynb").symlink_to(tmp_path / "elsewhere" / f"{L2}.ipynb")
    (tmp_path / "s" / "ben").symlink_to(tmp_path / "elsewhere")
    found = near.find(tmp_path / "s", ALL, [])
    assert found.keys == []
    assert "links are not followed" in found.notes[0].reason


def test_a_folder_that_cannot_be_read_is_named(tmp_path):
    folder(tmp_path / "anna", {f"lab/{L2}.ipynb": RIGHT, f"{L3}/{L3}.ipynb": solved(L3)})
    (tmp_path / "anna" / "lab").chmod(0)
    with permissions.obeyed():
        found = near.find(tmp_path, ALL, [])
    assert found.keys == [("anna", L3)]
    assert [note.file for note in found.notes] == ["anna/lab"]
    assert "cannot be read" in found.notes[0].reason


COMPOSED, DECOMPOSED = "Jos\u00e9", "Jose\u0301"


def test_two_ids_that_differ_in_their_unicode_form_are_said(tmp_path):
    folder(tmp_path, {f"{name}/{L2}/{L2}.ipynb": RIGHT for name in (COMPOSED, DECOMPOSED)})
    found = near.find(tmp_path, ALL, [])
    assert len(found.keys) == 2
    assert "two students" in found.notes[0].reason


def test_a_student_is_found_in_either_unicode_form(tmp_path):
    folder(tmp_path, {f"{DECOMPOSED}/{L2}/{L2}.ipynb": RIGHT})
    assert near.find(tmp_path, ALL, [COMPOSED]).keys == [(DECOMPOSED, L2)]


def test_a_student_who_is_not_there_is_named(tmp_path):
    folder(tmp_path, {f"anna/{L2}/{L2}.ipynb": RIGHT})
    with pytest.raises(CourseError, match=r"--student ana: .* Did you mean anna\?"):
        near.find(tmp_path, ALL, ["anna", "ana"])


CERTAIN = {
    "2026-03-01 18:30:00.123456 UTC": datetime(2026, 3, 1, 18, 30, 0, 123456),
    "2026-03-01 18:30": datetime(2026, 3, 1, 18, 30),
    "2026-03-01T18:30:00Z": datetime(2026, 3, 1, 18, 30),
    "2026-03-01 18:30:00 +01:00": datetime(2026, 3, 1, 17, 30),
    "2026-03-01 18:30:00-0530": datetime(2026, 3, 2, 0, 0),
    "2026-07-01 18:30:00 CEST": datetime(2026, 7, 1, 16, 30),
    "2026-07-01 18:30:00 Europe/Vienna": datetime(2026, 7, 1, 16, 30),
}
UNCERTAIN = [
    "01.03.2026",
    "03/01/2026 10:00",
    "6:30 PM",
    "2026-03-01 18:30 IST",
    "2026-02-30 10:00",
]
UNCERTAIN += [
    "tomorrow",
    "2026-03-01 18:30 Nowhere/Land",
    "9999-99-99 99:99",
    "2026-03-01 1:1 ../..",
]


@pytest.mark.parametrize("text", CERTAIN)
def test_a_time_is_read(text):
    assert times.read(text) == CERTAIN[text]


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_time(coding, tmp_path):
    stamp = "2026-03-01 18:30:00 UTC"
    files = {f"{L2}.ipynb": RIGHT, "timestamp.txt": f"{stamp}\r\n".encode(coding)}
    folder(tmp_path / "anna" / L2, files)
    found = near.find(tmp_path, ALL, [])
    assert found.read(tmp_path, "anna", L2).timestamp == stamp
    assert found.notes == []


@pytest.mark.parametrize("text", UNCERTAIN)
def test_a_time_that_is_not_certain_is_said_and_not_guessed(text, tmp_path):
    folder(tmp_path / "anna" / L2, {f"{L2}.ipynb": RIGHT, "timestamp.txt": text.encode()})
    found = near.find(tmp_path, ALL, [])
    found.read(tmp_path, "anna", L2)
    assert times.read(text) is None
    assert "counts as handed in without a time" in found.notes[0].reason


@pytest.mark.parametrize("out", [".", "graded", "anna/graded"])
def test_marks_do_not_go_among_the_submissions(out, tmp_path, capsys):
    folder(tmp_path, {f"anna/{L2}/{L2}.ipynb": RIGHT})
    before = sorted(tmp_path.rglob("*"))
    assert main.main(["grade", str(tmp_path), "--out", str(tmp_path / out)]) == 2
    assert "among what students handed in" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_where_nothing_can_be_graded_a_file_and_the_reason_are_named(tmp_path, capsys):
    folder(tmp_path / "s", {"anna.ipynb": RIGHT})
    assert main.main(["grade", str(tmp_path / "s"), "--out", str(tmp_path / "o")]) == 2
    error = capsys.readouterr().err
    assert "such as anna.ipynb, which lies outside of any student's folder" in error
    assert error.count("\n") == 1


@pytest.mark.long
@pytest.mark.sandbox
def test_grade_ends_with_what_it_took_and_what_it_did_not(need_sandbox, tmp_path, capsys):
    files = {f"anna/lab/{L2} (1).ipynb": RIGHT, f"ben/{L2}/{L2}.ipynb": RIGHT, "x.ipynb": RIGHT}
    files[f"ben/{L2}/timestamp.txt"] = b"6:30 PM"
    folder(tmp_path / "s", files)
    assert main.main(["grade", str(tmp_path / "s"), "--out", str(tmp_path / "o")]) == 1
    shown = capsys.readouterr().out
    assert "Taken, though not quite in its place (1" in shown
    assert "Not used (2" in shown
    with (tmp_path / "o" / near.FILE).open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 3
    marks = Path(tmp_path / "o" / "grades.csv").read_text("utf-8")
    assert marks.count("passed") == 8
