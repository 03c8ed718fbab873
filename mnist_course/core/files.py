"""Files written whole or not at all, and kept from two writers at once."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mnist_course.core import systems


def write(path: Path, content: bytes | str, parents: bool = False) -> None:
    """Write a file so that a reader, or a crash half-way, sees the old or the new one whole.

    Args:
        path: an existing file is replaced.
        content: bytes, or text that is written as UTF-8 with its newlines as they are.
        parents: make the folders that are missing.

    Raises:
        OSError: where the folder cannot be written or the disk is full; the old file stays.
    """
    if parents:
        path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as new:
        raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
        with new.open("wb") as file:
            file.write(raw)
            file.flush()
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
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-", suffix=suffix)
    os.close(handle)
    try:
        yield Path(name)
        os.chmod(name, 0o644)
        systems.replace(Path(name), path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


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
