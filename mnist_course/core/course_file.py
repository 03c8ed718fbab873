"""`course.toml`: all of a course that an instructor may change, read and checked as a whole.

The file lies in the course's folder, beside `lessons/`. That is the one that `MNIST_COURSE` names,
or the package's own: inside of it in a wheel, around it in a checkout and in a students' bundle.
A student's workspace has no such file, and none there would be read.
"""

import functools
import hashlib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mnist_course.core.data_set import MNIST, DataSet
from mnist_course.core.errors import CourseError, first_line

FILE = "course.toml"

VARIABLE = "MNIST_COURSE"
"""The environment's name for the folder of another course than the package's own."""

PACKAGE = Path(__file__).resolve().parents[1]

SHIPPED_NUMBERS = "9f7f6571"
"""`judged_numbers` of the course as it ships, which its tests prove."""

EXERCISES, ANSWERS = "exercises", "answers"
"""Folders of the package, and of a course that has exercises of its own: see `course_rooms`."""

PARTIAL = 0.90
"""From this test accuracy on, a network below the target earns half of the points."""

LATEST, FIRST = "latest", "first"
ATTEMPTS = (LATEST, FIRST)
NO_POINTS, FULL_POINTS = "none", "full"
REFERENCE_WEIGHTS = (NO_POINTS, FULL_POINTS)

_LESSON_ID = re.compile(r"\d\d_[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_EXERCISE_ID = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True)
class Training:
    """How the course trains its network."""

    epochs: int
    batch_size: int


@dataclass(frozen=True)
class Beyond:
    """What lesson 09 asks of a student's own network; shares are from 0 to 1.

    Attributes:
        parameters: at most so many.
        test_accuracy, moved_accuracy: of the test images, as they are and moved.
        shift, rotation: how far they are moved, in pixels and degrees.
    """

    parameters: int
    test_accuracy: float
    moved_accuracy: float
    shift: int
    rotation: float


@dataclass(frozen=True)
class Late:
    """What lateness costs, as `autograder.late_work.PercentADay` takes it off."""

    percent_a_day: float
    grace_minutes: float
    most: float


@dataclass(frozen=True, kw_only=True)
class AboutLesson:
    """What the file says of a lesson, but for its exercises.

    Attributes:
        released: the day from which on it is given out; None for always.
        due: after this it is late, with a time zone; None where lateness costs nothing.
        learned: what stays of it, for the last page; '' where nothing is said.
    """

    id: str
    title: str
    minutes: int
    goal: str
    uses_keras: bool = True
    learned: str = ""
    released: date | None = None
    due: datetime | None = None

    @property
    def number(self) -> int:
        """As prose calls it: 9 for '09_beyond', wherever in the course it stands."""
        return int(self.id[:2])


@dataclass(frozen=True, kw_only=True)
class LessonEntry(AboutLesson):
    """A lesson, as the file has it: its exercises by their ids."""

    exercises: tuple[str, ...]


@dataclass(frozen=True)
class ExerciseEntry:
    """What an exercise earns, how long a student should take, and how long an answer may."""

    points: int
    minutes: int
    seconds: float


@dataclass(frozen=True)
class CourseFile:
    """A course."""

    name: str
    training: Training
    test_accuracy: float
    beyond: Beyond
    attempts: str
    reference_weights: str
    late: Late
    lessons: tuple[LessonEntry, ...]
    exercises: Mapping[str, ExerciseEntry]
    data: DataSet = MNIST
    own: str = "."
    providers: tuple[str, ...] = ()
    partial: float = PARTIAL
    language: str = "en"

    @property
    def slug(self) -> str:
        """The name as nbgrader's exchange and file systems take it: 'Digits-spring-2027'."""
        return re.sub(r"[^\w-]+", "-", self.name).strip("-") or "course"


def folder() -> Path:
    """The course's folder, which holds `course.toml` and `lessons/`.

    Raises:
        CourseError: where `MNIST_COURSE` names none, or the package has lost its own.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not (Path(named) / FILE).is_file():
            raise CourseError(f"There is no {Path(named) / FILE}. Name the folder that holds it.")
        return Path(named).resolve()
    for place in (PACKAGE, PACKAGE.parent):
        if (place / FILE).is_file():
            return place
    raise CourseError(f"{FILE} is missing beside {PACKAGE}. Install mnist-course again.")


def judged_numbers() -> str:
    """Changes with the numbers that judges go by."""
    course = read()
    numbers: tuple[object, ...] = (course.training, course.test_accuracy, course.beyond)
    # Of the course as it ships they stay what they were before there was anything else.
    if (course.data, course.partial) != (MNIST, PARTIAL):
        numbers += (course.data, course.partial)
    return hashlib.sha256(repr(numbers).encode()).hexdigest()[:8]


def choose(named: Path) -> None:
    """Take the course in another folder, here and in what is started from here.

    Raises:
        CourseError: where it holds none, or this process has begun with another one.
    """
    chosen = named.expanduser().resolve()
    before = folder() if read.cache_info().currsize else chosen
    os.environ[VARIABLE] = str(chosen)
    if folder() != before:
        raise CourseError(f"This process has begun with the course in {before}.")


@functools.cache
def read() -> CourseFile:
    """The course.

    Raises:
        CourseError: where the file cannot be read or contradicts itself, in one line with the
            place.
    """
    return load(folder() / FILE)


def taught(lesson_id: str, text: str, otherwise: str = "") -> str:
    """What a sentence says of a lesson where it is in the course, and what where it is not."""
    return text if any(one.id == lesson_id for one in read().lessons) else otherwise


def load(path: Path) -> CourseFile:
    """The course in a file, not kept.

    Raises:
        CourseError: see `read`.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8 text.") from None
    return parse(text)


def parse(text: str) -> CourseFile:
    """The course that a file with this text would be.

    Raises:
        CourseError: see `read`.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CourseError(f"{FILE} is not TOML: {_reason(error, text)}.") from None
    return _course(raw)


def _reason(error: Exception, text: str) -> str:
    """Why a file is not TOML; of a day that is none, the standard library says nothing useful."""
    said = first_line(error) or "nested too deep"
    place = re.search(r"at line (\d+)", said)
    if place:
        line = text.splitlines()[int(place[1]) - 1].strip()
        if re.search(r"=\s*\d{4}-\d", line):
            return f"line {place[1]}, {line[:80]}: there is no such day or time"
    return said


# What may stand where -----------------------------------------------------------------------


class _Wrong(Exception):
    """What a value is, and what was expected."""


Check = Callable[[Any], Any]


def _whole(least: int, most: int = 10**9) -> Check:
    def check(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            upper = f" to {most:,}" if most < 10**9 else ""
            raise _Wrong(f"expected a whole number from {least:,}{upper}")
        return value

    return check


def _number(least: float, most: float) -> Check:
    def check(value: Any) -> float:
        if type(value) not in (int, float) or not least <= value <= most:
            raise _Wrong(f"expected a number from {least:g} to {most:g}")
        return value

    return check


def _share(value: Any) -> float:
    if type(value) not in (int, float) or not 0 < value < 1:
        raise _Wrong("expected a share between 0 and 1, such as 0.97")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value.splitlines()) > 1:
        raise _Wrong("expected one line of text")
    return value


def _language(value: Any) -> str:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise _Wrong("expected a language's short name, such as 'de'")
    return value


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise _Wrong("expected true or false")
    return value


def _day(value: Any) -> date:
    if type(value) is not date:
        raise _Wrong("expected a day without quotation marks, such as 2026-10-05")
    return value


def _time(value: Any) -> datetime:
    if not isinstance(value, datetime):
        raise _Wrong(
            "expected a day and a time without quotation marks, such as 2026-10-12T18:00:00"
        )
    try:
        # Without a zone it is this machine's.
        return value.astimezone() if value.tzinfo is None else value
    except (OverflowError, OSError, ValueError):
        raise _Wrong("no machine can tell that time") from None


def _one_of(words: tuple[str, ...]) -> Check:
    def check(value: Any) -> str:
        if value not in words:
            raise _Wrong(f"expected {' or '.join(map(repr, words))}")
        return value

    return check


def _lesson_id(value: Any) -> str:
    if not isinstance(value, str) or not _LESSON_ID.fullmatch(value):
        raise _Wrong("expected two digits and a name, such as '02_preprocessing'")
    return value


def _exercise_ids(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise _Wrong("expected the names of its exercises, at least one")
    for one in value:
        if not isinstance(one, str) or not _EXERCISE_ID.fullmatch(one):
            raise _Wrong(f"{one!r} cannot be the name of a function")
    return tuple(value)


_LESSON: dict[str, Check] = {
    "id": _lesson_id,
    "title": _text,
    "minutes": _whole(1),
    "goal": _text,
    "exercises": _exercise_ids,
}
_LESSON_MAY: dict[str, Check] = {
    "uses_keras": _flag,
    "learned": _text,
    "released": _day,
    "due": _time,
}
_SECONDS = 20.0
"""In which an answer must come, where nothing else is said."""

_ABOUT = ("name", "own", "providers", "language")
_TOP = (*_ABOUT, "data", "training", "targets", "grading", "lessons", EXERCISES)


def _course(raw: dict[str, Any]) -> CourseFile:
    _known(raw, _TOP, "")
    training = _read(_table(raw, "training"), "[training]", _TRAINING)
    targets = dict(_table(raw, "targets"))
    beyond = _read(_table(targets, "beyond", "targets."), "[targets.beyond]", _BEYOND)
    targets.pop("beyond")
    target = _read(targets, "[targets]", {"test_accuracy": _share}, {"partial": _share})
    grading = dict(_table(raw, "grading"))
    late = _read(_table(grading, "late", "grading."), "[grading.late]", _LATE)
    grading.pop("late")
    policy = _read(grading, "[grading]", _GRADING)
    top = {name: value for name, value in raw.items() if name in _ABOUT}
    about = _read(
        top, "", {"name": _text}, {"own": _text, "providers": _providers, "language": _language}
    )
    if target.get("partial", 0) >= target["test_accuracy"]:
        raise CourseError(
            f"{FILE}: [targets] partial = {target['partial']:g}: expected less than test_accuracy."
        )
    lessons = _lessons(raw.get("lessons"))
    return CourseFile(
        **about,
        training=Training(**training),
        **target,
        data=DataSet(**_read(_table(raw, "data"), "[data]", _DATA)) if "data" in raw else MNIST,
        beyond=Beyond(**beyond),
        attempts=policy["attempts"],
        reference_weights=policy["reference_weights"],
        late=Late(**late),
        lessons=lessons,
        exercises=_exercises(_table(raw, EXERCISES), lessons),
    )


def _providers(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise _Wrong('expected names of entry points, such as ["garments"]')
    for one in value:
        if not isinstance(one, str) or not re.fullmatch(r"[\w.-]+", one):
            raise _Wrong(f"{one!r} cannot be the name of an entry point")
        if value.count(one) > 1:
            raise _Wrong(f"{one!r} stands there twice")
    return tuple(value)


def _archive(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[\w-]+\.npz", value):
        raise _Wrong("expected the name of a file among the helpers, such as 'garments.npz'")
    return value


def _classes(value: Any) -> tuple[str, ...]:
    # The network has ten outputs, and the exercises that ship speak of ten.
    if not isinstance(value, list) or len(value) != _CLASSES:
        count = f", found {len(value)}" if isinstance(value, list) else ""
        raise _Wrong(f"expected {_CLASSES} names, one for each label{count}")
    for one in value:
        _text(one)
        if value.count(one) > 1:
            raise _Wrong(f"{one!r} stands there twice")
    return tuple(value)


_CLASSES = len(MNIST.classes)
_DATA: dict[str, Check] = {
    "name": _text,
    "one": _text,
    "file": _archive,
    "train": _whole(1_000, 1_000_000),
    "test": _whole(1_000, 1_000_000),
    "classes": _classes,
    "licence": _text,
}
_TRAINING = {"epochs": _whole(2, 100), "batch_size": _whole(10, 1000)}
_BEYOND = {
    "parameters": _whole(1),
    "test_accuracy": _share,
    "moved_accuracy": _share,
    "shift": _whole(1, 8),
    "rotation": _number(0, 90),
}
_GRADING = {"attempts": _one_of(ATTEMPTS), "reference_weights": _one_of(REFERENCE_WEIGHTS)}
_LATE = {
    "percent_a_day": _number(0, 100),
    "grace_minutes": _number(0, 10**6),
    "most": _number(0, 100),
}


def _lessons(raw: Any) -> tuple[LessonEntry, ...]:
    if not isinstance(raw, list) or not raw or not all(isinstance(one, dict) for one in raw):
        raise CourseError(f"{FILE}: [[lessons]]: expected at least one lesson.")
    found: list[LessonEntry] = []
    home: dict[str, str] = {}
    for place, table in enumerate(raw, 1):
        where = f"[[lessons]] {table.get('id', f'number {place}')}"
        one = LessonEntry(**_read(table, where, _LESSON, _LESSON_MAY))
        for other in found:
            if other.id == one.id:
                raise CourseError(f"{FILE}: {where} stands there twice. Leave one of them out.")
            if other.number == one.number:
                raise CourseError(
                    f"{FILE}: {where} has the number of {other.id}. Give it one of its own."
                )
        for exercise in one.exercises:
            if exercise in home:
                raise CourseError(
                    f"{FILE}: {where} exercises: {exercise!r} stands in {home[exercise]} already."
                )
            home[exercise] = one.id
        found.append(one)
    return tuple(found)


def _exercises(
    raw: dict[str, Any], lessons: tuple[LessonEntry, ...]
) -> Mapping[str, ExerciseEntry]:
    """Those of the lessons; what stands there of a lesson that is left out may stay."""
    must: dict[str, Check] = {"points": _whole(1, 10_000), "minutes": _whole(1, 10_000)}
    may: dict[str, Check] = {"seconds": _number(1, 3600)}
    entries = {}
    for name, table in raw.items():
        where = f"[{EXERCISES}.{name}]"
        if not isinstance(table, dict):
            wanted = "expected { points = …, minutes = … }"
            raise CourseError(f"{FILE}: {where} = {table!r}: {wanted}.")
        entries[name] = ExerciseEntry(**{"seconds": _SECONDS} | _read(table, where, must, may))
    for lesson in lessons:
        for name in lesson.exercises:
            if name not in entries:
                raise CourseError(
                    f"{FILE}: [[lessons]] {lesson.id} exercises: {name!r} has no points. Add "
                    f"{name} = {{ points = 2, minutes = 5 }} to [{EXERCISES}]."
                )
    return entries


def _table(raw: dict[str, Any], name: str, before: str = "") -> dict[str, Any]:
    found = raw.get(name)
    if not isinstance(found, dict):
        raise CourseError(f"{FILE}: there is no table [{before}{name}].")
    return found


def _read(
    table: dict[str, Any], where: str, must: Mapping[str, Check], may: Mapping[str, Check] = {}
) -> dict[str, Any]:
    _known(table, (*must, *may), where)
    missing = [name for name in must if name not in table]
    if missing:
        raise CourseError(f"{FILE}: {where} {missing[0]} is missing.".replace(":  ", ": "))
    found = {}
    for name, value in table.items():
        try:
            found[name] = (must.get(name) or may[name])(value)
        except _Wrong as error:
            shown = repr(value) if not isinstance(value, (date, datetime)) else str(value)
            place = f"{where} {name}".strip()
            raise CourseError(f"{FILE}: {place} = {shown[:80]}: {error}.") from None
    return found


def _known(table: dict[str, Any], names: tuple[str, ...], where: str) -> None:
    for name in table:
        if name not in names:
            place = f"{where} {name}".strip()
            raise CourseError(f"{FILE}: {place}: unknown; known are {', '.join(names)}.")
