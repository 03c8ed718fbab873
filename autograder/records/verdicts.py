"""What came of each submission: `OUT/verdicts/<student>/<lesson>.json`.

nbgrader's database has room for marks and comments only. The verdicts, from which feedback
and the overview are made at any later time, are kept here.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from autograder.records.results import Graded
from mnist_course import course
from mnist_course.core import files
from mnist_course.core.errors import CourseError

FOLDER = "verdicts"

KIND = "verdicts"
"""Among the `files` of a graded submission."""

_OF_THE_RUN = ("notebook", "files", "seconds", "timings")
"""What is kept elsewhere; without it, the same submission gives the same file."""


def path(out: Path, key: str, lesson: str) -> Path:
    return out / FOLDER / key / f"{lesson}.json"


def text(graded: Graded) -> str:
    """What is kept of one submission."""
    raw = graded.as_dict()
    return json.dumps({k: v for k, v in raw.items() if k not in _OF_THE_RUN}, indent=1) + "\n"


def read(text: str) -> Graded:
    """What `text` was made of, without what is kept elsewhere.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: where it is something else.
    """
    return Graded.from_dict(json.loads(text))


def save(out: Path, graded: Graded) -> None:
    """Write what came of one submission in one step."""
    files.write(path(out, graded.key, graded.lesson), text(graded), parents=True)


def digest(out: Path, key: str, lesson: str) -> str:
    """Of the submission that was recorded last; '' where none was, or it cannot be read."""
    try:
        return str(json.loads(path(out, key, lesson).read_text("utf-8"))["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def load(out: Path, key: str, lesson: str) -> Graded:
    """Read what came of one submission, as far as the lesson still asks for it.

    Raises:
        CourseError: where there is nothing, or it cannot be read.
    """
    file = path(out, key, lesson)
    try:
        graded = read(file.read_text("utf-8"))
    except FileNotFoundError:
        raise CourseError(
            f"{lesson} of {key} has not been graded in {out}. Run `mnist-autograder grade`."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"{file} cannot be read ({type(error).__name__}). Delete it, then grade that "
            "submission again."
        ) from None
    ids = {one.id for each in course.lessons() if each.id == lesson for one in each.exercises}
    return replace(graded, results=tuple(one for one in graded.results if one.exercise in ids))


def all_of(out: Path) -> Iterator[Graded]:
    """All of a class, sorted by student and lesson; of the lessons that the course still has.

    Raises:
        CourseError: where `out` holds no graded class.
    """
    found = sorted((out / FOLDER).glob("*/*.json"))
    if not found:
        raise CourseError(
            f"{out} holds no graded class. Run `mnist-autograder grade SUBMITTED --out {out}` "
            "first."
        )
    lessons = {lesson.id for lesson in course.lessons()}
    for file in found:
        if file.stem in lessons:
            yield load(out, file.parent.name, file.stem)


def students(out: Path) -> dict[str, str]:
    """The student ids as they were handed in, by their names in the gradebook."""
    firsts = {file.parent.name: file for file in (out / FOLDER).glob("*/*.json")}
    return {key: load(out, key, file.stem).student for key, file in sorted(firsts.items())}
