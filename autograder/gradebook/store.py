"""Enter graded submissions in nbgrader's own database and folders.

`OUT/gradebook.db` holds marks, comments and penalties, `OUT/autograded/` the notebooks as
they ran, made harmless, `OUT/source/` and `OUT/submitted/` what nbgrader's pages look for
beside them. So the form grader, `nbgrader generate_feedback` and `nbgrader export` work on OUT.
"""

import functools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.core import times
from autograder.gradebook import database, decisions, entries, penalties, reading
from autograder.pages import autograded
from autograder.records.marks import Mark
from autograder.records.results import Graded
from mnist_course import course
from mnist_course.core import course_file, files

Place = tuple[str, str]
"""The student's name in the gradebook and the lesson's id."""

_CONFIG_TEXT = """\
# Written once by mnist-autograder; yours to edit. nbgrader reads it in this folder.
# What lateness costs is in course.toml, unless it is said here: no marks (nbgrader's own rule),
# or ten percent a day.
#   c.LateSubmissionPlugin.penalty_method = "zero"
#   c.AssignLatePenalties.plugin_class = "autograder.late_work.PercentADay"
#   c.PercentADay.percent = 10
import os
import stat

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "{course}"
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
# Where a group shares this folder (chmod g+ws), nbgrader's own commands keep it so.
c.CourseDirectory.groupshared = bool(os.stat(c.CourseDirectory.root).st_mode & stat.S_ISGID)
c.CsvExportPlugin.to = "nbgrader-grades.csv"  # `grades.csv` is mnist-autograder's own
c.GenerateFeedback.exporter_class = "autograder.feedback_exporter.FeedbackExporter"
"""


def enter(out: Path, batch: Sequence[Graded]) -> dict[Place, Mark]:
    """Enter graded submissions in one transaction; to do it again changes nothing.

    Manual marks and comments of an earlier grading stay. Where the submission is another one than
    was recorded before, its manually marked exercises are marked for review, as nbgrader does.

    Args:
        out: the folder of the graded class.
        batch: what came of them, each student's lesson once.

    Returns:
        The marks as the gradebook has them now.

    Raises:
        GradebookError: where the database is locked or damaged; enter them again later.
        CourseError: where OUT's own configuration of nbgrader cannot be read.
    """
    lessons = {one.lesson: [each for each in batch if each.lesson == one.lesson] for one in batch}
    for lesson_id in lessons:
        _prepare_once(out.resolve(), lesson_id)
    with database.opened(out) as book:
        for lesson_id, those in lessons.items():
            entries.enter(out, book, lesson_id, those)
        book.db.commit()
        return {
            (mark.key, mark.lesson): mark
            for lesson_id, those in lessons.items()
            for mark in reading.marks_of(book, lesson_id, [one.key for one in those])
        }


@functools.cache
def _prepare_once(out: Path, lesson_id: str) -> None:
    prepare(out, lesson_id)


def prepare(out: Path, lesson_id: str) -> None:
    """Make the gradebook's entry of a lesson and the files that nbgrader needs beside it."""
    if not (out / penalties.CONFIG).exists():
        files.write(
            out / penalties.CONFIG,
            _CONFIG_TEXT.format(course=course_file.read().slug),
            parents=True,
        )
    source = out / "source" / lesson_id / f"{lesson_id}.ipynb"
    released = course.lesson_notebook(lesson_id).read_bytes()
    if not source.is_file() or source.read_bytes() != released:
        files.write(source, released, parents=True)
    if not (out / database.FILE).exists():
        database.create(out)
    with database.opened(out) as book:
        _enter_lesson(book, lesson_id)
        decisions.follow(out, book, lesson_id)


def _enter_lesson(book: Any, lesson_id: str) -> None:
    """What nbgrader's `SaveCells` does, without its refusal once there are submissions."""
    from nbgrader import utils
    from nbgrader.api import MissingEntry

    try:
        assignment = book.find_assignment(lesson_id)
    except MissingEntry:
        assignment = book.add_assignment(lesson_id)
    _enter_due_date(book, assignment, course.lesson(lesson_id).due)
    cells = [cell for cell in autograded.released(lesson_id).cells if "nbgrader" in cell.metadata]
    try:
        notebook = book.find_notebook(lesson_id, lesson_id)
    except MissingEntry:
        notebook = book.add_notebook(lesson_id, lesson_id)
    known = {one.name: one.checksum for one in notebook.source_cells}
    for cell in cells:
        fields = cell.metadata["nbgrader"]
        name, place = fields["grade_id"], (lesson_id, lesson_id)
        checksum = utils.compute_checksum(cell)
        if known.get(name) == checksum:
            continue
        if utils.is_grade(cell):
            book.update_or_create_grade_cell(
                name, *place, max_score=float(fields["points"]), cell_type=cell.cell_type
            )
        if utils.is_solution(cell):
            book.update_or_create_solution_cell(name, *place)
        # Written last: its checksum says that the cell's other entries are there.
        book.update_or_create_source_cell(
            name,
            *place,
            cell_type=cell.cell_type,
            locked=utils.is_locked(cell),
            source=cell.source,
            checksum=checksum,
        )


def _enter_due_date(book: Any, assignment: Any, due: datetime | None) -> None:
    """Where the course names one; who has a later date keeps that."""
    if due is None:
        return
    before, now = assignment.duedate, due.astimezone(UTC).replace(tzinfo=None)
    if before == now:
        return
    for submission in assignment.submissions:
        if before is not None and submission.extension:
            submission.extension = max(before + submission.extension - now, timedelta())
    assignment.duedate = now
    book.db.commit()


def announcement(out: Path, graded: Graded) -> dict[Path, str]:
    """What lets nbgrader's pages see the submission: they compare this file with the database.

    Returns:
        The file and what is to be in it; none where that is there already, or where it has gone.

    Raises:
        OSError: where the file is to go and cannot.
    """
    file = out / "submitted" / graded.key / graded.lesson / "timestamp.txt"
    timestamp = times.read(graded.timestamp)
    try:
        seen = times.read(times.text_of(file.read_bytes()))
    except OSError:
        seen = None
    files.make_folder(file.parent)
    if not graded.timestamp:
        file.unlink(missing_ok=True)
    elif timestamp is not None and seen != timestamp:
        return {file: f"{timestamp:%Y-%m-%d %H:%M:%S.%f} UTC\n"}
    return {}
