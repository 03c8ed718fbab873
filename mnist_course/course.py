"""The catalogue: the lessons in order, each exercise joined with its answer, and the notebooks.

`course.toml` says which. Questions and answers are imported when they are asked for: where student
code is graded there are no answers, and nothing but a call of `answer` misses them.
"""

import functools
import importlib
import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mnist_course.core import course_file, course_rooms, own_code, own_work
from mnist_course.core.course_file import LessonEntry
from mnist_course.core.errors import CourseError, named
from mnist_course.core.exercise import Answer, Exercise, Lesson, Verdict
from mnist_course.core.language import say
from mnist_course.core.own_code import Code
from mnist_course.core.plain import Data

_EXERCISES = "mnist_course.exercises"
_ANSWERS = "mnist_course.answers"
_HABITS = "mnist_course.judging.habits.telling"
# By name, when they are asked for: where submissions run neither answers nor judges are there.


def _exercise(exercise_id: str) -> Exercise:
    found: Exercise = _brought(_EXERCISES, exercise_id, Exercise)
    if found.id != exercise_id:
        raise CourseError(
            f"{course_file.EXERCISES}/{exercise_id}.py has the exercise {found.id!r}: the file and "
            "the exercise's id must be the same."
        )
    entry = course_file.read().exercises[exercise_id]
    return replace(
        found,
        asks=say(found.asks),
        hints=tuple(map(say, found.hints)),
        points=entry.points,
        minutes=entry.minutes,
        time_limit=float(entry.seconds),
    )


@functools.cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons of the course, in its order.

    Raises:
        CourseError: where `course.toml` contradicts itself or names what there is not.
    """
    made = []
    for entry in course_file.read().lessons:
        exercises = tuple(_exercise(one) for one in _known(entry))
        # A course's own words are in its language; those of the course that ships are known.
        words = {name: say(getattr(entry, name)) for name in ("title", "goal", "learned")}
        made.append(Lesson(**vars(entry) | words | {"exercises": exercises}))
    return tuple(made)


def _known(entry: LessonEntry) -> tuple[str, ...]:
    for one in entry.exercises:
        if importlib.util.find_spec(f"{_EXERCISES}.{one}") is None:
            raise CourseError(
                f"{course_file.FILE}: [[lessons]] {entry.id} exercises: there is no exercise "
                f"{one!r}; `mnist-autograder new exercise {one}` begins one."
            )
    return entry.exercises


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
    raise CourseError(
        say(
            "There is no lesson {lesson_id!r}. The lessons are: {names}.",
            lesson_id=lesson_id,
            names=names,
        )
    )


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
    raise CourseError(
        say(
            "There is no exercise {exercise_id!r}. See `mnist-course progress`.",
            exercise_id=exercise_id,
        )
    )


def example() -> str:
    """The number of a lesson, for examples of commands: '02' where there is one."""
    return lessons()[min(1, len(lessons()) - 1)].id[:2]


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
    found: Answer = _brought(_ANSWERS, exercise(exercise_id).id, Answer)
    return found


def _brought(room: str, exercise_id: str, kind: type) -> Any:
    """What the module of an exercise has for the catalogue, its `EXERCISE` or its `ANSWER`.

    Raises:
        CourseError: where a module of the course's own is missing, cannot be imported or has none.
    """
    name, folder = kind.__name__.upper(), room.rpartition(".")[2]
    try:
        found = getattr(importlib.import_module(f"{room}.{exercise_id}"), name)
    except CourseError:
        raise
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and error.name == f"{room}.{exercise_id}":
            raise CourseError(
                f"There is no {folder}/{exercise_id}.py for the exercise {exercise_id!r}."
            ) from None
        own = {path.stem: path for path in course_rooms.entries(folder)}
        if exercise_id not in own:
            raise
        raise CourseError(f"{own[exercise_id]} cannot be imported: {named(error)}.") from None
    if not isinstance(found, kind):
        raise CourseError(f"{folder}/{exercise_id}.py: its {name} is no {kind.__name__}.")
    return found


def answer_file(exercise_id: str) -> Path:
    """The source of an exercise's answer.

    Raises:
        CourseError: where there is no such exercise.
    """
    found = importlib.util.find_spec(f"{_ANSWERS}.{exercise(exercise_id).id}")
    if found is None or found.origin is None:
        raise CourseError(
            f"There is no {course_file.ANSWERS}/{exercise_id}.py for the exercise {exercise_id!r}."
        )
    return Path(found.origin)


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
    """The folder that holds `<id>/<id>.ipynb` of every lesson, beside `course.toml`.

    Raises:
        CourseError: where there is none.
    """
    found = course_file.folder() / "lessons"
    if found.is_dir():
        return found
    raise CourseError(
        say(
            "The lesson notebooks, {found}, are missing. Install mnist-course again.",
            found=found,
        )
    )


def released() -> tuple[Lesson, ...]:
    """The lessons that this installation has: all, or those that have been released so far.

    Raises:
        CourseError: where there is none.
    """
    folder = notebooks_folder()
    here = tuple(lesson for lesson in lessons() if (folder / lesson.id).is_dir())
    if not here:
        raise CourseError(
            say("{folder} holds no lesson. Install mnist-course again.", folder=folder)
        )
    return here


def lesson_notebook(lesson_id: str) -> Path:
    """The released notebook of a lesson."""
    return notebooks_folder() / lesson_id / f"{lesson_id}.ipynb"
