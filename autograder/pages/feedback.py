"""HTML feedback, a page a student and lesson: `mnist-autograder feedback OUT`."""

import argparse
from pathlib import Path
from typing import Any

from autograder.gradebook import store
from autograder.gradebook.store import Mark
from autograder.pages import learning_curve, render
from autograder.records import files, verdicts
from autograder.records.verdicts import Found, Record
from mnist_course import course
from mnist_course.core.exercise import PASSED
from mnist_course.display import panel


def page(record: Record, mark: Mark) -> str:
    """The page: marks, verdicts as in the notebook, hints, pictures, comments.

    Args:
        record: what was found.
        mark: the marks as the gradebook has them now, manual ones and the penalty included.
    """
    lesson = course.lesson(record.lesson)
    items = [_item(found, mark, record.curves.get(found.exercise, {})) for found in record.found]
    return render.render(
        "feedback.html.j2",
        lesson=lesson,
        student=render.readable(record.student),
        total=render.number(mark.total),
        score=render.number(mark.score),
        penalty=render.number(mark.penalty) if mark.penalty else "",
        max_points=render.number(mark.max_score),
        waiting=mark.unfinished,
        items=items,
        unfinished_ids=[one.exercise for one in record.found if one.status != PASSED],
    )


def _item(found: Found, mark: Mark, curve: learning_curve.Curve) -> dict[str, Any]:
    exercise = course.exercise(found.exercise)
    score, most, comment = mark.exercises.get(found.exercise, (0.0, found.max_points, ""))
    sign, words = panel.SIGNS[found.status]
    return {
        "id": exercise.id,
        "asks": exercise.asks,
        "sign": sign,
        "words": words,
        "points": render.number(score),
        "max_points": render.number(most),
        "by_hand": score != (found.points or 0.0),
        "comment": "" if comment == "No response." else render.readable(comment),
        "panel": render.trusted(panel.html(exercise, found.verdict)),
        "figures": [render.trusted(learning_curve.draw(curve))] if curve else [],
    }


def path(out: Path, key: str, lesson_id: str) -> Path:
    """Where a page lies, in nbgrader's layout."""
    return out / "feedback" / key / lesson_id / f"{lesson_id}.html"


def write(out: Path, record: Record, mark: Mark) -> Path:
    """Write one page in one step."""
    target = path(out, record.key, record.lesson)
    files.write(target, page(record, mark))
    return target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder of the graded class")


def run(arguments: argparse.Namespace) -> int:
    """Write all pages, and the overview of the class."""
    from autograder.pages import overview
    from mnist_course.core.errors import CourseError

    out: Path = arguments.out
    marks = {(one.key, one.lesson): one for one in store.marks(out)}
    written, records = 0, []
    try:
        for record in verdicts.all_of(out):
            mark = marks.get((record.key, record.lesson))
            if mark is not None:
                write(out, record, mark)
                records.append(record)
                written += 1
        files.write(out / overview.FILE, overview.page(records, marks))
    except OSError as error:
        raise CourseError(f"{error.filename or out} cannot be written: {error.strerror}.") from None
    print(f"{written:,} pages of feedback: {out / 'feedback'}")
    print(f"Overview of the class: {out / overview.FILE}")
    return 0
