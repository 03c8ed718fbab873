"""An archive that Gradescope takes as an autograder: set-up script, runner, and this course.

Source: Gradescope's documentation, 'Autograder specifications'. It unpacks the archive in
`/autograder/source`, runs `setup.sh` once, and `run_autograder` for each submission, which reads
`/autograder/submission` and writes `/autograder/results/results.json`.
"""

import io
import zipfile
from pathlib import Path

from autograder.authoring import packing
from autograder.authoring.release import own_files
from mnist_course import course
from mnist_course.core import course_file, course_rooms, files
from mnist_course.core.errors import CourseError

_TEMPLATES = Path(__file__).parent / "templates"
_PARTS = ("mnist_course", "autograder")
_LEFT_OUT = ("__pycache__", ".ipynb_checkpoints", "node_modules", "lessons")
_BESIDE = ("pyproject.toml", "README.md", "LICENSE")


def make(out: Path, repository: Path, lesson_id: str, sandbox: str) -> None:
    """Write the archive for one lesson; the same repository always gives the same one.

    Args:
        out: the archive, which must not exist yet.
        repository: the checkout that grades.
        lesson_id: which lesson its assignment is.
        sandbox: 'auto', or 'none' for images in which no sandbox can be had.

    Raises:
        CourseError: where `out` exists or cannot be written, or the repository is incomplete.
    """
    if out.suffix != ".zip":
        raise CourseError(f"{out}: Gradescope takes a .zip. Name the archive so.")
    if out.exists():
        raise CourseError(f"{out} exists already. Move it away, or name another file.")
    if not all((repository / name).is_file() for name in _BESIDE):
        raise CourseError(
            f"{repository} is no checkout of mnist-course, which the archive needs. Clone the "
            "repository, `pip install -e .` in it, and run the command again."
        )
    run = (_TEMPLATES / "gradescope_run.sh").read_text("utf-8")
    run = run.replace("{{lesson}}", lesson_id).replace("{{sandbox}}", sandbox)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packing.add(
            packed, "setup.sh", (_TEMPLATES / "gradescope_setup.sh").read_bytes(), packing.PROGRAM
        )
        packing.add(packed, "run_autograder", run.encode(), packing.PROGRAM)
        packing.add(packed, course_file.FILE, course_rooms.settled().encode())
        for path, name in _carried(repository):
            packing.add(packed, name, path.read_bytes())
    try:
        files.write(out, buffer.getvalue(), parents=True)
    except OSError as error:
        raise CourseError(f"{out} cannot be written: {error.strerror}.") from None


def _carried(repository: Path) -> list[tuple[Path, str]]:
    """The files, and their names in the archive; the course is the one that is read here."""
    content = course_file.folder()
    found = [(repository / name, name) for name in _BESIDE]
    found += [(path, f"mnist_course/{place}") for path, place in own_files()]
    for part in _PARTS:
        for path in sorted((repository / part).rglob("*")):
            inside = path.relative_to(repository / part)
            if path.is_file() and not path.is_symlink() and not set(inside.parts) & {*_LEFT_OUT}:
                found.append((path, path.relative_to(repository).as_posix()))
    for lesson in course.lessons():
        # All of them: the catalogue knows all, whichever is graded.
        name = f"lessons/{lesson.id}/{lesson.id}.ipynb"
        found.append((content / name, name))
    return found
