"""Record graded submissions: marks and notebooks for nbgrader, their pages, their verdicts."""

from collections.abc import Sequence
from pathlib import Path

from autograder.gradebook import store
from autograder.gradebook.database import GradebookError
from autograder.pages import feedback, rendered
from autograder.records import exchange, graded_notebooks, verdicts
from autograder.records.marks import Mark
from autograder.records.results import Graded
from mnist_course.core import files


def record_if_possible(out: Path, batch: Sequence[Graded]) -> bool:
    """As `record_all`; False where the database is locked or damaged, which only delays it."""
    try:
        record_all(out, batch)
    except GradebookError:
        return False
    return True


def record(out: Path, graded: Graded) -> None:
    """As `record_all`, of one."""
    record_all(out, [graded])


def record_all(out: Path, batch: Sequence[Graded]) -> None:
    """Record graded submissions, each student's lesson once; to do it again changes nothing.

    Manual marks and comments of an earlier grading stay.

    Args:
        out: the folder of the graded class.
        batch: what came of them.

    Raises:
        GradebookError: where the database is locked or damaged.
        CourseError: where OUT's own configuration of nbgrader cannot be read.
        OSError: where a file cannot be written. In all cases, record them again later.
    """
    ready = [rendered.render(one) for one in batch]
    marks = store.enter(out, ready)
    contents: dict[Path, bytes | str] = {}
    for one in ready:
        contents |= _files(out, one, marks[one.key, one.lesson])
    files.write_all(contents)
    # Last, since it says that a submission has been recorded as a whole.
    files.write_all(
        {verdicts.path(out, one.key, one.lesson): one.files[verdicts.KIND] for one in ready}
    )


def _files(out: Path, graded: Graded, mark: Mark) -> dict[Path, str]:
    """All that is written of a submission but for its verdicts."""
    place = graded.key, graded.lesson
    return {
        graded_notebooks.path(out, *place): graded.files[rendered.NOTEBOOK],
        feedback.path(out, *place): rendered.page(graded, mark),
        **exchange.contents(out, graded),
        **store.announcement(out, graded),
    }
