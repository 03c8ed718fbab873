"""The archive for Gradescope, unpacked and run in a folder of Gradescope's shape."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.commands.main import main
from mnist_course import course
from support.downloads import changed, folder, solved
from support.sampling import sampled

LESSON = "02_preprocessing"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    out = tmp_path_factory.mktemp("gradescope") / "lab2.zip"
    assert main(["gradescope", str(out), "--lesson", "2"]) == 0
    return out


def test_the_scripts_are_programs_at_its_root_and_no_master_is_in_it(archive):
    with zipfile.ZipFile(archive) as packed:
        modes = {one.filename: one.external_attr >> 16 for one in packed.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert {f"lessons/{one.id}/{one.id}.ipynb" for one in course.lessons()} <= set(modes)
    assert not any(name.startswith(("solutions", "tests")) for name in modes)


def test_it_overwrites_nothing(archive, tmp_path, capsys):
    assert main(["gradescope", str(archive), "--lesson", "2"]) == 2
    assert main(["gradescope", str(tmp_path / "lab"), "--lesson", "2"]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert [len(errors), "exists already" in errors[0], "takes a .zip" in errors[1]] == [2, 1, 1]


def run(archive: Path, root: Path, submission: dict[str, bytes]) -> dict:
    """What Gradescope does for one submission; its set-up has been done, as far as it downloads."""
    folder(root / "submission", {"readme.txt": b"", **submission})
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(root / "source")
    (root / "venv").symlink_to(sys.prefix)
    program = root / "run_autograder"
    program.write_bytes((root / "source" / "run_autograder").read_bytes())
    program.chmod(0o755)
    environment = {"AUTOGRADER_ROOT": str(root), "PYTHONPATH": str(root / "source")}
    done = subprocess.run([program], env={**os.environ, **environment}, cwd=root)
    assert done.returncode == 0
    return json.loads((root / "results" / "results.json").read_text("utf-8"))


@pytest.mark.sandbox
@pytest.mark.long
def test_run_as_gradescope_does_each_exercise_is_a_test(need_sandbox, archive, tmp_path):
    def edit(notebook) -> None:
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == "scale":
                cell["source"] = "def scale(images):\n    return images\n"

    made = run(archive, tmp_path, {"work (1).ipynb": changed(LESSON, edit)})
    scores = {test["name"]: test["score"] for test in made["tests"]}
    full = {exercise.id: exercise.points for exercise in course.lesson(LESSON).exercises}
    assert scores == {**full, "scale": 0, "prepare": scores["prepare"]}
    assert made["score"] == sum(scores.values())
    assert "scale" in made["tests"][0]["output"]


@pytest.mark.parametrize("submission", sampled([{"other.ipynb": solved("03_convolution")}, {}], 2))
def test_what_holds_no_notebook_of_the_lesson_is_said(archive, tmp_path, submission):
    made = run(archive, tmp_path, submission)
    assert made["score"] == 0
    assert "holds no submission" in made["output"]
