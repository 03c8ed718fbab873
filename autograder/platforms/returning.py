"""Feedback as one archive a lesson, named as the platform that the work came from takes it back.

Moodle's 'Upload multiple feedback files in a zip' reads the folder names of its own download, and
Canvas's upload of submissions the file names of its own (their guides 'Feedback files' and 'How do
I upload all student submissions for an assignment'). Elsewhere there is a folder a student.
"""

import io
import zipfile
from collections.abc import Callable
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
    """Write an archive a lesson of the pages that were written; `pack` says the rest."""

    def page(one: Graded) -> bytes:
        return feedback.path(out, one.key, one.lesson).read_bytes()

    return pack(out, graded, out / FOLDER, ".html", page)


def pack(
    out: Path, graded: list[Graded], folder: Path, ending: str, content: Callable[[Graded], bytes]
) -> list[Path]:
    """Write an archive a lesson of what goes back to the students.

    Args:
        out: the folder of the graded class.
        graded: of which submissions.
        folder: where the archives go.
        ending: of the file that goes back, behind the lesson's id, such as '.html'.
        content: what that file holds.

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
                name = _name(one, origins.get((one.key, lesson)), ending)
                archive.writestr(name, content(one))
        path = folder / f"{lesson}.zip"
        files.write(path, buffer.getvalue(), parents=True)
        written.append(path)
    return written


def _name(one: Graded, origin: Row | None, ending: str) -> str:
    plain = f"{one.key}/{one.lesson}{ending}"
    if origin is None:
        return plain
    path = PurePosixPath(origin.file)
    if origin.platform == MOODLE:
        part = next((part for part in path.parts if moodle(PurePosixPath("x", part))), None)
        if part:
            folder, mark, _ = part.partition("_assignsubmission_")
            return f"{folder}{mark}file_/{one.lesson}{ending}"
    if origin.platform in (CANVAS, BLACKBOARD):
        # The name up to the file's own tells whose it is; the rest is free.
        return f"{path.stem}{ending}" if len(path.parts) < 3 else f"{path.parts[1]}{ending}"
    return plain
