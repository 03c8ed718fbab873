"""Files written whole or not at all, and kept from two writers at once.

What is made in a folder that a group shares, which `chmod g+ws` says, the group may write too,
whatever the umask of the account that makes it. Elsewhere the umask alone decides.
"""

import contextlib
import os
import secrets
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from mnist_course.core import systems
from mnist_course.core.language import say

_T = TypeVar("_T")

_AT_ONCE = 16
"""How many files are brought to the disk together: it takes them in hardly more time than one."""


def write(path: Path, content: bytes | str, parents: bool = False, synced: bool = True) -> None:
    """Write a file so that a reader, or a crash half-way, sees the old or the new one whole.

    Args:
        path: an existing file is replaced.
        content: bytes, or text that is written as UTF-8 with its newlines as they are.
        parents: make the folders that are missing.
        synced: have it on the disk before this returns. Without, it outlives this process, but
            perhaps not the machine, unless `sync` follows.

    Raises:
        OSError: where the folder cannot be written or the disk is full; the old file stays.
    """
    if parents:
        make_folder(path.parent)
    with replacing(path) as new:
        raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
        with new.open("wb") as file:
            file.write(raw)
            file.flush()
            if synced:
                os.fsync(file.fileno())


def write_all(contents: Mapping[Path, bytes | str]) -> None:
    """Write many files as `write` does, the folders that are missing too, several at a time.

    Raises:
        OSError: of one that could not be written. Each is then the old or the new one, whole.
    """
    _each(lambda one: write(*one, parents=True), contents.items())


def sync(paths: Collection[Path]) -> None:
    """Have files on the disk that were written without; those that are gone are left out.

    Raises:
        OSError: where the disk refuses.
    """
    _each(_sync, paths)


def remove(paths: Collection[Path]) -> None:
    """Remove files; those that are gone already are left out.

    Raises:
        OSError: where one cannot be removed.
    """
    _each(lambda one: one.unlink(missing_ok=True), paths)


def _each(do: Callable[[_T], None], what: Collection[_T]) -> None:
    with ThreadPoolExecutor(min(_AT_ONCE, len(what) or 1)) as threads:
        for _ in threads.map(do, what):
            pass


def _sync(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def replacing(path: Path, suffix: str = "") -> Iterator[Path]:
    """A name to write to, beside `path`, which becomes `path` once the block has succeeded.

    Args:
        path: an existing file is replaced.
        suffix: of the name, for writers that go by it. Without one, nobody who looks for
            files of a kind finds what a crash has left.

    Raises:
        OSError: where the folder cannot be written; the old file stays.
    """
    new = path.with_name(f".{path.name[:40]}-{secrets.token_hex(8)}{suffix}")
    try:
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except OSError as error:
        error.filename = str(path)  # what was to be written, not its name until then
        raise
    try:
        yield new
        share(new)
        systems.replace(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing; what is there stays as it is.

    Raises:
        OSError: where it cannot be made.
    """
    missing = [one for one in (path, *path.parents) if not one.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for one in reversed(missing):
        share(one)


def share(path: Path) -> None:
    """Let the group write what has just been made, where it shares the folder around it.

    Raises:
        OSError: where its mode cannot be read.
    """
    around, mode = path.parent.stat().st_mode, path.stat().st_mode
    if not (around & stat.S_ISGID and around & stat.S_IWGRP):
        return
    wanted = mode | (stat.S_IRWXG if stat.S_ISDIR(mode) else stat.S_IRGRP | stat.S_IWGRP)
    if wanted != mode:
        with contextlib.suppress(PermissionError):  # somebody else's, made before it was shared
            path.chmod(stat.S_IMODE(wanted))


def denied(path: Path) -> str:
    """Whose a file or folder is that may not be written, in words, for one line."""
    there = next((one for one in (path, *path.parents) if one.exists()), path)
    try:
        owner = there.owner()
    except (KeyError, OSError, NotImplementedError):  # nobody of that name; Windows
        return say("Permission denied by {there}", there=there)
    return say("Permission denied by {there}, which belongs to {owner}", there=there, owner=owner)


@contextlib.contextmanager
def locked(path: Path, patience: float = 2.0) -> Iterator[None]:
    """Keep other processes out of the block for as long as it takes to rewrite a small file.

    After `patience` seconds the block runs all the same, since a lost update is better than a
    student who waits.

    Args:
        path: of the file that is rewritten; the lock lies beside it.
        patience: seconds.
    """
    import filelock

    lock = filelock.FileLock(f"{path}.lock", timeout=patience)
    with contextlib.suppress(OSError):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
