"""The way back: feedback as one archive a lesson, in the names that platforms take."""

import argparse
import json
import zipfile

import pytest
from nbgrader.api import Gradebook

from autograder.commands import feedback, main
from autograder.core.names import student_key
from support import gradedclass
from support.downloads import folder, solved
from support.gradedclass import LESSON


def give_back(out):
    parser = argparse.ArgumentParser()
    feedback.add_arguments(parser)
    assert feedback.run(parser.parse_args([str(out)])) == 0
    with zipfile.ZipFile(out / "feedback-archives" / f"{LESSON}.zip") as archive:
        return archive.namelist()


NAMES = {
    "moodle": (
        f"Jane Doe_17_assignsubmission_file_/{LESSON}.ipynb",
        f"Jane Doe_17_assignsubmission_file_/{LESSON}.html",
    ),
    "moodle, flat": (
        f"Jane Doe_17_assignsubmission_file_{LESSON}.ipynb",
        f"Jane Doe_17_assignsubmission_file_/{LESSON}.html",
    ),
    "canvas": (f"doejane_1234_56789_{LESSON}.ipynb", f"doejane_1234_56789_{LESSON}.html"),
    "a folder": (f"jane/{LESSON}.ipynb", f"jane/{LESSON}.html"),
}


@pytest.mark.parametrize("which", NAMES)
def test_the_archive_has_the_names_of_the_download(which, tmp_path):
    handed, returned = NAMES[which]
    download = folder(tmp_path / "d", {handed: solved(LESSON)})
    submitted, out = tmp_path / "submitted", tmp_path / "out"
    assert main.main(["collect", str(download), "--out", str(submitted)]) == 0
    (student,) = (path.name for path in submitted.iterdir() if path.is_dir())
    gradedclass.record(out, student, gradedclass.verdicts_on(gradedclass.right_answers()))
    (out / "collected.csv").write_bytes((submitted / "collected.csv").read_bytes())
    assert give_back(out) == [returned]


def test_without_a_table_there_is_a_folder_a_student(tmp_path):
    gradedclass.record(tmp_path, "a/b", gradedclass.verdicts_on(gradedclass.right_answers()))
    assert give_back(tmp_path) == [f"{student_key('a/b')}/{LESSON}.html"]


def test_a_page_shows_the_students_code_and_does_not_contradict_a_mark_by_hand(tmp_path):
    answers = gradedclass.right_answers() | {"describe": lambda *_: {}}
    gradedclass.record(tmp_path, "ben", gradedclass.verdicts_on(answers))
    notebook = tmp_path / "autograded" / "ben" / LESSON / f"{LESSON}.ipynb"
    raw = json.loads(notebook.read_text("utf-8"))
    for cell in raw["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "describe":
            cell["source"] = "def describe(images, labels):\n    return {'<b>': 1}"
    notebook.write_text(json.dumps(raw), "utf-8")
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        book.find_grade("describe-check", LESSON, LESSON, "ben").manual_score = 3.0
        book.db.commit()
    give_back(tmp_path)
    page = (tmp_path / "feedback" / "ben" / LESSON / f"{LESSON}.html").read_text("utf-8")
    assert "return {&#39;&lt;b&gt;&#39;: 1}" in page
    assert "Marked by your instructor" in page
    row = page[page.index('href="#describe"') :]
    assert "Not yet" not in row[: row.index("</tr>")]
