"""A course of an instructor's own: one file says it, and everything follows.

Built, released, solved and graded as an instructor does it, by commands: what a process has read
of a course stays with it.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mnist_course import model
from mnist_course.core import course_file
from support.theircourse import REPOSITORY, SHIPPED, autograder, only

SECOND, EIGHTH = 'id = "02_preprocessing"', 'id = "08_prediction"'
LEFT_OUT = ("05_compilation", "09_beyond")


def shortened(text: str) -> str:
    """Another name, ten epochs, other points; two lessons left out, and two that change places."""
    for before, after in (
        ('name = "mnist-course"', 'name = "Digits, spring term"'),
        ("epochs = 6", "epochs = 10"),
        ("test_accuracy = 0.97", "test_accuracy = 0.985"),
        ('reference_weights = "none"', 'reference_weights = "full"'),
        ("percent_a_day = 0", "percent_a_day = 10"),
        (f"{SECOND}\n", f"{SECOND}\ndue = 2026-03-01T18:00:00Z\n"),
        (f"{EIGHTH}\n", f"{EIGHTH}\nreleased = 2999-01-01\n"),
        ("scale = { points = 2", "scale = { points = 7"),
    ):
        assert before in text
        text = text.replace(before, after)
    kept = [one.id for one in course_file.parse(text).lessons if one.id not in LEFT_OUT]
    assert kept[-2:] == ["07_evaluation", "08_prediction"]
    return only(text, *kept[:-2], *reversed(kept[-2:]))


@pytest.fixture(scope="module")
def theirs(tmp_path_factory) -> Path:
    """A folder with nothing but the file, then built."""
    folder = tmp_path_factory.mktemp("their") / "course"
    folder.mkdir()
    (folder / "course.toml").write_text(shortened(SHIPPED), "utf-8")
    done = autograder("build", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "The masters' own solutions pass their checks: 26" in done.stdout
    assert "Recorded with 6 epochs and batches of 35" in done.stdout
    assert (
        "[targets] test_accuracy = 0.985: the course's own trained network reads 98." in done.stdout
    )
    return folder


def cells(folder: Path, lesson: str) -> list[dict]:
    path = folder / lesson / f"{lesson}.ipynb"
    return json.loads(path.read_text("utf-8"))["cells"]


def text_of(folder: Path, lesson: str) -> str:
    return "\n\n".join("".join(cell["source"]) for cell in cells(folder, lesson))


@pytest.mark.long
def test_lessons_follow(theirs):
    lessons = sorted(path.name for path in (theirs / "lessons").iterdir())
    assert lessons == sorted(one.id for one in course_file.read().lessons if one.id not in LEFT_OUT)
    whole = {lesson: text_of(theirs / "lessons", lesson) for lesson in lessons}
    for lesson, text in whole.items():
        for target in re.findall(r"\]\(\.\./(\w+)/", text):
            assert target in lessons, f"{lesson} links to {target}"
        assert not re.search(r"(?i)\blessons?\s(\d\s(and|to)\s)?[59]\b", text), lesson
    training = whole["06_training"]
    solved = text_of(theirs / "solutions", "06_training")
    assert "epochs=10, batch_size=35" in solved
    assert "for 10 epochs with" in training
    assert 'compare("changes", 10 * steps)' in training
    assert "range(1, 11)" in training and "range(1, 7)" not in training
    assert "over twenty epochs" in training
    assert not re.search(r"\b6 epochs|\bsix epochs|98\.8 %", training)
    assert "### Exercise `scale` · 7 points" in whole["02_preprocessing"]
    (check,) = (
        cell
        for cell in cells(theirs / "lessons", "02_preprocessing")
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "scale-check"
    )
    assert check["metadata"]["nbgrader"]["points"] == 7
    # The order, and who follows on whom.
    follows = {one: re.findall(r"\*\*Next:\*\* (\[\d|\w+)", text) for one, text in whole.items()}
    assert follows["04_architecture"] == ["[6"]
    assert follows["06_training"] == ["[8"]
    assert follows["08_prediction"] == ["[7"]
    assert follows["07_evaluation"] == ["whatever"]
    # A rebuild changes nothing.
    again = autograder("build", "--check", folder=theirs)
    assert (again.returncode, again.stdout) == (0, "")


SAYS = """
from mnist_course import course
from mnist_course.workspace import progress
for lesson in course.lessons():
    for one in lesson.exercises:
        print(one.asks, *one.hints, sep="\\n")
print(progress.course_text({}))
for name in ("train", "steps_per_epoch", "trained_model"):
    answer = course.answer(name)
    for one in answer.misconceptions:
        print(one.message, one.next_step)
from mnist_course.judging.network import causes
print(*causes.EXTRA_ADVICE.values(), sep="\\n")
"""


@pytest.mark.long
def test_hints_cards_and_readmes_follow(theirs, tmp_path):
    said = subprocess.run(
        [sys.executable, "-c", SAYS],
        capture_output=True,
        text=True,
        env=os.environ | {"MNIST_COURSE": str(theirs)},
    )
    assert said.returncode == 0, said.stderr
    assert "epochs=10, batch_size=35" in said.stdout
    assert "for 10 epochs" in said.stdout
    assert "all ten epochs" in said.stdout
    assert "0 of 7 lessons" in said.stdout
    assert not re.search(r"epochs=6|6 epochs|six epochs|[Ll]esson 0?[59]\b", said.stdout)

    done = autograder("release", tmp_path / "students", folder=theirs)
    assert done.returncode == 0, done.stderr
    assert "Not yet: 08_prediction is released on 2999-01-01." in done.stdout
    open_now = {path.name for path in (tmp_path / "students" / "lessons").iterdir()}
    assert "07_evaluation" in open_now
    assert "08_prediction" not in open_now
    readme = (tmp_path / "students" / "README.md").read_text("utf-8")
    assert readme.startswith("# Digits, spring term\n\nSeven lessons in which")
    assert not re.search("[Nn]ine lessons|lesson 9|beyond|{{", readme)
    assert "Lesson 06 is\njudged by the file that your training saves, `digits.keras`" in readme
    there = tomllib.loads((tmp_path / "students" / "course.toml").read_text("utf-8"))
    assert there["training"]["epochs"] == 10
    # What students install reads that file, in a workspace of theirs too.
    student = subprocess.run(
        [sys.executable, "-c", SAYS],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "students")},
    )
    assert student.stdout == said.stdout


@pytest.mark.long
@pytest.mark.sandbox
def test_graded_in_the_sandbox_by_the_instructors_file(need_sandbox, theirs, tmp_path):
    """Full marks for the solutions; none for six epochs, whatever a student says the course is."""
    submitted = tmp_path / "submitted"
    for student in ("ana", "ben"):
        for lesson in ("02_preprocessing", "06_training"):
            (submitted / student / lesson).mkdir(parents=True)
            shutil.copy(
                theirs / "solutions" / lesson / f"{lesson}.ipynb", submitted / student / lesson
            )
    notebook = submitted / "ben" / "06_training" / "06_training.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("epochs=10,", "epochs=6,"), "utf-8")
    model.reference().save(submitted / "ana" / "06_training" / "digits.keras")
    late = submitted / "ana" / "02_preprocessing" / "timestamp.txt"
    late.write_text("2026-03-02 18:30:00 UTC", "utf-8")  # two days begun
    cheat = SHIPPED.replace("points = 6", "points = 600")
    (submitted / "ben" / "06_training" / "course.toml").write_text(cheat, "utf-8")
    (submitted / "ben" / "course.toml").write_text(cheat, "utf-8")

    graded = tmp_path / "graded"
    done = autograder("grade", submitted, "--out", graded, "--seed", "1", folder=theirs)
    assert done.returncode in (0, 1), done.stderr
    with (graded / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {(one["student"], one["exercise"]): one for one in csv.DictReader(file)}
    for (student, exercise), row in rows.items():
        if (student, exercise) == ("ana", "trained_model"):
            # The course's own weights would earn all its points, but for the target.
            assert (row["status"], row["points"]) == ("partial", "5")
            assert "98.5" in row["message"]
        elif exercise == "trained_model":
            assert row["status"] == "invalid"
        elif (student, exercise) == ("ben", "train"):
            assert (row["status"], row["points"], row["max_points"]) == ("failed", "0", "6")
            assert "6 epochs; 10 are asked for" in row["message"]
        else:
            assert row["status"] == "passed", row
            assert row["points"] == row["max_points"]
    assert rows["ana", "scale"]["points"] == "7"

    assert autograder("feedback", graded, folder=theirs).returncode == 0
    page = next((graded / "feedback" / "ana" / "02_preprocessing").glob("*.html"))
    feedback = page.read_text("utf-8")
    assert "Digits, spring term" in feedback
    assert "7 of 7 points" in feedback
    assert "(15 less 3 for late submission)" in feedback  # two days begun, a tenth each
    overview = (graded / "overview.html").read_text("utf-8")
    assert "Digits, spring term" in overview
    assert autograder("export", graded, "--format", "csv", folder=theirs).returncode == 0
    export = next(path for path in graded.glob("*.csv") if path.name != "grades.csv")
    assert "12" in export.read_text("utf-8")  # 7 + 2 + 2 + 4, less a fifth


def test_the_first_attempt_counts_where_the_course_says_so(tmp_path):
    course, download = tmp_path / "course", tmp_path / "download"
    course.mkdir()
    download.mkdir()
    text = only(SHIPPED, "02_preprocessing").replace('"latest"', '"first"')
    (course / "course.toml").write_text(text, "utf-8")
    shutil.copytree(
        REPOSITORY / "lessons" / "02_preprocessing", course / "lessons/02_preprocessing"
    )
    name = "02_preprocessing.ipynb"
    untouched = (REPOSITORY / "lessons" / "02_preprocessing" / name).read_bytes()
    solved = (REPOSITORY / "solutions" / "02_preprocessing" / name).read_bytes()
    # As Canvas names them: the number of the file, and of a later upload.
    (download / "doejane_1234_500_02_preprocessing.ipynb").write_bytes(untouched)
    (download / "doejane_1234_600_02_preprocessing-1.ipynb").write_bytes(solved)
    for folder, wanted in ((course, untouched), (None, solved)):
        out = tmp_path / f"submitted-{folder is None}"
        done = autograder("collect", download, "--out", out, folder=folder)
        assert done.returncode == 0, done.stderr
        (found,) = out.glob("[!.]*/02_preprocessing/*.ipynb")
        assert found.read_bytes() == wanted


BUILD = """
from autograder.authoring import build, release
from mnist_course import course
from mnist_course.core import course_file
for lesson in course.lessons():
    build.build(course_file.folder(), lesson)
release.students_readme()
"""


@pytest.mark.parametrize(
    "bit",
    [
        pytest.param(1, marks=pytest.mark.long),
        *(pytest.param(bit, marks=pytest.mark.nightly) for bit in (2, 4, 8)),
    ],
)
@pytest.mark.parametrize("kept", [True, False])
def test_whichever_lessons_are_left_out_no_other_speaks_of_them(bit, kept, tmp_path):
    """`build` refuses a master that does. Of any two lessons, some course here has one alone."""
    lessons = [one.id for one in course_file.parse(SHIPPED).lessons]
    wanted = [one for one in lessons if bool(int(one[:2]) & bit) is kept]
    (tmp_path / "course.toml").write_text(only(SHIPPED, *wanted), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", BUILD],
        capture_output=True,
        text=True,
        env=os.environ | {"MNIST_COURSE": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.long
def test_a_master_that_speaks_of_a_lesson_left_out_is_refused(tmp_path):
    (tmp_path / "course.toml").write_text(only(SHIPPED, "02_preprocessing"), "utf-8")
    master = tmp_path / "solutions" / "02_preprocessing" / "02_preprocessing.py"
    master.parent.mkdir(parents=True)
    shipped = REPOSITORY / master.relative_to(tmp_path)
    for added, said in (
        ("As in lessons 2 and 7.", "says 'lessons 2 and 7', but lesson 7 is not in the course."),
        ("See [7](../07_evaluation/07_evaluation.ipynb).", "links to 07_evaluation, which is not"),
        ("{{#7}}As in lesson 7.", "has {{#7}} without its other end."),
        ("{{spec.NO_SUCH}}", "refers to {{spec.NO_SUCH}}, which there is not."),
    ):
        prose = f"\n# %% [markdown]\n# {added}\n"
        master.write_text(shipped.read_text("utf-8") + prose, "utf-8")
        done = autograder("build", folder=tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert f"The master of 02_preprocessing {said}" in done.stderr
    assert not (tmp_path / "lessons").exists()
