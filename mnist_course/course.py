"""The catalogue: the lessons in order, each exercise joined with its answer, and the notebooks.

Questions and answers are imported when they are asked for: where student code is graded there
are no answers, and nothing but a call of `answer` misses them.
"""

import functools
import importlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mnist_course.core import own_code, own_work
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import Answer, Exercise, Lesson, Verdict
from mnist_course.core.own_code import Code
from mnist_course.core.plain import Data

_EXERCISES = "mnist_course.exercises"
_ANSWERS = "mnist_course.answers"
_HABITS = "mnist_course.judging.habits.telling"
# By name, when they are asked for: where submissions run neither answers nor judges are there.


def _lesson(exercise_ids: Sequence[str], **about: Any) -> Lesson:
    found = (importlib.import_module(f"{_EXERCISES}.{one}").EXERCISE for one in exercise_ids)
    return Lesson(**about, exercises=tuple(found))


@functools.cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons, in course order."""
    return (
        _lesson(
            ("load_digits", "describe", "count_labels", "first_of_each"),
            id="01_loading",
            title="Loading the digits",
            minutes=40,
            goal="Load MNIST, know what its four arrays hold, and look at the digits.",
        ),
        _lesson(
            ("scale", "add_channel", "prepare", "hold_out"),
            id="02_preprocessing",
            title="Preprocessing",
            minutes=45,
            goal="Scale the images, give them a channel axis, and hold some of them out for "
            "validation.",
            uses_keras=False,
        ),
        _lesson(
            ("output_size", "convolve", "relu", "max_pool", "count_parameters"),
            id="03_convolution",
            title="Convolution",
            minutes=70,
            goal="Compute a convolution, ReLU and max pooling by hand, and see what they do to a "
            "digit.",
            uses_keras=False,
        ),
        _lesson(
            ("trace_shapes", "build_model"),
            id="04_architecture",
            title="Architecture",
            minutes=55,
            goal="Follow an image through a network layer by layer, and build the network in "
            "Keras.",
        ),
        _lesson(
            ("softmax", "cross_entropy", "compile_model"),
            id="05_compilation",
            title="Compilation",
            minutes=60,
            goal="Know what a loss measures and what an optimizer does, and compile the network.",
        ),
        _lesson(
            ("steps_per_epoch", "gradient", "train", "best_epoch", "trained_model"),
            id="06_training",
            title="Training",
            minutes=80,
            goal="Compute a slope by hand, train the network, read what its history says, and save "
            "it.",
        ),
        _lesson(
            ("evaluate", "accuracy", "confusion_matrix", "most_confused"),
            id="07_evaluation",
            title="Evaluating the network",
            minutes=50,
            goal="Measure what the network can do, and look closely at what it cannot.",
        ),
        _lesson(
            ("predict_digit", "predict_with_confidence", "center_drawing"),
            id="08_prediction",
            title="Reading one digit",
            minutes=55,
            goal="Have the network read a single image, then a digit that you draw yourself.",
        ),
        _lesson(
            ("feature_maps", "augment", "better_model"),
            id="09_beyond",
            title="Beyond",
            minutes=90,
            goal="Look inside the network, teach it moved digits, and build a better one of your "
            "own.",
        ),
    )


@functools.cache
def lesson(lesson_id: str) -> Lesson:
    """The lesson called `lesson_id`: '02_preprocessing', or '02', '2' or 'preprocessing' for short.

    Raises:
        CourseError: where there is none.
    """
    wanted = lesson_id.strip().lower()
    for candidate in lessons():
        number, _, name = candidate.id.partition("_")
        if wanted in (candidate.id, number, number.lstrip("0"), name):
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


def has_answers() -> bool:
    """Whether answers can be imported here; where a submission is graded they cannot."""
    return importlib.util.find_spec(_ANSWERS) is not None


@functools.cache
def answer(exercise_id: str) -> Answer:
    """How the exercise called `exercise_id` is judged.

    Raises:
        CourseError: where there is no such exercise.
    """
    return importlib.import_module(f"{_ANSWERS}.{exercise(exercise_id).id}").ANSWER


def judged(exercise: Exercise, inputs: Data, observed: Data, code: Code) -> Verdict:
    """The verdict on what was observed of an answer; where it is wrong, with what its code tells.

    Args:
        exercise, inputs, observed: see `core.exercise`.
        code: the answer's text, which decides nothing.
    """
    verdict = answer(exercise.id).judge(inputs, observed)
    if verdict.ok or not code.source:
        return verdict
    return importlib.import_module(_HABITS).told(verdict, exercise, observed, code)


def examine(exercise: Exercise, subject: Any, rng: np.random.Generator) -> Verdict:
    """Run all three steps here, as a notebook and pytest do."""
    inputs = answer(exercise.id).inputs(rng)
    with own_work.looking_at(exercise.id):
        observed = exercise.probe(subject, inputs)
    code = own_code.NO_CODE if exercise.artefact else own_code.of(subject, exercise.id)
    return judged(exercise, inputs, observed, code)


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


def released() -> tuple[Lesson, ...]:
    """The lessons that this installation has: all, or those that have been released so far.

    Raises:
        CourseError: where there is none.
    """
    folder = notebooks_folder()
    here = tuple(lesson for lesson in lessons() if (folder / lesson.id).is_dir())
    if not here:
        raise CourseError(f"{folder} holds no lesson. Install mnist-course again.")
    return here


def lesson_notebook(lesson_id: str) -> Path:
    """The released notebook of a lesson."""
    return notebooks_folder() / lesson_id / f"{lesson_id}.ipynb"
