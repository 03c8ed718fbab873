"""The student's folder: made, found again, and brought up to date without losing anything.

    mnist-lessons/
        .mnist-course/          marks the workspace; what was delivered, and the progress
        README.md, pytest.ini, nbgrader_config.py
        01_loading/01_loading.ipynb
        …

An update replaces a file only where it still says what was delivered. A notebook counts by
the sources of its cells: running it changes its outputs, not what it says.
"""

import contextlib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from mnist_course import __version__, course, spec
from mnist_course.core import files
from mnist_course.core.data_set import MNIST
from mnist_course.core.errors import CourseError
from mnist_course.core.language import say, sentence
from mnist_course.workspace import known, progress

DEFAULT_NAME = "mnist-lessons"

ADDED = "added"
UPDATED = "updated"
KEPT = "kept"
CURRENT = "current"

_MANIFEST = "manifest.json"

_HARMLESS = {".DS_Store", ".ipynb_checkpoints", ".pytest_cache", "desktop.ini", "Thumbs.db"}
"""What file managers and tools leave in a folder that is otherwise empty."""

_README = sentence("""\
# Your lessons

- `mnist-course start` opens JupyterLab at the first lesson that you have not finished.
- `mnist-course progress` shows how far you are and what is next.
- `pytest`, or `mnist-course check {example}`, checks your saved notebooks from the terminal.
- `mnist-course watch {example}` checks a lesson again whenever you save it.
{share}
Run the commands in this folder. When a new version of the course comes, `mnist-course start`
brings it in; a notebook that you have changed is never overwritten.
""")

_SHARE = sentence("""\
- `mnist-course share` makes one HTML page of the network that you trained, to draw on anywhere.
""")

_PYTEST_INI = """\
# `pytest` in this folder checks every exercise of your saved notebooks.
[pytest]
console_output_style = count
"""

_NBGRADER_CONFIG = """\
# The Validate button runs a whole notebook. A training takes minutes, and TensorFlow may take
# one to start; nbgrader's own limit for a cell is 30 seconds.
c = get_config()  # noqa: F821
c.Execute.timeout = 3600
"""


@dataclass(frozen=True)
class Change:
    """What was done with one file.

    Attributes:
        path: relative to the workspace.
        action: `ADDED`, `UPDATED`, `KEPT` (the student's own version stays) or `CURRENT`.
        beside: where the new version, or a copy of the old one, was put; None for nowhere.
    """

    path: Path
    action: str
    beside: Path | None = None

    def __str__(self) -> str:
        if self.action == UPDATED and self.beside:
            return say(
                "{path}: updated; the one with your outputs is {beside}",
                path=self.path,
                beside=self.beside.name,
            )
        if self.action == KEPT and self.beside:
            return say(
                "{path}: yours is kept; the new version is beside it, {beside}",
                path=self.path,
                beside=self.beside.name,
            )
        return f"{self.path}: {self.action}"


def find(directory: Path | None = None) -> Path:
    """The workspace to work on: `directory`, the one around the current folder, or the default.

    Raises:
        CourseError: where there is none.
    """
    if directory is not None:
        if not directory.is_dir():
            raise CourseError(
                say(
                    "There is no folder {directory}. `mnist-course start` makes one.",
                    directory=directory,
                )
            )
        root = progress.workspace(directory)
        if root is None:
            raise CourseError(
                say(
                    "{directory} is not a folder of lessons. Name the one that `mnist-course "
                    "start` made.",
                    directory=directory,
                )
            )
        return root
    root = progress.workspace() or progress.workspace(Path.cwd() / DEFAULT_NAME)
    if root is None:
        elsewhere = known.workspaces()
        if elsewhere:
            raise CourseError(
                say(
                    "There are no lessons here. Change to {elsewhere}, or name it.",
                    elsewhere=elsewhere[0],
                )
            )
        raise CourseError(
            "There are no lessons here. Change to the folder that `mnist-course start` made, or "
            "run `mnist-course start` to make one."
        )
    return root


def place(directory: Path | None = None) -> Path:
    """Where `start` makes or updates the workspace."""
    if directory is not None:
        return directory.expanduser().resolve()
    return progress.workspace() or Path.cwd() / DEFAULT_NAME


def prepare(root: Path) -> list[Change]:
    """Make the workspace at `root`, or bring it up to date.

    Returns:
        One change a file, in course order.

    Raises:
        CourseError: where something else is in the way, or the folder cannot be written.
    """
    _refuse_foreign(root)
    try:
        (root / progress.FOLDER).mkdir(parents=True, exist_ok=True)
        manifest = _read_manifest(root)
        try:
            return [_deliver(root, *item, manifest) for item in _deliverables()]
        finally:
            _write_manifest(root, manifest)
    except FileExistsError as error:
        raise CourseError(
            say(
                "{filename} is in the way: a folder of this name is needed. Move it, and start "
                "again.",
                filename=error.filename,
            )
        ) from None
    except (IsADirectoryError, NotADirectoryError) as error:
        raise CourseError(
            say(
                "{path} is in the way. Move it, and start again.",
                path=error.filename2 or error.filename,
            )
        ) from None
    except OSError as error:
        raise CourseError(
            say(
                "The folder {root} cannot be written: {reason}. Make it writable, or name "
                "another: `mnist-course start DIR`.",
                root=root,
                reason=error.strerror or error,
            )
        ) from None


def _refuse_foreign(root: Path) -> None:
    if root.is_dir():
        try:
            present = {one.name for one in root.iterdir()} - _HARMLESS
        except OSError as error:
            raise CourseError(
                say(
                    "The folder {root} cannot be read: {reason}.",
                    root=root,
                    reason=error.strerror,
                )
            ) from None
        ours = progress.FOLDER in present or any(
            (root / lesson.id / f"{lesson.id}.ipynb").is_file() for lesson in course.lessons()
        )
        if present and not ours:
            raise CourseError(
                say(
                    "The folder {root} holds other files. Name an empty or a new one: "
                    "`mnist-course start DIR`.",
                    root=root,
                )
            )
    elif root.exists() or root.is_symlink():
        raise CourseError(
            say("{root} is not a folder. Name another: `mnist-course start DIR`.", root=root)
        )


def _deliverables() -> list[tuple[Path, bytes]]:
    share = say(_SHARE) if spec.DATA == MNIST else ""
    readme = say(_README, example=course.example(), share=share)
    found = [
        (Path("README.md"), readme.encode()),
        (Path("pytest.ini"), _PYTEST_INI.encode()),
        (Path("nbgrader_config.py"), _NBGRADER_CONFIG.encode()),
    ]
    source = course.notebooks_folder()
    for lesson in course.released():
        folder = source / lesson.id
        if not (folder / f"{lesson.id}.ipynb").is_file():
            raise CourseError(
                say(
                    "The notebook of {lesson} is missing. Install mnist-course again.",
                    lesson=lesson.id,
                )
            )
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(source)
            if path.is_file() and not any(part.startswith(".") for part in relative.parts):
                found.append((relative, path.read_bytes()))
    return found


def _deliver(root: Path, relative: Path, new: bytes, manifest: dict[str, dict]) -> Change:
    target = root / relative
    entry = manifest.setdefault(relative.as_posix(), {})
    fresh = fingerprint(relative, new)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        files.write(target, new)
        entry["delivered"] = fresh
        return Change(relative, ADDED)
    old = target.read_bytes()
    present = fingerprint(relative, old)
    if present == fresh:
        entry["delivered"] = fresh
        return Change(relative, CURRENT)
    if present == entry.get("delivered"):
        beside = _keep_copy(target, old) if _has_outputs(relative, old) else None
        files.write(target, new)
        entry["delivered"] = fresh
        return Change(relative, UPDATED, beside)
    if relative.suffix != ".ipynb":
        return Change(relative, KEPT)
    if fresh in (entry.get("delivered"), entry.get("offered")):
        return Change(relative, KEPT)
    beside = _offer(target, new, entry.get("offered"))
    entry["offered"] = fresh
    return Change(relative, KEPT, beside)


def fingerprint(path: Path, content: bytes) -> str:
    """A checksum of what a file says.

    For a notebook, of its cells' types, sources and grade_ids: outputs, counters, other
    metadata and empty cells, which JupyterLab adds and changes by itself, do not count.
    """
    if path.suffix == ".ipynb":
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
            cells = [
                [cell["cell_type"], source, cell["metadata"].get("nbgrader", {}).get("grade_id")]
                for cell in json.loads(content)["cells"]
                if (source := "".join(cell["source"])).strip()
            ]
            content = json.dumps(cells).encode()
    return hashlib.sha256(content).hexdigest()


def _has_outputs(path: Path, content: bytes) -> bool:
    if path.suffix != ".ipynb":
        return False
    return any(cell.get("outputs") for cell in json.loads(content)["cells"])


def _keep_copy(target: Path, content: bytes) -> Path:
    path = _free(target.with_suffix(".old.ipynb"))
    files.write(path, content)
    return path


def _offer(target: Path, new: bytes, offered: str | None) -> Path:
    path = target.with_suffix(".new.ipynb")
    # An earlier offer that was never touched makes way; one that was worked in does not.
    if path.exists() and fingerprint(path, path.read_bytes()) != offered:
        path = _free(path)
    files.write(path, new)
    return path


def _free(path: Path) -> Path:
    stem, number, candidate = path.name.removesuffix(".ipynb"), 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{stem}-{number}.ipynb")
    return candidate


def _read_manifest(root: Path) -> dict[str, dict]:
    # A manifest that cannot be read makes every changed file count as the student's own.
    try:
        found = json.loads((root / progress.FOLDER / _MANIFEST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: entry for name, entry in found.items() if isinstance(entry, dict)}


def _write_manifest(root: Path, manifest: dict[str, dict]) -> None:
    text = json.dumps({"course": __version__, "files": manifest}, indent=1)
    files.write(root / progress.FOLDER / _MANIFEST, text)


def lessons_and_root(names: list[str]) -> tuple[list[str], Path]:
    """What `check` and `watch` were given: lessons, and last the workspace where it is named.

    Returns:
        The ids of the named lessons, in course order; all present ones where none is named.

    Raises:
        CourseError: where a name is neither, or a lesson's notebook is missing.
    """
    names = list(names)
    directory = None
    if names and not _is_lesson(names[-1]):
        if not Path(names[-1]).is_dir():
            course.lesson(names[-1].rstrip("/\\"))
        directory = Path(names.pop())
    root = find(directory)
    wanted = {course.lesson(Path(name).name).id for name in names}
    for lesson_id in sorted(wanted):
        if not notebook(root, lesson_id).is_file():
            raise CourseError(
                say(
                    "{notebook} is missing. `mnist-course start` puts it back.",
                    notebook=notebook(root, lesson_id),
                )
            )
    present = [one.id for one in course.lessons() if notebook(root, one.id).is_file()]
    if not present:
        raise CourseError(
            say("{root} has no lessons. `mnist-course start` puts them back.", root=root)
        )
    return [one for one in present if one in wanted or not wanted], root


def _is_lesson(name: str) -> bool:
    try:
        course.lesson(Path(name).name)
    except CourseError:
        return False
    return True


def notebook(root: Path, lesson_id: str) -> Path:
    """Where a lesson's notebook is in the workspace."""
    return root / lesson_id / f"{lesson_id}.ipynb"
