"""Marks, comments and penalties of many submissions, entered in nbgrader's tables at once.

nbgrader's own interface takes a dozen queries and three commits a submission, some of which search
whole tables. Here each table is read and written once for all, by the columns that have an index,
and only what the autograder decides is written over: what a person enters meanwhile stays.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.core import times
from autograder.gradebook import decisions, penalties
from autograder.gradebook.penalties import Late
from autograder.records import verdicts
from autograder.records.marks import NO_RESPONSE
from autograder.records.results import Graded
from mnist_course.core.exercise import CHECK_SUFFIX, NOT_ATTEMPTED, NOT_GRADED

_ID = "_id"
"""A row's id in an update, where `id` is the column."""

Row = dict[str, Any]
Notebooks = dict[str, str]
"""Student → the id of the submitted notebook."""


def enter(out: Path, book: Any, lesson_id: str, batch: Sequence[Graded]) -> None:
    """Enter submissions of one lesson; nothing is committed.

    Args:
        out: the folder of the graded class.
        book: its open gradebook.
        lesson_id: as its entry in the gradebook is called.
        batch: what came of them, each student once.

    Raises:
        CourseError: where OUT's own configuration of nbgrader cannot be read.
    """
    lesson = book.find_notebook(lesson_id, lesson_id)
    notebooks = _submitted(book, lesson, {one.key: times.read(one.timestamp) for one in batch})
    gone = decisions.gone(out)
    for cell in lesson.grade_cells:
        if _exercise(cell) in gone:
            cell.max_score = 0.0
    new = {one.key for one in batch if verdicts.digest(out, one.key, lesson_id) != one.digest}
    _grades(book, lesson, batch, notebooks, new, gone)
    _comments(book, lesson, batch, notebooks)
    _penalties(out, book, lesson, notebooks)


def _exercise(cell: Any) -> str:
    return cell.name.removesuffix(CHECK_SUFFIX)


def _submitted(book: Any, lesson: Any, handed_in: dict[str, Any]) -> Notebooks:
    """The students' submitted notebooks; what is missing is made.

    Args:
        book: the open gradebook.
        lesson: its notebook.
        handed_in: student → when, or None where that is not known.
    """
    from nbgrader import api
    from sqlalchemy import select

    students = api.Student.__table__
    known = {*book.db.scalars(select(students.c.id).where(students.c.id.in_(handed_in)))}
    _add(book, students, [{"id": key} for key in handed_in if key not in known])

    table, of_lesson = api.SubmittedAssignment.__table__, {"assignment_id": lesson.assignment_id}
    ids = _ids(book, table, of_lesson, table.c.student_id, [*handed_in])
    _change(book, table, [{_ID: one, "timestamp": handed_in[key]} for key, one in ids.items()])
    new = {key: api.new_uuid() for key in handed_in if key not in ids}
    fields = ({"student_id": key, "timestamp": handed_in[key]} for key in new)
    _add(book, table, [{"id": new[one["student_id"]], **of_lesson, **one} for one in fields])
    ids |= new

    table, of_lesson = api.SubmittedNotebook.__table__, {"notebook_id": lesson.id}
    found = _ids(book, table, of_lesson, table.c.assignment_id, [*ids.values()])
    new = {one: api.new_uuid() for one in ids.values() if one not in found}
    _add(book, table, [{"id": new[one], "assignment_id": one, **of_lesson} for one in new])
    found |= new
    return {key: found[one] for key, one in ids.items()}


def _grades(
    book: Any,
    lesson: Any,
    batch: Sequence[Graded],
    notebooks: Notebooks,
    new: set[str],
    gone: set[str],
) -> None:
    from nbgrader.api import Grade

    changes, cancelled = [], []
    for graded, cell, row in _rows(book, Grade, lesson.grade_cells, batch, notebooks):
        found = next((one for one in graded.results if one.exercise == _exercise(cell)), None)
        points, review, manual = row["auto_score"], row["needs_manual_grade"], row["manual_score"]
        if found is None:  # no longer in the lesson
            review = False
        else:
            before, points = points, found.points if found.status != NOT_GRADED else None
            if points is None and manual is None:
                review = True
            elif graded.key in new or points != before:
                review = manual is not None
        changes.append({_ID: row["id"], "auto_score": points, "needs_manual_grade": review})
        if _exercise(cell) in gone:
            credit = decisions.cancelling(manual, points)
            cancelled.append({_ID: row["id"], "extra_credit": credit})
    _change(book, Grade.__table__, changes)
    _change(book, Grade.__table__, cancelled)


def _comments(book: Any, lesson: Any, batch: Sequence[Graded], notebooks: Notebooks) -> None:
    from nbgrader.api import Comment

    changes = []
    for graded, cell, row in _rows(book, Comment, lesson.solution_cells, batch, notebooks):
        found = next((one for one in graded.results if one.exercise == cell.name), None)
        if found is not None:
            said = NO_RESPONSE if found.status == NOT_ATTEMPTED else None
            changes.append({_ID: row["id"], "auto_comment": said})
    _change(book, Comment.__table__, changes)


def _penalties(out: Path, book: Any, lesson: Any, notebooks: Notebooks) -> None:
    """What lateness costs, as nbgrader's properties of a submission say how late it is."""
    from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import func, select

    due = lesson.assignment.duedate
    late: dict[str, float] = {}
    if due is not None:
        table = SubmittedAssignment.__table__
        of_lesson = table.c.assignment_id == lesson.assignment_id
        columns = table.c.student_id, table.c.timestamp, table.c.extension
        those = of_lesson, table.c.student_id.in_(notebooks)
        for key, timestamp, extension in book.db.execute(select(*columns).where(*those)):
            until = due + extension if extension is not None else due
            if timestamp is not None and timestamp > until:
                late[key] = (timestamp - until).total_seconds()
    scores: dict[str, float] = {}
    if late:
        those = _in(Grade.__table__, lesson.grade_cells, [notebooks[key] for key in late])
        query = select(Grade.notebook_id, func.sum(Grade.score)).where(*those)
        scores = dict(book.db.execute(query.group_by(Grade.notebook_id)).all())
    asked = [Late(key, scores[notebooks[key]], seconds) for key, seconds in late.items()]
    costs = dict(zip(late, penalties.of(out, asked)))
    _change(
        book,
        SubmittedNotebook.__table__,
        [{_ID: one, "late_submission_penalty": costs.get(key)} for key, one in notebooks.items()],
    )


def _in(table: Any, cells: Sequence[Any], notebooks: Sequence[str]) -> tuple[Any, Any]:
    """That a row is of one of these cells and one of these submitted notebooks."""
    ids = [cell.id for cell in cells]
    return table.c.cell_id.in_(ids), table.c.notebook_id.in_(notebooks)


def _rows(
    book: Any, kind: Any, cells: Sequence[Any], batch: Sequence[Graded], notebooks: Notebooks
) -> Iterator[tuple[Graded, Any, Row]]:
    """Each submission with each cell and its row; what is missing is made."""
    from nbgrader.api import new_uuid
    from sqlalchemy import select

    table = kind.__table__
    those = _in(table, cells, [*notebooks.values()])
    found = book.db.execute(select(table).where(*those)).mappings()
    rows = {(row["notebook_id"], row["cell_id"]): dict(row) for row in found}
    new = [
        {"id": new_uuid(), "notebook_id": notebook, "cell_id": cell.id}
        for notebook in notebooks.values()
        for cell in cells
        if (notebook, cell.id) not in rows
    ]
    _add(book, table, new)
    empty = dict.fromkeys(table.c.keys())
    rows |= {(row["notebook_id"], row["cell_id"]): empty | row for row in new}
    for graded in batch:
        for cell in cells:
            yield graded, cell, rows[notebooks[graded.key], cell.id]


def _ids(
    book: Any, table: Any, of_lesson: dict[str, str], column: Any, wanted: Sequence[str]
) -> dict[str, str]:
    """A column's value → the row's id."""
    from sqlalchemy import select

    those = [table.c[name] == value for name, value in of_lesson.items()]
    query = select(column, table.c.id).where(*those, column.in_(wanted))
    return dict(book.db.execute(query).all())


def _add(book: Any, table: Any, rows: Sequence[Row]) -> None:
    if rows:
        book.db.execute(table.insert(), rows)


def _change(book: Any, table: Any, rows: Sequence[Row]) -> None:
    """Set the named columns of the rows with these ids."""
    from sqlalchemy import bindparam

    if rows:
        book.db.execute(table.update().where(table.c.id == bindparam(_ID)), rows)
