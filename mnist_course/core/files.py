"""Files written whole or not at all."""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_STALE_SECONDS = 10.0


def write(path: Path, content: bytes | str) -> None:
    """Write a file so that a reader, or a crash half-way, sees the old or the new one whole.

    Args:
        path: in a folder that exists; an existing file is replaced.
        content: bytes, or text that is written as UTF-8 with its newlines as they are.

    Raises:
        OSError: where the folder cannot be written or the disk is full.
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


@contextlib.contextmanager
def locked(path: Path, patience: float = 2.0) -> Iterator[None]:
    """Keep other processes out of the block for as long as it takes to rewrite a small file.

    The lock is a file that only one process can create, which works on every system. One that
    a crash left behind is taken away after some seconds; after `patience` seconds the block
    runs all the same, since a lost update is better than a student who waits.
    """
    until = time.monotonic() + patience
    held = False
    while not held and time.monotonic() < until:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            held = True
        except (FileExistsError, PermissionError):
            # Windows reports a file that is just being deleted as PermissionError.
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                    path.unlink()
            time.sleep(0.01)
    try:
        yield
    finally:
        if held:
            with contextlib.suppress(OSError):
                path.unlink()
