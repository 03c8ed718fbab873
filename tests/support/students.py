"""Students for tests: a workspace of their own, and what they do in it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from mnist_course import course
from mnist_course.workspace import delivery, progress

SOLUTIONS = Path(__file__).parents[2] / "solutions"


class Student:
    """A student's workspace, and what they do in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        delivery.prepare(root)

    def notebook(self, lesson_id: str) -> Path:
        return delivery.notebook(self.root, lesson_id)

    def solve(self, lesson_id: str, **answers: str) -> None:
        """Take the master's solutions, but for some exercises another source."""
        target = self.notebook(lesson_id)
        shutil.copy(SOLUTIONS / lesson_id / target.name, target)
        self.change(lesson_id, lambda cells: _answer(cells, answers))

    def change(self, lesson_id: str, edit) -> None:
        """Apply `edit(cells)` to a notebook's list of cells and save it."""
        path = self.notebook(lesson_id)
        content = json.loads(path.read_text("utf-8"))
        edit(content["cells"])
        path.write_text(json.dumps(content), "utf-8")

    def stub(self, exercise_id: str) -> str:
        """The cell of an exercise as it was delivered."""
        path = course.lesson_notebook(course.lesson_of(exercise_id).id)
        return "".join(cell_of(json.loads(path.read_text("utf-8"))["cells"], exercise_id)["source"])

    def run(self, *command: str, **more) -> subprocess.CompletedProcess[str]:
        """Run a Python module in the workspace, such as ("pytest", "-x")."""
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONUTF8": "1", "COLUMNS": "120"},
            timeout=300,
            **more,
        )

    def progress(self) -> dict[str, str]:
        return progress.load(self.root)


def cell_of(cells: list[dict], grade_id: str) -> dict:
    """The cell of this grade_id."""
    return next(
        cell
        for cell in cells
        if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") == grade_id
    )


def _answer(cells: list[dict], answers: dict[str, str]) -> None:
    for exercise_id, source in answers.items():
        cell_of(cells, exercise_id)["source"] = source
