"""examples/fashion: other images, lessons, exercises and helpers, on the same engine."""

import csv
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import uuid
from pathlib import Path

import pytest

from support.providers import offer
from support.theircourse import REPOSITORY, autograder, run

FASHION = REPOSITORY / "examples" / "fashion"
ROOMS = ("exercises", "answers", "helpers")
LESSONS = ("01_garments", "03_mistakes")
"""Those that need no TensorFlow."""

PRYING = """
import importlib, pathlib, sysconfig
_package = pathlib.Path(sysconfig.get_paths()["purelib"]) / "{package}"
_seen = sorted(str(one) for one in _package.rglob("*"))
_seen += [str(one) for one in pathlib.Path("/sandbox").rglob("*") if "answers" in one.name]
for _name in ("mnist_course.answers", "mnist_course.judging", "{package}.answers.mean_image"):
    try:
        importlib.import_module(_name)
        _seen.append(_name)
    except ImportError:
        pass
try:
    pathlib.Path("/sandbox/course/helpers/garments.py").write_text("")
    _seen.append("written")
except OSError:
    pass
assert _package.is_dir() and not _seen, _seen
_course = pathlib.Path("/sandbox/course").iterdir()
print("nothing to be seen of", sorted(one.name for one in _course))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The example's exercises as an installed package: the course that takes them, its name."""
    package = f"garments_{uuid.uuid4().hex[:8]}"
    site = Path(sysconfig.get_paths()["purelib"])
    folder = tmp_path_factory.mktemp("fashion") / "course"
    text = (FASHION / "course.toml").read_text("utf-8")
    for part in ("solutions", "lessons"):
        shutil.copytree(FASHION / part, folder / part)
    named = text.replace("[data]", f'providers = ["{package}"]\n\n[data]', 1)
    (folder / "course.toml").write_text(named, "utf-8")
    made = [site / package]
    try:
        for room in ROOMS:
            shutil.copytree(FASHION / room, site / package / room)
        (site / package / "__init__.py").touch()
        made.append(offer(site, package, package))
        yield folder, package
    finally:
        for place in made:
            shutil.rmtree(place, ignore_errors=True)


def hand_in(submitted: Path, student: str, source: Path, *changes: tuple[str, str, str]) -> None:
    """Put a student's lessons in place: those of a folder, with changes to answers."""
    for lesson in LESSONS:
        name = f"{lesson}.ipynb"
        notebook = json.loads((source / lesson / name).read_text("utf-8"))
        for cell in notebook["cells"]:
            about = cell["metadata"].get("nbgrader", {})
            for exercise, before, after in changes:
                if about.get("grade_id") == exercise:
                    text = "".join(cell["source"])
                    assert before in text, exercise
                    cell["source"] = text.replace(before, after)
        (submitted / student / lesson).mkdir(parents=True)
        (submitted / student / lesson / name).write_text(json.dumps(notebook), "utf-8")


@pytest.mark.long
@pytest.mark.sandbox
def test_exercises_of_an_installed_package_are_graded_and_their_answers_out_of_reach(
    need_sandbox, installed, tmp_path
):
    folder, package = installed
    submitted, graded = tmp_path / "submitted", tmp_path / "graded"
    prying = f"{PRYING.format(package=package)}\n\ndef mean_image("
    hand_in(submitted, "ana", folder / "solutions", ("mean_image", "def mean_image(", prying))
    hand_in(submitted, "ben", folder / "lessons")
    hand_in(
        submitted,
        "cem",
        folder / "solutions",
        ("mean_image", "[labels == label]", ""),
        ("coverage", "(images > 0)", "(images > 127)"),
        ("confusion_rates", "axis=1", "axis=0"),
        ("top_two", "[:, -2:]", "[:, :2]"),
    )
    done = autograder("grade", submitted, "--out", graded, folder=folder)
    assert done.returncode == 0, done.stderr + done.stdout
    with (graded / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    statuses = {
        student: [one["status"] for one in rows if one["student"] == student]
        for student in ("ana", "ben", "cem")
    }
    assert statuses["ana"] == ["passed"] * 6, rows
    assert statuses["ben"] == ["not_attempted"] * 6, rows
    assert statuses["cem"] == ["passed", "failed", "failed", "failed", "passed", "failed"], rows
    said = {one["exercise"]: one["message"] for one in rows if one["student"] == "cem"}
    assert "This is the average of all images" in said["mean_image"]
    assert "Only the bright pixels count here" in said["coverage"]
    assert "Each column was divided by its sum" in said["confusion_rates"]
    assert "the two least probable classes" in said["top_two"]
    ran = (graded / "autograded" / "ana" / LESSONS[0] / f"{LESSONS[0]}.ipynb").read_text("utf-8")
    assert "nothing to be seen of ['course.toml', 'exercises', 'helpers']" in ran

    assert autograder("feedback", graded, folder=folder).returncode == 0
    page = next((graded / "feedback" / "cem" / LESSONS[0]).glob("*.html")).read_text("utf-8")
    assert "Choose the images of the class first" in page
    assert autograder("export", graded, "--format", "csv", folder=folder).returncode == 0


@pytest.mark.long
def test_the_bundle_has_what_lessons_need_and_asks_for_no_package(installed, tmp_path):
    folder, _ = installed
    students, root = tmp_path / "students", tmp_path / "lessons"
    done = autograder("release", students, folder=folder)
    assert done.returncode == 0, done.stderr
    for name in ("exercises/top_two.py", "answers/top_two.py", "helpers/garments.npz"):
        assert (students / "mnist_course" / name).is_file()
    assert not (students / "mnist_course" / "assets" / "mnist.npz").exists()
    assert "providers" not in (students / "course.toml").read_text("utf-8")
    readme = (students / "README.md").read_text("utf-8")
    assert readme.startswith("# Garments\n\nThree lessons on Fashion-MNIST, in Jupyter notebooks")
    assert "Fashion-MNIST: MIT, Zalando SE." in readme
    assert "share" not in readme and "handwritten" not in readme

    def student(*words):
        return subprocess.run(
            [sys.executable, "-m", "mnist_course", *map(str, words)],
            env=os.environ | {"PYTHONPATH": str(students), "PYTHONUTF8": "1"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    assert student("start", "--prepare-only", root).returncode == 0
    shutil.copy(folder / "solutions" / LESSONS[1] / f"{LESSONS[1]}.ipynb", root / LESSONS[1])
    done = student("check", "3", root)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "3 passed" in done.stdout
    done = student("share")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "a network for Fashion-MNIST does not read" in done.stderr


@pytest.mark.long
def test_the_example_keeps_what_it_says(tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(FASHION, folder)
    done = autograder("build", *LESSONS, folder=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "The masters' own solutions pass their checks: 6.\n"
    # Data that are not as the course says.
    text = (folder / "course.toml").read_text("utf-8")
    for before, after, said in (
        ("train = 5_000", "train = 4_000", "x_train is uint8 (5000, 28, 28), the course's [data] "),
        ("garments.npz", "lent.npz", "lent.npz cannot be read as x_train, y_train, x_test, y_test"),
        ("garments.npz", "other.npz", "There is no other.npz among the course's helpers"),
    ):
        (folder / "course.toml").write_text(text.replace(before, after, 1), "utf-8")
        done = run("mnist_course", "train", "--out", tmp_path / "x.keras", folder=folder)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert said in done.stderr
