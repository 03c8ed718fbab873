"""`SUBMITTED/collected.csv`: what became of each file that was ever collected."""

import csv
import io
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from autograder.core.names import TABLE
from autograder.core.text import table
from mnist_course.core import files
from mnist_course.core.errors import CourseError

USED = "used"
GUESSED = "guessed"
UNCHANGED = "unchanged"
KEPT = "kept apart"
NOT_USED = "not used"
MISSING = "no submission"
OUTCOMES = (USED, GUESSED, UNCHANGED, KEPT, NOT_USED, MISSING)


@dataclass(frozen=True)
class Row:
    """What became of one file, or of one person on the roster.

    Attributes:
        file: its path in the download; '' for a person without a submission.
        student: whose it is, as the folder is called; '' where that is not known.
        lesson: where it was put; '' where nowhere.
        outcome: one of `OUTCOMES`.
        reason: why, in words.
        platform, platform_id, name, email: the student as the platform knows them.
        submitted: when, as the platform says; '' where it does not.
        attempt: a JSON list that sorts a student's attempts.
    """

    file: str
    student: str = ""
    lesson: str = ""
    outcome: str = NOT_USED
    reason: str = ""
    platform: str = ""
    platform_id: str = ""
    name: str = ""
    email: str = ""
    submitted: str = ""
    attempt: str = "[]"


def load(out: Path) -> list[Row]:
    """The rows of earlier runs; none where there is no table.

    Raises:
        CourseError: where the table cannot be read.
    """
    try:
        text = (out / TABLE).read_text("utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{out / TABLE} cannot be read ({error}). Move it away.") from None
    names = [field.name for field in fields(Row)]
    return [
        Row(**{name: (line.get(name) or "").removeprefix("'") for name in names})
        for line in csv.DictReader(io.StringIO(text, newline=""))
    ]


def save(out: Path, rows: list[Row]) -> None:
    """Write the table in one step; rows of earlier runs on other files stay.

    Raises:
        OSError: where it cannot be written.
    """
    now = {(row.file, row.student, row.lesson) for row in rows}
    files_now = {row.file for row in rows if row.file}
    older = [
        row
        for row in load(out)
        if row.outcome != MISSING
        and row.file not in files_now
        and (row.file, row.student, row.lesson) not in now
    ]
    ordered = sorted([*older, *rows], key=lambda row: (row.student, row.lesson, row.file))
    heading = [field.name for field in fields(Row)]
    files.write(out / TABLE, table([heading, *map(astuple, ordered)]), parents=True)
