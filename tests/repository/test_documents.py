"""What the repository says of itself is so."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from mnist_course import __version__, course

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "autograder/README.md",
    "docs/jupyterhub.md",
    "docs/colab.md",
    "docs/make-it-yours.md",
    "docs/translating.md",
    "docs/hostile-submissions.md",
    "examples/fashion/README.md",
)

PATH = re.compile(r"`([\w.]+(?:/[\w.]+)+/?)`")
LINK = re.compile(r"\]\(([^)\s#]+)[)#]")
EXAMPLES = ("mean_image", "spread")
"""The exercises that CONTRIBUTING and the guide add."""

MADE_LATER = (
    "graded/",
    "lessons/",
    "pages/",
    "verdicts/",
    "journal/",
    "source/",
    "submitted/",
    "autograded/",
    ".github/",
    "solved/",
    "students/",
)
"""Folders that the guide names, of a bundle or of a graded class."""

MADE = (
    *("mnist-lessons/02_scale/02_scale.ipynb", "students/README.md", "students.zip"),
    *("demo-class/graded/grades.csv", "submitted/ada/01_loading/01_loading.ipynb"),
    *("graded/gradebook.db", "graded/overview.html", "gradebook.db", ".nbgrader.log"),
    *("autograded/ada/x.ipynb", "feedback/ada/x.html", "marks-canvas.csv", "grades.csv"),
    *(
        "digits.keras",
        "digits.png",
        "digits.html",
        "beyond.html",
        "solutions/06_training/digits.keras",
        ".venv/bin/python",
    ),
    *("lessons/09_beyond/my-mnist.html", "roster.csv", "nbgrader-grades.csv", "constraints.txt"),
    *(
        "digits-2027/course.toml",
        "week2/README.md",
        "week2.zip",
        "lab2.zip",
        "class.csv",
        "solved/students/ada/x.ipynb",
    ),
)
"""What the commands of README and of the guide leave in a checkout in which they are typed."""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_a_document_names_is_there(name):
    document = REPOSITORY / name
    text = document.read_text("utf-8")
    places = (REPOSITORY, document.parent, REPOSITORY / "mnist_course", REPOSITORY / "autograder")
    named = {*PATH.findall(text), *(link for link in LINK.findall(text) if "://" not in link)}
    missing = [
        path
        for path in sorted(named)
        if not any(one in path for one in EXAMPLES)
        and not path.startswith(MADE_LATER)
        and not any((place / path).exists() for place in places)
    ]
    assert missing == []


def test_the_readme_counts_the_exercises():
    lessons = course.lessons()
    exercises = [exercise for lesson in lessons for exercise in lesson.exercises]
    points = sum(exercise.points for exercise in exercises)
    hours = {8: "eight", 9: "nine", 10: "ten"}[round(sum(one.minutes for one in lessons) / 60)]
    said = f"{len(exercises)} exercises for {points} points, in about {hours} hours."
    assert said in (REPOSITORY / "README.md").read_text("utf-8")


def picture_of(package: str) -> list[str]:
    """The lines of CONTRIBUTING's picture of the rooms, of one of the two packages."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    lines = text.partition("## The rooms")[2].partition("①  runs")[0].splitlines()
    (head,) = [line for line in lines if "mnist_course  " in line and line.endswith("autograder")]
    lines, border = lines[lines.index(head) + 2 :], head.index("autograder")
    return [line[border:] if package == "autograder" else line[:border] for line in lines]


@pytest.mark.parametrize("package", ["mnist_course", "autograder"])
def test_the_map_shows_every_room_where_the_walls_have_it(package):
    rooms = {
        path.stem
        for path in (REPOSITORY / package).iterdir()
        if (path / "__init__.py").is_file() or path.suffix == ".py"
    }
    shown = {}
    for place, line in enumerate(picture_of(package)):
        names = re.match(r" *((?:\w+, )*\w+)", line)
        for name in names[1].split(", ") if names else []:
            shown.setdefault(name, place)
    assert rooms - shown.keys() <= {"__init__", "__main__", "nbgrader_config"}
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one.get("containers") == [package]]
    before = 0
    for layer in reversed(layers):
        places = [shown[room] for room in layer.split(" | ")]
        assert min(places) >= before, f"{layer} stands above a room that it imports from"
        before = max(places)


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@pytest.mark.parametrize("path", MADE)
def test_what_the_commands_make_is_ignored(path):
    done = subprocess.run(
        ["git", "check-ignore", "--quiet", "--no-index", path],
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
    )
    if done.returncode == 128:
        pytest.skip("no checkout of git")
    assert done.returncode == 0, f".gitignore does not know {path}"


def test_the_version_and_its_changes_are_told():
    citation = (REPOSITORY / "CITATION.cff").read_text("utf-8")
    assert f"version: {__version__}" in citation
    assert f"## {__version__}" in (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
