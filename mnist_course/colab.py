"""A lesson in Google Colab: its folder made, and what a training saved brought to the student.

Colab runs each notebook on a machine that is thrown away afterwards, and keeps the notebook alone,
in the student's Drive. The notebooks that `mnist-autograder release --colab` makes call this.
"""

import importlib
import os
from pathlib import Path

from mnist_course import course
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say
from mnist_course.workspace import delivery, progress

MACHINE = Path("/content")
"""Where a notebook of Colab starts."""

_DRIVE = Path("drive/MyDrive")
"""In `MACHINE`, once a student has mounted it."""


def prepare(lesson_id: str, machine: Path = MACHINE) -> Path:
    """Make the lesson's folder, change to it, and say what becomes of it.

    It lies in the student's Drive where that is mounted, so that a later lesson and another day
    find what was saved there.

    Args:
        lesson_id: such as '06_training'.
        machine: Colab's folder.

    Returns:
        The lesson's folder.

    Raises:
        CourseError: where there is no such lesson, or the folder cannot be made.
    """
    lesson = course.lesson(lesson_id)
    kept = (machine / _DRIVE).is_dir()
    root = (machine / _DRIVE if kept else machine) / delivery.DEFAULT_NAME
    folder = root / lesson.id
    try:
        (root / progress.FOLDER).mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
        os.chdir(folder)
    except OSError as error:
        raise CourseError(
            say("{folder} cannot be made: {reason}.", folder=folder, reason=error.strerror)
        ) from None
    if kept:
        print(say("What this lesson saves is kept in your Drive: {folder}.", folder=folder))
    else:
        print(
            say(
                "What this lesson saves is in {folder}, and gone when Colab ends this session. "
                "To keep it, mount your Drive (the folder at the left, then its Drive button) "
                "and run this cell again.",
                folder=folder,
            )
        )
    return folder


def download(name: str) -> None:
    """Have the browser download a file that the lesson has saved.

    Args:
        name: of a file in the lesson's folder, such as 'digits.keras'.

    Raises:
        CourseError: where it is not there.
    """
    path = Path(name)
    if not path.is_file():
        raise CourseError(
            say(
                "There is no {name} in {folder} yet. Run the cell that trains and saves it, then "
                "this one again.",
                name=name,
                folder=Path.cwd(),
            )
        )
    importlib.import_module("google.colab.files").download(str(path))
    print(say("{name} is in your browser's downloads. Hand it in beside the notebook.", name=name))
