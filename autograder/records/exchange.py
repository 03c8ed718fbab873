"""What `nbgrader release_feedback` needs beside each page: when, and the submission's secret.

nbgrader's students fetch a page by a digest of the secret that their `nbgrader submit` made and
`nbgrader collect` brought along. Where a submission came another way there is none: another one
is made, since nbgrader stops at the first page without; nobody can ask for that page.
"""

import secrets
from pathlib import Path

from autograder.intake.submission import SECRET, TIMESTAMP
from autograder.records.results import Graded
from mnist_course.core import files

_FOLDERS = ("autograded", "feedback")
"""`nbgrader generate_feedback` makes the second's files from the first's."""


def contents(out: Path, graded: Graded) -> dict[Path, str]:
    """Both files beside the autograded notebook and beside the page, and what is in them."""
    places = [out / name / graded.key / graded.lesson for name in _FOLDERS]
    secret = graded.secret or _known(places[0] / SECRET) or secrets.token_hex(32)
    found = {place / SECRET: secret for place in places}
    return found | {place / TIMESTAMP: f"{graded.timestamp}\n" for place in places}


def write(out: Path, graded: Graded) -> None:
    """Write these files.

    Raises:
        OSError: where they cannot be written.
    """
    files.write_all(contents(out, graded))


def _known(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
