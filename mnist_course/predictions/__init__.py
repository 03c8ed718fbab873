"""What the lessons have their readers predict, a module a lesson.

The questions stand here and not in the notebooks, with what comes of them: whoever reads a lesson
must not meet the answer before running the cell.
"""

import functools
import importlib
from dataclasses import replace

from mnist_course.core.errors import CourseError
from mnist_course.core.guess import Prediction
from mnist_course.core.language import say

LESSONS = (
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
"""In course order, by what stands behind the number in a lesson's id."""


@functools.cache
def of_lesson(name: str) -> tuple[Prediction, ...]:
    """The predictions of a lesson, in its order."""
    found: tuple[Prediction, ...] = importlib.import_module(f"{__name__}.{name}").PREDICTIONS
    return tuple(map(_said, found))


def _said(asked: Prediction) -> Prediction:
    """The question in the course's language."""
    return replace(
        asked,
        asks=say(asked.asks),
        options=tuple(map(say, asked.options)),
        unit=say(asked.unit),
        came=say(asked.came) if isinstance(asked.came, str) else asked.came,
        usual=say(asked.usual),
        otherwise=say(asked.otherwise),
    )


@functools.cache
def by_id(prediction_id: str) -> Prediction:
    """The prediction called `prediction_id`.

    Raises:
        CourseError: where there is none.
    """
    for lesson in LESSONS:
        for one in of_lesson(lesson):
            if one.id == prediction_id:
                return one
    raise CourseError(
        say(
            "There is no prediction {prediction_id!r}. Take the cell from a fresh notebook.",
            prediction_id=prediction_id,
        )
    )
