"""Record a graded submission: marks and notebook for nbgrader, its page, its verdicts."""

from pathlib import Path

from autograder.gradebook import reading, store
from autograder.gradebook.database import GradebookError
from autograder.pages import feedback
from autograder.records import exchange, verdicts
from autograder.records.results import Graded
from mnist_course.core.errors import CourseError


def record_if_possible(out: Path, graded: Graded) -> bool:
    """As `record`; False where the database is locked or damaged, which only delays it."""
    try:
        record(out, graded)
    except GradebookError:
        return False
    return True


def record(out: Path, graded: Graded) -> None:
    """Record one graded submission; to do it again changes nothing.

    Manual marks and comments of an earlier grading stay.

    Args:
        out: the folder of the graded class.
        graded: what came of it.

    Raises:
        GradebookError: where the database is locked or damaged.
        CourseError: where OUT's own configuration of nbgrader cannot be read.
        OSError: where a file cannot be written. In all cases, record again later.
    """
    shown = feedback.panels(graded)
    store.enter(out, graded, is_new=_digest(out, graded) != graded.digest, panels=shown)
    mark = reading.mark(out, graded.key, graded.lesson)
    assert mark is not None, "it has just been entered"
    feedback.write(out, graded, mark, shown)
    exchange.write(out, graded)
    # Last, since it says that this submission has been recorded as a whole.
    verdicts.save(out, graded)


def _digest(out: Path, graded: Graded) -> str:
    """Of what was recorded before; '' where nothing was."""
    try:
        return verdicts.load(out, graded.key, graded.lesson).digest
    except CourseError:
        return ""
