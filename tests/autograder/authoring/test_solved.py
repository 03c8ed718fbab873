"""Solutions after the deadline: a notebook a lesson, beside the student's own if there is one."""

import json
import zipfile

import nbformat
import pytest

from autograder.commands import main
from autograder.intake import recognise
from mnist_course import course
from support import gradedclass
from support.downloads import folder, solved
from support.gradedclass import LESSON

NOTEBOOK = f"{LESSON}-solutions.ipynb"


def release(*words) -> int:
    return main.main(["release", *map(str, words)])


def text_of(path) -> str:
    return "\n".join(cell.source for cell in nbformat.read(path, 4).cells)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Jane, right but for `describe`, collected from Moodle; her code as it was graded."""
    place = tmp_path_factory.mktemp("class")
    download = {f"Jane Doe_17_assignsubmission_file_/{LESSON}.ipynb": solved(LESSON)}
    words = [str(folder(place / "d", download)), "--out", str(place / "submitted")]
    assert main.main(["collect", *words]) == 0
    answers = gradedclass.right_answers() | {"describe": lambda *_: {}}
    notebook = nbformat.reads(solved(LESSON).decode(), 4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "describe":
            cell.source = "def describe(images, labels):\n\n    return {}  # <b>nothing</b>"
    out = place / "graded"
    gradedclass.record(out, "Jane Doe 17", gradedclass.verdicts_on(answers), notebook)
    (out / "collected.csv").write_bytes((place / "submitted" / "collected.csv").read_bytes())
    return out


def test_every_lesson_has_its_solutions_and_says_so(tmp_path, capsys):
    out = tmp_path / "solved"
    assert release(out, "--solutions") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("The SOLUTIONS of 01_loading, ")
    assert "Whoever has them has the answers" in shown
    names = {f"{lesson.id}-solutions.ipynb" for lesson in course.lessons()}
    assert {path.name for path in out.iterdir()} == names
    with zipfile.ZipFile(tmp_path / "solved.zip") as archive:
        assert {name.rpartition("/")[2] for name in archive.namelist()} == names
    for lesson in course.lessons():
        path = out / f"{lesson.id}-solutions.ipynb"
        nbformat.validate(nbformat.read(path, 4))
        text = text_of(path)
        assert f"holds the course's solutions to lesson {lesson.id}" in text
        assert "SOLUTION" not in text
        assert "begin(" not in text
        for exercise in lesson.exercises:
            assert f"## `{exercise.id}`" in text
            assert exercise.artefact or f"def {exercise.id}(" in text
        # Handed in by mistake, it is known for what it is.
        assert "notebook of solutions" in recognise.notebook(path.read_bytes())


def test_the_solutions_of_a_lesson_run(tmp_path):
    assert release(tmp_path / "solved", "--solutions", "--lesson", "3") == 0
    (path,) = (tmp_path / "solved").iterdir()
    names: dict = {}
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
    assert names["output_size"](28, 3) == 26


def test_a_students_own_code_stands_beside_them(graded, tmp_path):
    out = tmp_path / "solved"
    assert release(out, "--solutions", "--lesson", "01", "--graded", graded) == 0
    (student,) = (out / "students").iterdir()
    cells = nbformat.read(student / NOTEBOOK, 4).cells
    (beside,) = (cell.source for cell in cells if "<th>Yours</th>" in cell.source)
    assert beside.startswith("**Yours: ✗ Not yet.**")
    assert "<mark>▸     return {}  # &lt;b&gt;nothing&lt;/b&gt;</mark>" in beside
    # A blank line would end the table.
    assert "\n" not in beside.partition("<table>")[2]
    assert sum("are the same." in cell.source for cell in cells) == 3
    assert "handed in" not in text_of(out / NOTEBOOK)
    with zipfile.ZipFile(out / "archives" / f"{LESSON}.zip") as archive:
        (name,) = archive.namelist()
        assert name == f"Jane Doe_17_assignsubmission_file_/{NOTEBOOK}"
        assert json.loads(archive.read(name))["metadata"]["mnist_course"] == {"solutions": True}
    with zipfile.ZipFile(tmp_path / "solved.zip") as archive:
        assert archive.namelist() == [f"solved/{NOTEBOOK}"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("full", "--solutions"), "is not empty"),
        (("packed", "--solutions"), "exists already"),
        (("new", "--graded", "graded"), "goes with --solutions"),
        (("new", "--solutions", "--graded", "nowhere"), "holds no graded class"),
        (("new", "--solutions", "--lesson", "77"), "no lesson"),
    ],
)
def test_nothing_is_overwritten_and_a_mistake_is_one_line(
    words, said, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    folder(tmp_path, {"full/mine.txt": b"mine", "packed.zip": b"mine"})
    assert release(*words) == 2
    assert said in capsys.readouterr().err
    left = {path.name for path in tmp_path.rglob("*")}
    assert left == {"full", "mine.txt", "packed.zip"}


def test_a_students_name_is_text(tmp_path):
    name = "Jo <img src=x> & Co"
    right = gradedclass.verdicts_on(gradedclass.right_answers())
    gradedclass.record(tmp_path / "graded", name, right)
    words = ("--solutions", "--lesson", "1", "--graded", tmp_path / "graded")
    assert release(tmp_path / "solved", *words) == 0
    (path,) = (tmp_path / "solved" / "students").glob("*/*")
    assert "and what Jo &lt;img src=x&gt; &amp; Co handed in" in text_of(path)
