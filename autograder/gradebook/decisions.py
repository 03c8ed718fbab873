"""What the instructor decides in mid-term: a later due date, an exercise that no longer counts.

Each decision is kept in `OUT/decisions.csv`: when, who, what.
"""

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.core import text
from autograder.gradebook import database, penalties
from mnist_course import course
from mnist_course.core import files
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import CHECK_SUFFIX

LOG = "decisions.csv"
_DROPPED = "dropped.json"
_HEADER = ("when", "who", "decision", "student", "lesson", "exercise", "value")


def extend(out: Path, key: str, lesson_id: str, until: datetime) -> str:
    """Give one student a later due date, and set the penalty anew.

    Args:
        out: the folder of the graded class.
        key: the student's name in the gradebook.
        lesson_id: which lesson.
        until: the new due date, with a time zone.

    Returns:
        What it means, in words.

    Raises:
        CourseError: where there is no such submission, or the lesson has no due date.
    """
    from nbgrader.api import MissingEntry

    naive = until.astimezone(UTC).replace(tzinfo=None)
    with database.opened(out) as book:
        try:
            submission = book.find_submission(lesson_id, key)
        except MissingEntry:
            raise CourseError(
                f"{key} has no graded submission of {lesson_id} in {out}. Grade it first."
            ) from None
        due = submission.assignment.duedate
        if due is None:
            raise CourseError(
                f"{lesson_id} has no due date to extend. Set it in the form grader, or with "
                f'`nbgrader db assignment add {lesson_id} --duedate "2026-03-01 18:00:00 UTC"`.'
            )
        if naive < due:
            raise CourseError(
                f"{naive:%Y-%m-%d %H:%M} UTC is before the due date, {due:%Y-%m-%d %H:%M} UTC."
            )
        submission.extension = naive - due
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = None
        late = submission.total_seconds_late > 0
        book.db.commit()
    if late:
        penalties.assign(out, lesson_id, key)
    _note(out, "extend", key, lesson_id, "", f"{naive:%Y-%m-%d %H:%M:%S} UTC")
    return "still late" if late else "no longer late"


def drop(out: Path, exercise_id: str, undo: bool = False) -> int:
    """Let an exercise count for nobody, or again for everybody; marks by hand stay below it.

    Returns:
        How many submissions it changes.

    Raises:
        CourseError: where there is no such exercise, or it is so already.
    """
    exercise = course.exercise(exercise_id)
    lesson = course.lesson_of(exercise_id)
    known = _read(out)
    if (exercise_id in known) != undo:
        raise CourseError(
            f"{exercise_id} is not dropped." if undo else f"{exercise_id} is dropped already."
        )
    credit = known.pop(exercise_id, {})
    with database.opened(out) as book:
        grades = []
        for one in _cells(book, lesson.id, exercise.check_id):
            one.max_score = float(exercise.points) if undo else 0.0
            grades = list(one.grades)
        for grade in grades:
            key = grade.notebook.student.id
            if undo:
                grade.extra_credit = credit.get(key)
            else:
                credit |= {key: grade.extra_credit} if grade.extra_credit else {}
                _cancel(grade)
        if not undo:
            known[exercise_id] = credit
        files.write(out / _DROPPED, json.dumps(known, indent=1))
        book.db.commit()
    _note(out, "drop --undo" if undo else "drop", "", lesson.id, exercise_id, "")
    return len(grades)


def _read(out: Path) -> dict[str, dict[str, float]]:
    """Dropped exercise → student → the extra credit that was given for it before."""
    try:
        found = json.loads((out / _DROPPED).read_text("utf-8"))
        return {str(name): dict(credit) for name, credit in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError):
        raise CourseError(f"{out / _DROPPED} cannot be read. Delete it, then drop again.") from None


def apply(out: Path, notebook: Any) -> None:
    """Let what was dropped count nothing in a submission that has just been entered.

    Args:
        out: the folder of the graded class.
        notebook: nbgrader's `SubmittedNotebook`, in an open session.
    """
    gone = _read(out)
    for grade in notebook.grades:
        if grade.name.removesuffix(CHECK_SUFFIX) in gone:
            grade.cell.max_score = 0.0
            _cancel(grade)


def _cancel(grade: Any) -> None:
    # nbgrader adds extra credit to either score: its opposite cancels both and loses neither.
    score = grade.manual_score if grade.manual_score is not None else grade.auto_score
    grade.extra_credit = -float(score or 0.0)


def _cells(book: Any, lesson_id: str, name: str) -> list[Any]:
    from nbgrader.api import MissingEntry

    try:
        return [book.find_grade_cell(name, lesson_id, lesson_id)]
    except MissingEntry:
        return []


def _note(out: Path, decision: str, *about: str) -> None:
    path = out / LOG
    before = path.read_text("utf-8") if path.exists() else text.table([_HEADER])
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    files.write(path, before + text.table([(when, _who(), decision, *about)]))


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
