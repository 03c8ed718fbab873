"""Read `SUBMITTED/<student>/<lesson>/` as bytes that nobody vouches for."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.core import times

MAX_FILES = 200
MAX_FILE = 64 * 2**20
MAX_TOTAL = 128 * 2**20
MAX_STAMP = 100
TIMESTAMP = "timestamp.txt"
SECRET = "submission_secret.txt"
MAX_SECRET = 1_000


@dataclass(frozen=True)
class Submission:
    """One student's folder of one lesson.

    Attributes:
        student, lesson: as the folders are called.
        files: relative POSIX path → content, of regular files only.
        refused: what was left out and why, in words.
        digest: SHA-256 of the paths and contents, in hexadecimal.
        timestamp: what nbgrader's `timestamp.txt` says, '' without one.
    """

    student: str
    lesson: str
    files: dict[str, bytes]
    refused: tuple[str, ...] = ()
    digest: str = ""
    timestamp: str = ""

    @property
    def notebook(self) -> bytes | None:
        """The lesson's notebook, or None."""
        return self.files.get(f"{self.lesson}.ipynb")

    @property
    def secret(self) -> str:
        """What `nbgrader submit` put there for the way back of feedback; '' without it."""
        return self.files.get(SECRET, b"")[:MAX_SECRET].decode("utf-8", "replace")


def found(submitted: Path, lessons: list[str], students: list[str]) -> Iterator[tuple[str, str]]:
    """(student, lesson) of every submission, sorted.

    Args:
        submitted: nbgrader's `submitted` folder.
        lessons: the lessons to look for.
        students: only these; all where empty.
    """
    for student in _folders(submitted, students):
        for lesson in lessons:
            kind = _kind(submitted / student / lesson)
            if stat.S_ISDIR(kind) or stat.S_ISLNK(kind):
                yield student, lesson


def closed(submitted: Path, students: list[str]) -> list[str]:
    """The students into whose folder nobody can look: what they handed in is not known.

    Args:
        submitted, students: as for `found`.
    """
    return [
        student
        for student in _folders(submitted, students)
        if stat.S_ISDIR(_kind(submitted / student)) and not _enters(submitted / student)
    ]


def _folders(submitted: Path, students: list[str]) -> list[str]:
    return [
        name
        for name in sorted(os.listdir(submitted))
        if not name.startswith(".") and (not students or name in students)
    ]


def _enters(folder: Path) -> bool:
    try:
        os.stat(os.path.join(folder, "."))
    except OSError:
        return False
    return True


def _kind(path: Path) -> int:
    """The file's mode, 0 where there is none or it cannot be found out."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def read(submitted: Path, student: str, lesson: str) -> Submission:
    """Read one submission.

    No symbolic link is followed, at any depth; devices, sockets, too many and too large
    files, and what cannot be read, are left out and named in `refused`.
    """
    files: dict[str, bytes] = {}
    refused: list[str] = []
    base = os.path.join(submitted, student)
    if os.path.islink(base) or os.path.islink(os.path.join(base, lesson)):
        refused.append("The folder is a symbolic link, which is not followed.")
    else:
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
        try:
            handle = os.open(os.path.join(base, lesson), flags)
            try:
                _read_folder(handle, "", files, refused)
            finally:
                os.close(handle)
        except OSError as error:
            refused.append(
                f"The folder cannot be read: {error.strerror}. Mend its permissions, then grade "
                "with --resume."
            )
    stamp = times.text_of(files.pop(TIMESTAMP, b"")[:MAX_STAMP])
    return Submission(student, lesson, files, tuple(refused), digest(files, refused), stamp)


def digest(files: dict[str, bytes], refused: list[str]) -> str:
    """SHA-256 over the names and contents, in an order that does not depend on the disk."""
    whole = hashlib.sha256()
    for path, content in sorted(files.items()):
        whole.update(f"{len(path.encode('utf-8', 'surrogateescape'))} {len(content)} ".encode())
        whole.update(path.encode("utf-8", "surrogateescape"))
        whole.update(content)
    for line in sorted(refused):
        whole.update(line.encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _read_folder(
    handle: int, prefix: str, files: dict[str, bytes], refused: list[str], depth: int = 0
) -> None:
    for entry in sorted(os.listdir(handle)):
        path = prefix + entry
        if entry in (".ipynb_checkpoints", "__pycache__", ".git"):
            continue
        if len(files) >= MAX_FILES:
            refused.append(f"{path} and what follows: more than {MAX_FILES} files.")
            return
        try:
            kind = os.stat(entry, dir_fd=handle, follow_symlinks=False).st_mode
            if stat.S_ISDIR(kind):
                if depth >= 5:
                    refused.append(f"{path}: folders too deep.")
                    continue
                inner = os.open(entry, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
                try:
                    _read_folder(inner, path + "/", files, refused, depth + 1)
                finally:
                    os.close(inner)
            elif stat.S_ISREG(kind):
                _read_file(handle, entry, path, files, refused)
            else:
                what = "a symbolic link" if stat.S_ISLNK(kind) else "no ordinary file"
                refused.append(f"{path} is {what}, which is not read.")
        except OSError as error:
            refused.append(f"{path} cannot be read: {error.strerror}.")


def _read_file(
    handle: int, entry: str, path: str, files: dict[str, bytes], refused: list[str]
) -> None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    with open(os.open(entry, flags, dir_fd=handle), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_FILE or size + sum(map(len, files.values())) > MAX_TOTAL:
            refused.append(f"{path} is too large: {size:,} bytes.")
            return
        files[path] = file.read(MAX_FILE)
