"""Record graded submissions in nbgrader's own database and folders.

`OUT/gradebook.db` holds marks, comments and penalties, `OUT/autograded/` the notebooks as
they ran, made harmless, `OUT/source/` and `OUT/submitted/` what nbgrader's pages look for
beside them. So the form grader, `nbgrader generate_feedback` and `nbgrader export` work on OUT.
"""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.gradebook import database
from autograder.gradebook.database import GradebookError
from autograder.pages import learning_curve
from autograder.records import files, verdicts
from autograder.records.verdicts import Found, Record
from mnist_course import course
from mnist_course.core.errors import CourseError
from mnist_course.core.exercise import NOT_ATTEMPTED, NOT_GRADED
from mnist_course.display import panel

CONFIG = "nbgrader_config.py"

__all__ = ["GradebookError", "Mark", "mark", "marks", "people", "prepare", "record", "released"]

_CONFIG_TEXT = """\
# Written once by mnist-autograder; yours to edit. nbgrader reads it in this folder.
# Late work, for example: no marks (nbgrader's own rule), or a plugin of yours.
#   c.LateSubmissionPlugin.penalty_method = "zero"
#   c.AssignLatePenalties.plugin_class = "my_module.MyLateSubmissionPlugin"
import os

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "mnist-course"
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
c.CsvExportPlugin.to = "nbgrader-grades.csv"  # `grades.csv` is mnist-autograder's own
c.GenerateFeedback.exporter_class = "autograder.feedback_exporter.FeedbackExporter"
"""


@dataclass(frozen=True)
class Mark:
    """The marks of one student in one lesson, as the gradebook has them now.

    Attributes:
        key: the student's name in the gradebook.
        lesson: its id.
        score: manual marks and extra credit included, the penalty not yet taken off.
        penalty: for late submission.
        max_score: of the lesson.
        unfinished: whether an exercise still waits for a mark.
        exercises: exercise id → (score, maximum, comment).
    """

    key: str
    lesson: str
    score: float
    penalty: float
    max_score: float
    unfinished: bool
    exercises: dict[str, tuple[float, float, str]]

    @property
    def total(self) -> float:
        return max(0.0, self.score - self.penalty)


def record(out: Path, graded: Any, submission: Any) -> None:
    """Record one graded submission; to do it again changes nothing.

    Manual marks and comments of an earlier grading stay. Where the submission is another
    one than before, its manually marked exercises are marked for review, as nbgrader does.

    Args:
        out: the folder of the graded class.
        graded: what came of it, a `Graded`.
        submission: what was handed in, a `Submission`.

    Raises:
        GradebookError: where the database is locked or damaged.
        OSError: where a file cannot be written. In both cases, record again later.
    """
    from autograder.pages import feedback

    kept = Record(
        student=graded.student,
        lesson=graded.lesson,
        digest=graded.digest,
        timestamp=submission.timestamp,
        sandbox=graded.sandbox,
        found=tuple(
            Found(r.exercise, r.status, r.points, float(r.max_points), r.message, r.verdict)
            for r in graded.results
        ),
        curves=_curves(graded.lesson, submission),
    )
    _prepare_once(out.resolve(), graded.lesson)
    is_new = _digest(out, kept) != kept.digest
    timestamp = _timestamp(submission.timestamp)
    with database.opened(out) as book:
        is_late = _enter(book, kept, timestamp, is_new)
    if is_late:
        _assign_penalty(out, kept)
    files.write(_autograded(out, kept.key, kept.lesson), _notebook(kept, graded.notebook))
    _announce(out, kept, timestamp)
    feedback.write(out, kept, mark(out, kept.key, kept.lesson))
    # Last, since it says that this submission has been recorded as a whole.
    verdicts.save(out, kept)


@functools.cache
def _prepare_once(out: Path, lesson_id: str) -> None:
    prepare(out, lesson_id)


def prepare(out: Path, lesson_id: str) -> None:
    """Make the gradebook's entry of a lesson and the files that nbgrader needs beside it."""
    if not (out / CONFIG).exists():
        files.write(out / CONFIG, _CONFIG_TEXT)
    source = out / "source" / lesson_id / f"{lesson_id}.ipynb"
    released = course.lesson_notebook(lesson_id).read_bytes()
    if not source.is_file() or source.read_bytes() != released:
        files.write(source, released)
    if not (out / database.FILE).exists():
        database.create(out)
    with database.opened(out) as book:
        _enter_lesson(book, lesson_id)


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
        return next(iter(_marks(book, key, lesson_id)), None)


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


def _marks(book: Any, key: str = "", lesson_id: str = "") -> list[Mark]:
    from nbgrader import api

    def rows(table: Any, cell: Any, *columns: Any) -> Any:
        query = (
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
        )
        wanted = {api.Student.id: key, api.Assignment.name: lesson_id}
        return query.filter(*(column == value for column, value in wanted.items() if value))

    penalty = api.SubmittedNotebook.late_submission_penalty
    said = {
        row[:3]: row[3] for row in rows(api.Comment, api.SolutionCell, api.Comment.comment).all()
    }
    scored = (api.Grade.score, api.GradeCell.max_score, penalty)
    waiting = api.Grade.auto_score.is_(None) & api.Grade.manual_score.is_(None)
    found: dict[tuple[str, str], list[tuple]] = {}
    for row in rows(api.Grade, api.GradeCell, *scored, waiting).all():
        found.setdefault(row[:2], []).append(row[2:])
    return [_mark(*place, found[place], said) for place in sorted(found)]


def _mark(key: str, lesson_id: str, rows: list[tuple], said: dict[tuple, str]) -> Mark:
    exercises = {}
    for name, score, max_score, *_ in rows:
        exercise = name.removesuffix("-check")
        exercises[exercise] = (score, max_score, said.get((key, lesson_id, exercise)) or "")
    return Mark(
        key=key,
        lesson=lesson_id,
        score=sum(score for score, *_ in exercises.values()),
        penalty=rows[0][3] or 0.0,
        max_score=sum(maximum for _, maximum, _ in exercises.values()),
        unfinished=any(waiting for *_, waiting in rows),
        exercises=exercises,
    )


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
        book.find_assignment(lesson_id)
    except MissingEntry:
        book.add_assignment(lesson_id)
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


def _enter(book: Any, kept: Record, timestamp: Any, is_new: bool) -> bool:
    """Enter marks and comments in one transaction; tell whether the submission was late."""
    from nbgrader.api import Comment, Grade

    book.update_or_create_student(kept.key)
    submission = book.update_or_create_submission(kept.lesson, kept.key)
    submission.timestamp = timestamp
    notebook = book.find_submission_notebook(kept.lesson, kept.lesson, kept.key)
    grades = {one.name: one for one in notebook.grades}
    for cell in notebook.notebook.grade_cells:
        if cell.name not in grades:
            grades[cell.name] = Grade(cell=cell, notebook=notebook)
    comments = {one.name: one for one in notebook.comments}
    for cell in notebook.notebook.solution_cells:
        if cell.name not in comments:
            comments[cell.name] = Comment(cell=cell, notebook=notebook)
    results = {found.exercise: found for found in kept.found}
    for name, grade in grades.items():
        exercise = name.removesuffix("-check")
        found = results.get(exercise)
        points = found.points if found and found.status != NOT_GRADED else None
        changed = is_new or grade.auto_score != points
        grade.auto_score = points
        if points is None and grade.manual_score is None:
            grade.needs_manual_grade = True
        elif changed:
            grade.needs_manual_grade = grade.manual_score is not None
        if exercise in comments:
            empty = bool(found) and found.status == NOT_ATTEMPTED
            comments[exercise].auto_comment = "No response." if empty else None
    notebook.late_submission_penalty = None
    is_late = submission.total_seconds_late > 0
    book.db.commit()
    return is_late


def _assign_penalty(out: Path, kept: Record) -> None:
    """Let nbgrader's late submission plugin, as OUT configures it, set the penalty."""
    import nbformat
    from nbgrader.preprocessors import AssignLatePenalties
    from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

    try:
        config = PyFileConfigLoader(CONFIG, path=str(out)).load_config()
    except ConfigFileNotFound:
        config = None
    except Exception as error:
        raise CourseError(f"{out / CONFIG} cannot be read: {error}. Mend or delete it.") from None
    place = {"notebook": kept.lesson, "assignment": kept.lesson, "student": kept.key}
    resources = {"nbgrader": place | {"db_url": database.url(out)}}
    step = AssignLatePenalties(config=config)
    step.log.setLevel("ERROR")
    step.preprocess(nbformat.v4.new_notebook(), resources)


def _curves(lesson_id: str, submission: Any) -> dict[str, learning_curve.Curve]:
    notebook = submission.files.get(f"{lesson_id}.ipynb")
    trained = [one.id for one in course.lesson(lesson_id).exercises if one.artefact]
    curves = {name: learning_curve.learning_curve(notebook, name) for name in trained}
    return {name: curve for name, curve in curves.items() if curve}


def _timestamp(text: str) -> Any:
    """The time of submission as nbgrader reads it, in UTC; None where the text is none."""
    from nbgrader.utils import parse_utc

    try:
        return parse_utc(text) if text else None
    except (ValueError, OverflowError, TypeError):
        return None


def _digest(out: Path, kept: Record) -> str:
    try:
        return verdicts.load(out, kept.key, kept.lesson).digest
    except CourseError:
        return ""


def _autograded(out: Path, key: str, lesson_id: str) -> Path:
    return out / "autograded" / key / lesson_id / f"{lesson_id}.ipynb"


def _notebook(kept: Record, ran: Any) -> str:
    import nbformat

    from autograder.gradebook import harmless

    notebook = harmless.harmless(ran, released(kept.lesson))
    results = {found.exercise: found for found in kept.found}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        found = results.get(name.removesuffix("-check"))
        if found is None or not cell.metadata["nbgrader"]["grade"]:
            continue
        exercise = course.exercise(found.exercise)
        html = panel.html(exercise, found.verdict, hints=False)
        cell.outputs = [harmless.panel_output(html, panel.text(exercise, found.verdict))]
    return nbformat.writes(notebook, indent=1) + "\n"


def _announce(out: Path, kept: Record, timestamp: Any) -> None:
    """Let nbgrader's pages see the submission: they compare this file with the database."""
    file = out / "submitted" / kept.key / kept.lesson / "timestamp.txt"
    try:
        seen = _timestamp(file.read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        seen = None
    file.parent.mkdir(parents=True, exist_ok=True)
    if not kept.timestamp:
        file.unlink(missing_ok=True)
    elif timestamp is not None and seen != timestamp:
        files.write(file, f"{timestamp:%Y-%m-%d %H:%M:%S.%f} UTC\n")
