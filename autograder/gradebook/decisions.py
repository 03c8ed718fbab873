"""What the instructor decides in mid-term: a later due date, an exercise that no longer counts.

An exercise that its lesson no longer has is treated as one that was dropped. Each decision is kept
in `OUT/decisions.csv`: when, who, what; and each mark that was given by hand.
"""

import getpass
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.core import text
from autograder.gradebook import database, penalties, reading
from autograder.gradebook.penalties import Late
from mnist_course import course
from mnist_course.core import files
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import CHECK_SUFFIX

LOG = "decisions.csv"
_DROPPED = "dropped.json"
_REMOVED = "removed.json"
_BY_HAND = "by_hand.json"
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
        late = submission.total_seconds_late
        for notebook in submission.notebooks:
            costs = [Late(key, notebook.score, late)] if late else []
            notebook.late_submission_penalty = next(iter(penalties.of(out, costs)), None)
        book.db.commit()
    _note(out, [("extend", key, lesson_id, "", f"{naive:%Y-%m-%d %H:%M:%S} UTC")])
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
    known = _read(out / _DROPPED)
    if (exercise_id in known) != undo:
        raise CourseError(
            f"{exercise_id} is not dropped." if undo else f"{exercise_id} is dropped already."
        )
    count, credit = 0, known.pop(exercise_id, {})
    with database.opened(out) as book:
        for cell in _cells(book, lesson.id, exercise.check_id):
            count = len(cell.grades)
            if undo:
                _count_again(cell, float(exercise.points), credit)
            else:
                credit = _count_nothing(cell)
        if not undo:
            # Also where nobody has been graded yet: `apply` looks it up.
            known[exercise_id] = credit
        files.write(out / _DROPPED, json.dumps(known, indent=1))
        book.db.commit()
    _note(out, [("drop --undo" if undo else "drop", "", lesson.id, exercise_id, "")])
    return count


def follow(out: Path, book: Any, lesson_id: str) -> None:
    """Let exercises count nothing that the lesson no longer has, and those again that came back.

    Args:
        out: the folder of the graded class.
        book: its open gradebook.
        lesson_id: which lesson, as its entry in the gradebook is called.
    """
    points = {one.id: float(one.points) for one in course.lesson(lesson_id).exercises}
    dropped, removed = _read(out / _DROPPED), _read(out / _REMOVED)
    notes = []
    for cell in book.find_notebook(lesson_id, lesson_id).grade_cells:
        name = cell.name.removesuffix(CHECK_SUFFIX)
        if name in dropped or (name in points) != (name in removed):
            continue
        if name in points:
            _count_again(cell, points[name], removed.pop(name))
        else:
            removed[name] = _count_nothing(cell)
        notes.append(("back in the lesson" if name in points else "gone from the lesson", name))
    if notes:
        files.write(out / _REMOVED, json.dumps(removed, indent=1))
        book.db.commit()
    _note(out, [(what, "", lesson_id, name, "") for what, name in notes])


def note_marks(out: Path) -> None:
    """Keep which marks were given, changed or taken back by hand since this was last asked.

    nbgrader keeps a mark and neither who gave it nor when. Those kept here are of the command
    that sees it first.

    Args:
        out: the folder of the graded class.

    Raises:
        OSError: where it cannot be written.
    """
    now: dict[str, dict[str, float]] = {}
    with database.opened(out) as book:
        for key, lesson_id, name, score in reading.by_hand(book):
            now.setdefault(key, {})[f"{lesson_id}/{name.removesuffix(CHECK_SUFFIX)}"] = score
    before = _read(out / _BY_HAND)
    if now == before:
        return
    changed = []
    for key in sorted({*before, *now}):
        was, is_now = before.get(key, {}), now.get(key, {})
        for place in sorted({*was, *is_now}):
            if was.get(place) != is_now.get(place):
                lesson_id, _, exercise_id = place.partition("/")
                told = f"{_points(was.get(place))} → {_points(is_now.get(place))}"
                changed.append(("mark by hand", key, lesson_id, exercise_id, told))
    _note(out, changed)
    files.write(out / _BY_HAND, json.dumps(now, indent=1))


def _points(score: float | None) -> str:
    return "none" if score is None else text.number(score)


def _count_nothing(cell: Any) -> dict[str, float]:
    """Student → the extra credit that was given for it so far."""
    cell.max_score = 0.0
    credit = {grade.notebook.student.id: grade.extra_credit for grade in cell.grades}
    for grade in cell.grades:
        grade.extra_credit = cancelling(grade.manual_score, grade.auto_score)
    return {key: value for key, value in credit.items() if value}


def _count_again(cell: Any, points: float, credit: dict[str, float]) -> None:
    cell.max_score = points
    for grade in cell.grades:
        grade.extra_credit = credit.get(grade.notebook.student.id)


def _read(path: Path) -> dict[str, dict[str, float]]:
    """A file of this module: exercise → student → extra credit; student → exercise → mark."""
    try:
        found = json.loads(path.read_text("utf-8"))
        return {str(name): dict(credit) for name, credit in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError):
        raise CourseError(
            f"{path} cannot be read. Delete it, then run the command again."
        ) from None


def gone(out: Path) -> set[str]:
    """The exercises that no longer count: dropped, or no longer in their lesson."""
    return {*_read(out / _DROPPED), *_read(out / _REMOVED)}


def cancelling(manual_score: float | None, auto_score: float | None) -> float:
    """The extra credit with which a mark counts nothing."""
    # nbgrader adds extra credit to either score: its opposite cancels both and loses neither.
    return -float((manual_score if manual_score is not None else auto_score) or 0.0)


def _cells(book: Any, lesson_id: str, name: str) -> list[Any]:
    from nbgrader.api import MissingEntry

    try:
        return [book.find_grade_cell(name, lesson_id, lesson_id)]
    except MissingEntry:
        return []


def _note(out: Path, decisions: Iterable[tuple[str, ...]]) -> None:
    path = out / LOG
    before = path.read_text("utf-8") if path.exists() else text.table([_HEADER])
    when, who = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC", _who()
    rows = [(when, who, *decision) for decision in decisions]
    if rows:
        files.write(path, before + text.table(rows))


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
