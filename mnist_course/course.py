"""The catalogue: the lessons in order, and where their notebooks are."""

import functools
import importlib
from pathlib import Path

from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Exercise, Lesson

MODULES = (
    "loading",
    "preprocessing",
    "convolution",
    "architecture",
    "compilation",
    "training",
    "evaluation",
    "prediction",
    "beyond",
)


@functools.cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons, in course order."""
    return tuple(
        importlib.import_module(f"mnist_course.exercises.{module}").LESSON for module in MODULES
    )


@functools.cache
def lesson(lesson_id: str) -> Lesson:
    """The lesson called `lesson_id`, such as '02_preprocessing'; '02' and 'preprocessing' do too.

    Raises:
        CourseError: where there is none.
    """
    for candidate in lessons():
        if lesson_id in (candidate.id, *candidate.id.split("_", 1)):
            return candidate
    names = ", ".join(one.id for one in lessons())
    raise CourseError(f"There is no lesson {lesson_id!r}. The lessons are: {names}.")


@functools.cache
def exercise(exercise_id: str) -> Exercise:
    """The exercise called `exercise_id`.

    Raises:
        CourseError: where there is none.
    """
    for one in lessons():
        for candidate in one.exercises:
            if candidate.id == exercise_id:
                return candidate
    raise CourseError(f"There is no exercise {exercise_id!r}. See `mnist-course progress`.")


def lesson_of(exercise_id: str) -> Lesson:
    """The lesson that an exercise belongs to."""
    found = exercise(exercise_id)
    return next(one for one in lessons() if found in one.exercises)


def notebooks_folder() -> Path:
    """The folder that holds `<id>/<id>.ipynb` of every lesson, in a wheel or in a checkout.

    Raises:
        CourseError: where neither has it.
    """
    package = Path(__file__).parent
    for folder in (package / "lessons", package.parent / "lessons"):
        if folder.is_dir():
            return folder
    raise CourseError(
        f"The lesson notebooks are missing beside {package}. Install mnist-course again."
    )


def lesson_notebook(lesson_id: str) -> Path:
    """The released notebook of a lesson."""
    return notebooks_folder() / lesson_id / f"{lesson_id}.ipynb"
