"""Lessons for Google Colab, as far as they can be tried without it.

The cells' logic is tried on wheels of this machine, with stand-ins for the two modules of Colab
that are called. MNIST_COLAB_PYTHON names another Python, in which Colab's versions are installed:
IPython 7.34, ipykernel 6.17 and ipywidgets 7.7.
"""

import copy
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import colab as for_colab
from autograder.authoring import release
from autograder.commands.main import main
from mnist_course import colab, course
from mnist_course.core.errors import CourseError

REPOSITORY = Path(__file__).resolve().parents[3]
ADDRESS = "https://example.org/mnist_course-1.0.0-py3-none-any.whl"
LESSON = "02_preprocessing"


def made(lesson: str, folder: str = "lessons", address: str = ADDRESS) -> nbformat.NotebookNode:
    released = nbformat.read(REPOSITORY / folder / lesson / f"{lesson}.ipynb", as_version=4)
    return for_colab.notebook(released, course.lesson(lesson), address)


@pytest.mark.parametrize("lesson", [one.id for one in course.lessons()])
def test_a_lesson_gets_what_colab_needs_and_keeps_the_rest(lesson):
    notebook = made(lesson)
    nbformat.validate(notebook)
    given = nbformat.read(REPOSITORY / "lessons" / lesson / f"{lesson}.ipynb", as_version=4)
    assert [one for one in notebook.cells if not one.id.startswith("colab-")] == given.cells
    first = notebook.cells[0].source
    assert ADDRESS in first
    assert f"colab.prepare({lesson!r})" in first
    # Elsewhere the cells do nothing, and need no module that is not everywhere.
    namespace: dict[str, object] = {}
    for cell in notebook.cells:
        if cell.id.startswith("colab-") and cell.cell_type == "code":
            exec(cell.source, namespace)
    assert "colab" not in namespace
    calls = "".join(cell.source for cell in notebook.cells if cell.id == "colab-download")
    artefacts = [one.artefact for one in course.lesson(lesson).exercises if one.artefact]
    assert calls.count("colab.download") == len(artefacts)
    assert all(f'("{name}")' in calls for name in artefacts)


def test_release_puts_them_beside_the_lessons(tmp_path, capsys):
    words = ["release", str(tmp_path / "x"), "--lesson", "1", "--lesson", "6", "--colab"]
    assert main([*words, "example.org/x.whl"]) == 2
    assert "is no address" in capsys.readouterr().err
    assert not any(tmp_path.iterdir())
    release.make(tmp_path / "x", REPOSITORY, ["01_loading", "06_training"], ADDRESS)
    assert sorted(path.name for path in (tmp_path / "x" / "colab").iterdir()) == [
        "01_loading.ipynb",
        "06_training.ipynb",
    ]


def test_the_folder_lies_in_the_drive_where_there_is_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    folder = colab.prepare("06_training", tmp_path)
    assert Path.cwd() == folder == tmp_path / "mnist-lessons" / "06_training"
    assert "gone when Colab ends this session" in capsys.readouterr().out
    (tmp_path / "drive" / "MyDrive").mkdir(parents=True)
    folder = colab.prepare("06_training", tmp_path)
    assert folder.is_relative_to(tmp_path / "drive" / "MyDrive")
    assert f"is kept in your Drive: {folder}." in capsys.readouterr().out
    with pytest.raises(CourseError, match=r"There is no digits\.keras .* Run the cell that trains"):
        colab.download("digits.keras")


def as_colab_saves(notebook: nbformat.NotebookNode, marks: bool) -> bytes:
    """A notebook in the form of Colab's *Download .ipynb*.

    Its format is 4.0: ids of cells are in their metadata. `marks`: whether nbgrader's are kept.
    """
    raw = json.loads(nbformat.writes(copy.deepcopy(notebook)))
    for place, cell in enumerate(raw["cells"]):
        del cell["id"]
        kept = {name: mark for name, mark in cell["metadata"].items() if marks}
        cell["metadata"] = {**kept, "id": f"k3Jx{place:08d}"}
        if cell["cell_type"] == "code":
            cell["metadata"]["outputId"] = "5f0c3a62-7a43-4b37-9d5a-6b1f8a3f0000"
    raw["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    raw["nbformat_minor"] = 0
    return json.dumps(raw, indent=2).encode()


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.sandbox
def test_what_comes_back_is_taken_in_and_graded(need_sandbox, tmp_path):
    solved = made(LESSON, "solutions")
    for student, marks in (("ana", True), ("ben", False)):
        folder = tmp_path / "download" / student
        folder.mkdir(parents=True)
        (folder / f"Copy of {LESSON}.ipynb").write_bytes(as_colab_saves(solved, marks))
    out = tmp_path / "graded"
    submitted = tmp_path / "submitted"
    assert main(["collect", str(tmp_path / "download"), "--out", str(submitted)]) == 0
    assert main(["grade", str(submitted), "--out", str(out), "--jobs", "1"]) == 0
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        statuses = {(row["student"], row["status"]) for row in csv.DictReader(file)}
    assert statuses == {("ana", "passed"), ("ben", "passed")}


_COLAB = """
import sys, types
for name in ("google.colab", "google.colab.output", "google.colab.files"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["google.colab.output"].enable_custom_widget_manager = lambda: None
sys.modules["google.colab.output"]._widgets = types.SimpleNamespace(_installed_url=None)
sys.modules["google.colab.files"].download = lambda name: print("DOWNLOADED", name)
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    """A folder with the wheels that the first cell installs; the course's is a bundle's."""
    folder = tmp_path_factory.mktemp("index")
    release.make(folder / "students", REPOSITORY)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder]
    done = subprocess.run(
        [*pip, folder / "students", "anywidget", "psygnal"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
@pytest.mark.long
def test_a_lesson_runs_from_its_first_cell_on(index, tmp_path):
    (wheel,) = index.glob("mnist_course-*.whl")
    solved = made("01_loading", "solutions", wheel.as_uri())
    machine = tmp_path / "content"
    machine.mkdir()
    solved.cells[0].source = solved.cells[0].source.replace(
        "'01_loading'", f"'01_loading', __import__('pathlib').Path({str(machine)!r})"
    )
    solved.cells.insert(0, nbformat.v4.new_code_cell(_COLAB))
    solved.cells.append(nbformat.v4.new_code_cell("import mnist_course as m; print(m.__file__)"))
    (tmp_path / "lesson.ipynb").write_text(nbformat.writes(solved), "utf-8")
    installed = tmp_path / "installed"
    installed.mkdir()
    python = os.environ.get("MNIST_COLAB_PYTHON", sys.executable)
    code = (
        "import sys, nbformat; from nbclient import NotebookClient\n"
        "notebook = nbformat.read(sys.argv[1], as_version=4)\n"
        "NotebookClient(notebook, timeout=600, allow_errors=True).execute()\n"
        "nbformat.write(notebook, sys.argv[1])\n"
    )
    done = subprocess.run(
        [python, "-c", code, tmp_path / "lesson.ipynb"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(index),
            "PIP_TARGET": str(installed),
            "PYTHONPATH": str(installed),
            "JUPYTER_PREFER_ENV_PATH": "1",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    ran = nbformat.read(tmp_path / "lesson.ipynb", as_version=4)
    shown = [(cell.source, cell.outputs) for cell in ran.cells if cell.cell_type == "code"]
    errors = [
        (source[:60], output.evalue)
        for source, outputs in shown
        for output in outputs
        if output.output_type == "error"
    ]
    assert errors == []
    assert shown[-1][1][0].text == f"{installed / 'mnist_course' / '__init__.py'}\n"
    progress = json.loads((machine / "mnist-lessons/.mnist-course/progress.json").read_text())
    exercises = [one.id for one in course.lesson("01_loading").exercises]
    assert progress["exercises"] == dict.fromkeys(exercises, "passed")
    # The drawing pad: a widget, and the still figure for where widgets do not run.
    (pad,) = [outputs for source, outputs in shown if "drawing_pad()" in source]
    (output,) = [one for one in pad if "text/html" in one.get("data", {})]
    assert "mc-still" in output.data["text/html"]
