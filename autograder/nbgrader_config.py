"""nbgrader's configuration for this repository, all of it.

nbgrader finds it where it is started in the repository's own folder, whose `nbgrader_config.py`
only points here, or in this one; anywhere else with

    export JUPYTER_CONFIG_PATH=/path/to/mnist-course/autograder

The course is this repository's, or the one in the folder that MNIST_COURSE names.
"""

import os
from pathlib import Path

from autograder.authoring.stub import STUB
from mnist_course import course
from mnist_course.core import course_file

_ROOT = Path(os.environ.get(course_file.VARIABLE) or Path(__file__).resolve().parent.parent)
_LESSONS = sorted(folder.name for folder in (_ROOT / "solutions").glob("[0-9]*"))
_EXERCISES = [one for lesson in course.lessons() for one in lesson.exercises]
_ARTEFACTS = [one.artefact for one in _EXERCISES if one.artefact]


def keep_notebooks_only(assignment: str, student: str, notebooks: list[str]) -> None:
    """Remove from a lesson's release what running its solution has left beside the master."""
    for lesson in {Path(notebook).parent.name for notebook in notebooks}:
        for path in (_ROOT / "lessons" / lesson).rglob("*"):
            if path.is_file() and path.suffix != ".ipynb":
                path.unlink()


c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.CourseDirectory.course_id = course_file.read().slug
c.CourseDirectory.root = str(_ROOT)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"
# Masters by name, so that a student's own `helper.py` is collected all the same.
c.CourseDirectory.ignore = [
    *(f"{lesson}{ending}" for lesson in _LESSONS for ending in (".py", ".*.py")),
    *(".ipynb_checkpoints", "__pycache__", "*.pyc", "feedback", ".mnist-course"),
]

c.ClearSolutions.code_stub = {"python": STUB}
c.GenerateAssignment.post_convert_hook = keep_notebooks_only
c.Autograde.exclude_overwriting = dict.fromkeys(_LESSONS, _ARTEFACTS)

# Seconds a cell: stock `nbgrader autograde` runs the training of lessons 06 and 09 in full.
c.Execute.timeout = 3600
