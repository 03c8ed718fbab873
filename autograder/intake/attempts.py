"""Which of a student's attempts counts, as `course.toml` has it: the latest, or the first."""

from mnist_course.core import course_file

Attempt = tuple[float, ...]
"""Sorts a student's attempts; empty where the platform says nothing of them."""

_EARLIER, _LATER = "an earlier attempt", "a later attempt"


def rank(attempt: Attempt) -> Attempt:
    """The largest rank counts; an attempt of which nothing is said never does before another."""
    if course_file.read().attempts == course_file.FIRST:
        return tuple(-one for one in attempt)
    return attempt


def that_counts() -> str:
    """The attempt that takes the place of another, in words."""
    return _EARLIER if course_file.read().attempts == course_file.FIRST else _LATER


def that_does_not_count() -> str:
    """The attempt that makes way, in words."""
    return _LATER if course_file.read().attempts == course_file.FIRST else _EARLIER
