"""The marks as nbgrader's gradebook has them now."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.gradebook import database
from autograder.records.marks import Mark
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import CHECK_SUFFIX


def marks(out: Path) -> list[Mark]:
    """All marks, sorted by student and lesson.

    Raises:
        CourseError: where there is no gradebook, or it cannot be read.
    """
    if not (out / database.FILE).is_file():
        raise CourseError(
            f"{out} holds no gradebook. Run `mnist-autograder grade SUBMITTED --out {out}` first."
        )
    with database.opened(out) as book:
        return _marks(book)


def mark(out: Path, key: str, lesson_id: str) -> Mark | None:
    """The marks of one student in one lesson; None where there are none."""
    with database.opened(out) as book:
        return next(iter(marks_of(book, lesson_id, [key])), None)


def marks_of(book: Any, lesson_id: str, keys: Sequence[str]) -> list[Mark]:
    """The marks of some students in one lesson, as an open gradebook has them."""
    return _marks(book, keys, lesson_id)


def people(out: Path) -> dict[str, dict[str, str]]:
    """What the gradebook knows of each student: key → first_name, last_name, email, lms_user_id."""
    with database.opened(out) as book:
        return {
            one.id: {
                name: getattr(one, name) or ""
                for name in ("first_name", "last_name", "email", "lms_user_id")
            }
            for one in book.students
        }


def by_hand(book: Any) -> list[tuple[str, str, str, float]]:
    """Marks that a person gave: (student, lesson, name of the check's cell, points)."""
    from nbgrader import api

    score = api.Grade.manual_score
    found = _rows(book, api.Grade, api.GradeCell, score).filter(score.is_not(None))
    return [tuple(row) for row in found.all()]


def _rows(book: Any, table: Any, cell: Any, *columns: Any) -> Any:
    """A query for student, lesson and cell's name with these columns.

    Notebooks are named on both sides, which follows from the rest: SQLite finds grades and
    submitted notebooks by their indices only where it is told.
    """
    from nbgrader import api

    return (
        book.db.query(api.Student.id, api.Assignment.name, cell.name, *columns)
        .select_from(table)
        .join(cell, cell.id == table.cell_id)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == table.notebook_id)
        .join(
            api.SubmittedAssignment,
            api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id,
        )
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .join(api.Student, api.Student.id == api.SubmittedAssignment.student_id)
        .join(
            api.Notebook,
            (api.Notebook.assignment_id == api.Assignment.id)
            & (api.Notebook.id == api.SubmittedNotebook.notebook_id)
            & (api.Notebook.id == cell.notebook_id),
        )
    )


def _marks(book: Any, keys: Sequence[str] = (), lesson_id: str = "") -> list[Mark]:
    from nbgrader import api
    from sqlalchemy import func

    def rows(table: Any, cell: Any, *columns: Any) -> Any:
        query = _rows(book, table, cell, *columns)
        if lesson_id:
            query = query.filter(api.Assignment.name == lesson_id, api.Student.id.in_(keys))
        return query

    penalty = api.SubmittedNotebook.late_submission_penalty
    said = {
        row[:3]: row[3] for row in rows(api.Comment, api.SolutionCell, api.Comment.comment).all()
    }
    scored = (api.Grade.score, api.GradeCell.max_score, penalty)
    # What does not count waits for nothing.
    waiting = (
        (api.GradeCell.max_score > 0)
        & api.Grade.auto_score.is_(None)
        & api.Grade.manual_score.is_(None)
    )
    found: dict[tuple[str, str], list[tuple]] = {}
    for row in rows(api.Grade, api.GradeCell, *scored, waiting).all():
        found.setdefault(row[:2], []).append(row[2:])
    worth = dict(
        book.db.query(api.Assignment.name, func.sum(api.GradeCell.max_score))
        .select_from(api.GradeCell)
        .join(api.Notebook, api.Notebook.id == api.GradeCell.notebook_id)
        .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
        .group_by(api.Assignment.name)
        .all()
    )
    return [_mark(*place, found[place], said, worth[place[1]]) for place in sorted(found)]


def _mark(
    key: str, lesson_id: str, rows: list[tuple], said: dict[tuple, str], worth: float
) -> Mark:
    exercises = {}
    for name, score, max_score, *_ in rows:
        exercise = name.removesuffix(CHECK_SUFFIX)
        # A dropped exercise is worth nothing, whatever was marked by hand since.
        exercises[exercise] = (
            score if max_score else 0.0,
            max_score,
            said.get((key, lesson_id, exercise)) or "",
        )
    return Mark(
        key=key,
        lesson=lesson_id,
        score=sum(score for score, *_ in exercises.values()),
        penalty=rows[0][3] or 0.0,
        max_score=worth,
        unfinished=any(waiting for *_, waiting in rows),
        exercises=exercises,
    )
