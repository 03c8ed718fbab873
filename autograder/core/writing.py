"""What stopped a command from writing, in one line."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from mnist_course.core import files
from mnist_course.core.errors import CourseError

_CLOSED = (errno.EACCES, errno.EPERM)


def refused(error: OSError, place: Path, again: str = "") -> CourseError:
    """A file that cannot be written, why, and what to do.

    Args:
        error: what the system said.
        place: what was to be written, where the error does not say.
        again: what to do once that is mended, a sentence or none.
    """
    path = Path(error.filename or place)
    if error.errno in _CLOSED:
        why = f"{files.denied(path)}. Let your group write there, see 'Several who grade' in the"
        words = f"{path} cannot be written: {why} guide."
    else:
        remedy = " Make room." if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
        words = f"{path} cannot be written: {error.strerror or error}.{remedy}"
    return CourseError(f"{words} {again}".strip())


@contextlib.contextmanager
def refusing(place: Path, again: str = "") -> Iterator[None]:
    """Around what a command writes: a refusal is one line.

    Args:
        place, again: as for `refused`.

    Raises:
        CourseError: in place of an `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise refused(error, place, again) from None
