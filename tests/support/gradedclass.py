"""Graded submissions of lesson 01, made with the real judges, for the tests of what follows."""

import copy
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from autograder.gradebook import recorder
from autograder.records.marks import Mark
from autograder.records.results import Graded, Result
from mnist_course import course, data
from mnist_course.core.exercise import Verdict
from mnist_course.course import examine
from support.masters import written_out

LESSON = "01_loading"


def right_answers() -> dict[str, Any]:
    """What the reference solution of lesson 01 does."""
    return {
        "load_digits": written_out(data.load),
        "describe": lambda images, labels: {
            "count": len(images),
            "height": images.shape[1],
            "width": images.shape[2],
            "dtype": str(images.dtype),
            "min": int(images.min()),
            "max": int(images.max()),
            "classes": len(np.unique(labels)),
        },
        "count_labels": lambda labels: np.bincount(labels, minlength=10),
        "first_of_each": lambda images, labels: np.stack(
            [images[np.argmax(labels == digit)] for digit in range(10)]
        ),
    }


def verdicts_on(answers: dict[str, Any], seed: int = 5) -> dict[str, Verdict]:
    """The real verdict on each exercise of lesson 01."""
    return {
        one.id: examine(one, answers[one.id], np.random.default_rng(seed))
        for one in course.lesson(LESSON).exercises
    }


def graded(
    student: str,
    verdicts: dict[str, Verdict],
    notebook: Any = None,
    digest: str = "first",
    timestamp: str = "",
) -> Graded:
    """A graded submission as the grader hands it on."""
    lesson = course.lesson(LESSON)
    results = tuple(
        Result(
            one.id,
            None
            if verdicts[one.id].status == "not_graded"
            else round(one.points * verdicts[one.id].score, 2),
            one.points,
            verdicts[one.id],
        )
        for one in lesson.exercises
    )
    ran = copy.deepcopy(released()) if notebook is None else notebook
    return Graded(
        student=student,
        lesson=LESSON,
        digest=digest,
        timestamp=timestamp,
        sandbox="bubblewrap",
        results=results,
        notebook=ran,
        seconds=1.0,
    )


def released() -> Any:
    return nbformat.read(course.lesson_notebook(LESSON), as_version=4)


def record(out: Path, *arguments: Any, **more: Any) -> None:
    recorder.record(out, graded(*arguments, **more))


def mark(one: Graded) -> Mark:
    """The mark of a graded submission where no person and no lateness changed it."""
    return Mark(
        one.key,
        one.lesson,
        score=one.points,
        penalty=0.0,
        max_score=sum(result.max_points for result in one.results),
        unfinished=any(result.points is None for result in one.results),
        exercises={
            result.exercise: (result.points or 0.0, result.max_points, "") for result in one.results
        },
    )
