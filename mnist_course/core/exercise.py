"""One exercise, two settings.

An exercise is three functions that exchange plain data (see `plain`):

    inputs(rng)                 → data       fresh random inputs, so nothing can be hard-coded
    probe(subject, inputs)      → data       calls the student's function, records what it did
    judge(inputs, observed)     → Verdict    right or wrong; if wrong, which misconception

In a notebook and in pytest all three run in the student's kernel. In grading, `probe` runs
in the sandbox with the student's code, `inputs` and `judge` run outside. So an exercise comes
in two parts: `Exercise`, which says what it asks and how it is probed, and `Answer`, which
judges; the catalogue, `course`, joins them by id.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from mnist_course.core.course_file import AboutLesson
from mnist_course.core.language import say
from mnist_course.core.plain import Data


class Status(StrEnum):
    """What became of an exercise; the words stand in `grades.csv`."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OVER_LIMIT = "over_limit"
    INVALID = "invalid"
    NOT_GRADED = "not_graded"


CHECK_SUFFIX = "-check"
"""Behind an exercise's id, the `grade_id` of its locked test cell."""

STATUSES = tuple(Status)
PASSED, PARTIAL, FAILED, NOT_ATTEMPTED, CRASHED, TIMED_OUT, OVER_LIMIT, INVALID, NOT_GRADED = Status


@dataclass(frozen=True)
class Picture:
    """A small grey or signed 2-D array to look at, with its caption."""

    caption: str
    pixels: np.ndarray


@dataclass(frozen=True)
class Verdict:
    """What the judge says of one exercise, in the course's language.

    Attributes:
        status: one of `STATUSES`.
        message: what was seen, one or two sentences.
        next_step: one thing to try.
        cause: a stable name for the reason, such as 'divided-by-256'; '' when passed.
        called, returned, expected: the call that shows it, as short text.
        shown: which of the calls that were observed that is, from 0; None where no one call is.
        score: the share of the points earned, 0 to 1.
        details: preformatted text, such as two networks side by side.
        pictures: arrays that say it better than words.
        figure: HTML or SVG of our own making, with every foreign text in it escaped.
        fingerprint: of trained weights, equal for equal ones; '' where there are none.
        checked: the function that was judged, where it may not be what the student sees.
    """

    status: str
    message: str
    next_step: str = ""
    cause: str = ""
    called: str = ""
    returned: str = ""
    expected: str = ""
    score: float = 0.0
    details: str = ""
    pictures: tuple[Picture, ...] = ()
    figure: str = ""
    fingerprint: str = ""
    checked: str = ""
    shown: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        # Here, since verdicts are shown and kept in many places: sentences without values in them.
        # What was filled with values is in the course's language already, and stays as it is.
        for name in ("message", "next_step"):
            text = getattr(self, name)
            # A saved notebook may hold what is called a verdict and has anything in it.
            if isinstance(text, str):
                object.__setattr__(self, name, say(text))

    @property
    def ok(self) -> bool:
        return self.status == PASSED

    def as_dict(self) -> dict[str, Any]:
        """All that is kept, for JSON: no pictures, and no number of a call that is not kept."""
        left_out = ("pictures", "shown")
        return {
            name: getattr(self, name) for name in self.__dataclass_fields__ if name not in left_out
        }

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> "Verdict":
        return cls(**{name: raw[name] for name in cls.__dataclass_fields__ if name in raw})


def passed(message: str, **more: Any) -> Verdict:
    return Verdict(PASSED, message, score=1.0, **more)


def failed(cause: str, message: str, next_step: str, **more: Any) -> Verdict:
    return Verdict(FAILED, message, next_step, cause, **more)


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer.

    Attributes:
        cause: its stable name.
        wrong: a function with the exercise's arguments that returns what a student with this
            misconception returns. The judge compares with it; the tests submit it.
        message: what was seen and why it is wrong; '' where the judge of that exercise finds its
            own words for the cause.
        next_step: one thing to try; '' likewise.
    """

    cause: str
    wrong: Callable[..., Any]
    message: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class Exercise:
    """What one exercise asks, and which probe looks at the student's answer.

    Attributes:
        id: the function's name and the notebook cell's `grade_id`.
        points, minutes: what it earns, how long it should take; from `course.toml`, as
            `time_limit` is.
        difficulty: 1 to 3, for the exercise's card.
        asks: the task in one sentence.
        signature: 'scale(images)', for messages.
        hints: at least three, each giving more away than the one before.
        probe: see the module's docstring. `subject` is the student's function, or for an
            artefact the path of the file.
        artefact: the file that is judged in place of a function; '' for a function.
        time_limit: seconds that the probe may take.
    """

    id: str
    asks: str
    signature: str
    hints: tuple[str, ...]
    probe: Callable[[Any, Data], Data]
    artefact: str = ""
    difficulty: int = 1
    points: int = 0
    minutes: int = 0
    time_limit: float = 0.0

    @property
    def check_id(self) -> str:
        """The `grade_id` of its locked test cell."""
        return f"{self.id}{CHECK_SUFFIX}"


Judge = Callable[[Data, Data], Verdict]
"""From an exercise's inputs, and what its probe observed of an answer to them, to a verdict."""


@dataclass(frozen=True)
class Answer:
    """How one exercise is judged; never where student code is graded.

    Attributes:
        inputs, judge: see the module's docstring.
        misconceptions: known wrong answers, each with its own message.
    """

    inputs: Callable[[np.random.Generator], Data]
    judge: Judge
    misconceptions: tuple[Misconception, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lesson(AboutLesson):
    """One lesson of the course, with its exercises."""

    exercises: tuple[Exercise, ...]

    @property
    def points(self) -> int:
        return sum(exercise.points for exercise in self.exercises)
