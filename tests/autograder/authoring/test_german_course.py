"""A course in German, as an instructor makes it: built, begun, checked, graded."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.theircourse import SHIPPED, autograder, only, run

LESSON = "01_loading"
NAME = f"{LESSON}.ipynb"
WRONG = "def count_labels(labels):\n    return np.bincount(labels)\n"

pytestmark = pytest.mark.long


def write(folder: Path, language: str, *lessons: str) -> None:
    """A course file of some lessons."""
    folder.mkdir()
    before = "\n[training]"
    text = only(SHIPPED, *lessons).replace(before, f'\nlanguage = "{language}"\n{before}', 1)
    (folder / "course.toml").write_text(text, "utf-8")


def made(folder: Path, language: str) -> Path:
    """A course of lesson 1 alone."""
    write(folder, language, LESSON)
    done = autograder("build", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    place = tmp_path_factory.mktemp("courses")
    return {one: made(place / one, one) for one in ("de", "en")}


def cells(course: Path, room: str) -> dict:
    return json.loads((course / room / LESSON / NAME).read_text("utf-8"))


def handed_in(courses: dict, submitted: Path, language: str) -> None:
    """Right, wrong and untouched, in a language; and in the other one, right."""
    right, untouched = cells(courses[language], "solutions"), cells(courses[language], "lessons")
    wrong = json.loads(json.dumps(right))
    for cell in wrong["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "count_labels":
            cell["source"] = WRONG
    other = cells(courses["en" if language == "de" else "de"], "solutions")
    for student, notebook in (("a", right), ("b", wrong), ("c", untouched), ("d", other)):
        target = submitted / student / LESSON / NAME
        target.parent.mkdir(parents=True)
        target.write_text(json.dumps(notebook), "utf-8")


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mark(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[one] for one in ("student", "exercise", "status", "points"))


def test_a_german_class_earns_the_same_marks(need_sandbox, courses, tmp_path):
    graded = {}
    for language, course in courses.items():
        submitted, out = tmp_path / f"in-{language}", tmp_path / f"out-{language}"
        handed_in(courses, submitted, language)
        done = autograder("grade", submitted, "--out", out, "--jobs", "1", folder=course)
        assert done.returncode in (0, 1), done.stderr
        graded[language] = rows(out)
    german, english = graded["de"], graded["en"]
    marks = [
        [(one["student"], one["exercise"], one["status"], one["points"]) for one in each]
        for each in (german, english)
    ]
    assert marks[0] == marks[1]
    assert [one["status"] for one in german[:4]] == ["passed"] * 4
    assert [one["status"] for one in german[-4:]] == ["passed"] * 4
    said = {one["student"]: one["message"] for one in german if one["exercise"] == "count_labels"}
    assert (
        said["a"] == "Zehn Anzahlen, eine für jede Ziffer, auch für Ziffern, die nicht vorkommen."
    )
    assert "sie enden beim größten Label" in said["b"].replace("Sie", "sie")
    assert said["c"] == "count_labels ist noch die leere Aufgabe."
    page = (tmp_path / "out-de" / "feedback" / "b" / LESSON / f"{LESSON}.html").read_text("utf-8")
    assert '<html lang="de">' in page
    assert "Die Ziffern laden: Rückmeldung" in page and "Noch nicht" in page
    assert "Was als Nächstes zu tun ist" in page and "Hinweis 1 von 3" in page
    assert "Right" not in page and "Next:" not in page


def test_a_german_student_begins_and_checks(courses, tmp_path):
    folder = courses["de"]
    began = run("mnist_course", "start", tmp_path / "lektionen", "--prepare-only", folder=folder)
    assert began.returncode == 0, began.stderr
    assert "Deine Lektionen liegen in" in began.stdout
    notebook = tmp_path / "lektionen" / LESSON / NAME
    assert "Wie dieser Kurs abläuft" in notebook.read_text("utf-8")
    assert "# dein Code hier, anstelle dieser Zeile" in notebook.read_text("utf-8")
    solved = cells(folder, "solutions")
    for cell in solved["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "count_labels":
            cell["source"] = WRONG
    notebook.write_text(json.dumps(solved), "utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mnist_course", "--course", str(folder), "check", "01"],
        cwd=tmp_path / "lektionen",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
        timeout=300,
    )
    assert checked.returncode == 1, checked.stderr
    assert "✗ count_labels: Noch nicht" in checked.stdout
    assert "Weiter: Verlange zehn Plätze, was auch vorkommt: `minlength=10`." in checked.stdout
    assert "3 von 4 sichtbaren Prüfungen bestanden, 1 zu verbessern." in checked.stdout


def test_a_lesson_without_a_german_master_is_in_english_and_told(tmp_path):
    folder = tmp_path / "two"
    write(folder, "de", LESSON, "03_convolution")
    done = autograder("build", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "In English, since there is no master in 'de': 03_convolution." in done.stdout
    other = folder / "lessons" / "03_convolution" / "03_convolution.ipynb"
    assert "### Exercise `output_size` · " in other.read_text("utf-8")
    # One that contradicts the English one stops the build before anything is written.
    own = folder / "solutions" / LESSON
    shipped = Path(__file__).resolve().parents[3] / "solutions" / LESSON
    for ending in (".py", ".de.py"):
        shutil.copy(shipped / f"{LESSON}{ending}", own / f"{LESSON}{ending}")
    german = own / f"{LESSON}.de.py"
    german.write_text(german.read_text("utf-8").replace("minlength=10)", "minlength=9)"), "utf-8")
    refused = autograder("build", folder=folder)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "its code is not the English master's" in refused.stderr
