"""Feedback as one archive a lesson, named as the platform that the work came from takes it back.

Moodle's 'Upload multiple feedback files in a zip' reads the folder names of its own download, and
Canvas's upload of submissions the file names of its own (their guides 'Feedback files' and 'How do
I upload all student submissions for an assignment'). Elsewhere there is a folder a student.
"""

import io
import zipfile
from pathlib import Path, PurePosixPath

from autograder.core.names import student_key
from autograder.intake import table
from autograder.intake.platforms import BLACKBOARD, CANVAS, MOODLE, moodle
from autograder.intake.table import GUESSED, UNCHANGED, USED, Row
from autograder.pages import feedback
from autograder.records.results import Graded
from mnist_course.core import files

FOLDER = "feedback-archives"


def write(out: Path, graded: list[Graded]) -> list[Path]:
    """Write an archive a lesson of the pages that were written.

    Args:
        out: the folder of the graded class.
        graded: of which submissions.

    Returns:
        The archives.

    Raises:
        OSError: where one cannot be written.
    """
    origins = {
        (student_key(row.student), row.lesson): row
        for row in table.load(out)
        if row.outcome in (USED, GUESSED, UNCHANGED) and row.file.lower().endswith(".ipynb")
    }
    lessons: dict[str, list[Graded]] = {}
    for one in graded:
        lessons.setdefault(one.lesson, []).append(one)
    written = []
    for lesson, ones in lessons.items():
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in ones:
                page = feedback.path(out, one.key, lesson).read_bytes()
                archive.writestr(_name(one, origins.get((one.key, lesson))), page)
        path = out / FOLDER / f"{lesson}.zip"
        files.write(path, buffer.getvalue(), parents=True)
        written.append(path)
    return written


def _name(one: Graded, origin: Row | None) -> str:
    plain = f"{one.key}/{one.lesson}.html"
    if origin is None:
        return plain
    path = PurePosixPath(origin.file)
    if origin.platform == MOODLE:
        part = next((part for part in path.parts if moodle(PurePosixPath("x", part))), None)
        if part:
            folder, mark, _ = part.partition("_assignsubmission_")
            return f"{folder}{mark}file_/{one.lesson}.html"
    if origin.platform in (CANVAS, BLACKBOARD):
        # The name up to the file's own tells whose it is; the rest is free.
        return f"{path.stem}.html" if len(path.parts) < 3 else f"{path.parts[1]}.html"
    return plain
