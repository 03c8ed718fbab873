"""Enter graded submissions in nbgrader's own database and folders.

`OUT/gradebook.db` holds marks, comments and penalties, `OUT/autograded/` the notebooks as
they ran, made harmless, `OUT/source/` and `OUT/submitted/` what nbgrader's pages look for
beside them. So the form grader, `nbgrader generate_feedback` and `nbgrader export` work on OUT.
"""

import functools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.core import times
from autograder.gradebook import database, decisions, harmless, penalties
from autograder.records import graded_notebooks
from autograder.records.results import Graded
from mnist_course import course
from mnist_course.core import course_file, files
from mnist_course.core.exercise import CHECK_SUFFIX, NOT_ATTEMPTED, NOT_GRADED
from mnist_course.display import panel

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


def enter(out: Path, graded: Graded, is_new: bool, panels: Mapping[str, str]) -> None:
    """Enter one graded submission; to do it again changes nothing.

    Manual marks and comments of an earlier grading stay.

    Args:
        out: the folder of the graded class.
        graded: what came of it.
        is_new: whether the submission is another one than before. Then its manually marked
            exercises are marked for review, as nbgrader does.
        panels: exercise → its verdict as HTML, for the notebook.

    Raises:
        GradebookError: where the database is locked or damaged; enter it again later.
        CourseError: where OUT's own configuration of nbgrader cannot be read.
        OSError: where a file cannot be written.
    """
    _prepare_once(out.resolve(), graded.lesson)
    timestamp = times.read(graded.timestamp)
    with database.opened(out) as book:
        is_late = _enter(out, book, graded, timestamp, is_new)
    if is_late:
        penalties.assign(out, graded.lesson, graded.key)
    place = graded_notebooks.path(out, graded.key, graded.lesson)
    files.write(place, _notebook(graded, panels), parents=True)
    _announce(out, graded, timestamp)


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


@functools.cache
def _released(path: Path) -> Any:
    import nbformat

    return nbformat.read(path, as_version=4)


def released(lesson_id: str) -> Any:
    """The instructor's copy of the lesson's notebook."""
    return _released(course.lesson_notebook(lesson_id))


def _enter_lesson(book: Any, lesson_id: str) -> None:
    """What nbgrader's `SaveCells` does, without its refusal once there are submissions."""
    from nbgrader import utils
    from nbgrader.api import MissingEntry

    try:
        assignment = book.find_assignment(lesson_id)
    except MissingEntry:
        assignment = book.add_assignment(lesson_id)
    _enter_due_date(book, assignment, course.lesson(lesson_id).due)
    cells = [cell for cell in released(lesson_id).cells if "nbgrader" in cell.metadata]
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


def _enter(out: Path, book: Any, graded: Graded, timestamp: Any, is_new: bool) -> bool:
    """Enter marks and comments in one transaction; tell whether the submission was late."""
    from nbgrader.api import Comment, Grade

    book.update_or_create_student(graded.key)
    submission = book.update_or_create_submission(graded.lesson, graded.key)
    submission.timestamp = timestamp
    notebook = book.find_submission_notebook(graded.lesson, graded.lesson, graded.key)
    grades = {one.name: one for one in notebook.grades}
    for cell in notebook.notebook.grade_cells:
        if cell.name not in grades:
            grades[cell.name] = Grade(cell=cell, notebook=notebook)
            book.db.add(grades[cell.name])
    comments = {one.name: one for one in notebook.comments}
    for cell in notebook.notebook.solution_cells:
        if cell.name not in comments:
            comments[cell.name] = Comment(cell=cell, notebook=notebook)
            book.db.add(comments[cell.name])
    results = {found.exercise: found for found in graded.results}
    for name, grade in grades.items():
        exercise = name.removesuffix(CHECK_SUFFIX)
        found = results.get(exercise)
        if found is None:  # no longer in the lesson
            grade.needs_manual_grade = False
            continue
        points = found.points if found.status != NOT_GRADED else None
        changed = is_new or grade.auto_score != points
        grade.auto_score = points
        if points is None and grade.manual_score is None:
            grade.needs_manual_grade = True
        elif changed:
            grade.needs_manual_grade = grade.manual_score is not None
        if exercise in comments:
            empty = found.status == NOT_ATTEMPTED
            comments[exercise].auto_comment = "No response." if empty else None
    decisions.apply(out, notebook)
    notebook.late_submission_penalty = None
    is_late = submission.total_seconds_late > 0
    book.db.commit()
    return is_late


def _notebook(graded: Graded, panels: Mapping[str, str]) -> str:
    import nbformat

    notebook = harmless.harmless(graded.notebook, released(graded.lesson))
    verdicts = {result.exercise: result.verdict for result in graded.results}
    for cell in notebook.cells:
        fields = cell.metadata.get("nbgrader", {})
        exercise = fields.get("grade_id", "").removesuffix(CHECK_SUFFIX)
        if exercise in verdicts and fields["grade"]:
            words = panel.text(course.exercise(exercise), verdicts[exercise])
            cell.outputs = [harmless.panel_output(panels[exercise], words)]
    return nbformat.writes(notebook, indent=1) + "\n"


def _announce(out: Path, graded: Graded, timestamp: Any) -> None:
    """Let nbgrader's pages see the submission: they compare this file with the database."""
    file = out / "submitted" / graded.key / graded.lesson / "timestamp.txt"
    try:
        seen = times.read(times.text_of(file.read_bytes()))
    except OSError:
        seen = None
    files.make_folder(file.parent)
    if not graded.timestamp:
        file.unlink(missing_ok=True)
    elif timestamp is not None and seen != timestamp:
        files.write(file, f"{timestamp:%Y-%m-%d %H:%M:%S.%f} UTC\n")
