"""Courses of instructors' own, for tests: what a process has read of a course stays with it."""

import os
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SHIPPED = (REPOSITORY / "course.toml").read_text("utf-8")


def lessons_of(text: str) -> tuple[str, list[str], str]:
    """A course file in three parts: what stands before the lessons, these, and the exercises."""
    head, *lessons = re.split(r"(?=\[\[lessons\]\])", text)
    lessons[-1], exercises = re.split(r"(?=# What each exercise)", lessons[-1])
    return head, lessons, exercises


def only(text: str, *wanted: str) -> str:
    """The course with these lessons alone, in this order."""
    head, lessons, exercises = lessons_of(text)
    by_id = {re.findall(r'id = "(\w+)"', one)[0]: one for one in lessons}
    return head + "".join(by_id[one] for one in wanted) + exercises


def autograder(*words, folder: Path | None = None, **more) -> subprocess.CompletedProcess[str]:
    """Run mnist-autograder on the course in a folder."""
    return run("autograder.commands.main", *words, folder=folder, **more)


def run(module, *words, folder: Path | None = None, **more) -> subprocess.CompletedProcess[str]:
    """Run a module's command line on the course in a folder."""
    course = ["--course", str(folder)] if folder else []
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, words), *course],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
        timeout=550,
        **more,
    )
