"""Helpers of the course that do what an exercise asks for: not while that one is looked at.

The course goes on from what its students wrote, so a later lesson's helper is often an earlier
one's exercise. While an exercise is probed, in a notebook, in the self-check and in grading, its
own helpers say that it is the student's to write; everywhere else they work.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from mnist_course.core.errors import CourseError
from mnist_course.core.language import say

_Helper = TypeVar("_Helper", bound=Callable[..., Any])

_looked_at: list[str] = []


@contextlib.contextmanager
def looking_at(exercise: str) -> Iterator[None]:
    """While an exercise is probed."""
    _looked_at.append(exercise)
    try:
        yield
    finally:
        _looked_at.pop()


def does(*exercises: str) -> Callable[[_Helper], _Helper]:
    """Mark a helper as one that does what an exercise asks for, or more than one.

    The helper raises `CourseError` while one of these is probed.
    """

    def mark(helper: _Helper) -> _Helper:
        @functools.wraps(helper)
        def guarded(*arguments: Any, **named: Any) -> Any:
            for exercise in exercises:
                if exercise in _looked_at:
                    raise CourseError(
                        say(
                            "`{name}` of the course does what `{exercise}` asks for: this one "
                            "is yours to write.",
                            name=helper.__name__,
                            exercise=exercise,
                        )
                    )
            return helper(*arguments, **named)

        # Whoever unwraps it should come to the same sentence.
        vars(guarded).pop("__wrapped__")
        return cast(_Helper, guarded)

    return mark
