"""nbgrader's database of a graded class: made, opened, and its errors in one line."""

import contextlib
import errno
import functools
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.core import writing
from mnist_course.core import files
from mnist_course.core.errors import CourseError, first_line

COURSE_ID = "mnist-course"
FILE = "gradebook.db"

BUSY_SECONDS = 60
"""How long to wait for a lock; a person's form grader holds it for moments only."""


_EFFECTIVE = os.access in os.supports_effective_ids


class GradebookError(CourseError):
    """The database cannot be used now; nothing was changed."""


def create(out: Path) -> None:
    """Make an empty gradebook in one step, as nbgrader itself does in several.

    A half-made one would lack the version from which `nbgrader db upgrade` goes on, for ever.
    nbgrader also asks for it with the command `alembic`, which need not be on the path.
    """
    import nbgrader
    from alembic.script import ScriptDirectory
    from nbgrader.api import Base
    from sqlalchemy import create_engine, text

    version = ScriptDirectory(os.path.join(os.path.dirname(nbgrader.__file__), "alembic"))
    with _one_line(out), tempfile.TemporaryDirectory(dir=out, prefix=".new-") as folder:
        engine = create_engine(f"sqlite:///{folder}/{FILE}")
        with engine.begin() as connection:
            Base.metadata.create_all(connection)
            connection.execute(
                text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            )
            connection.execute(
                text("INSERT INTO alembic_version VALUES (:head)"),
                {"head": version.get_current_head()},
            )
        engine.dispose()
        os.replace(f"{folder}/{FILE}", out / FILE)
    files.share(out / FILE)  # SQLite gives its journal the same mode
    _gradebook.cache_clear()


def may_write(out: Path) -> None:
    """See that this account may write the gradebook; SQLite says so only half-way.

    Raises:
        CourseError: where it may not.
    """
    for path in (out, out / FILE):
        if path.exists() and not os.access(path, os.W_OK, effective_ids=_EFFECTIVE):
            denied = PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(out / FILE))
            raise writing.refused(denied, path)


@contextlib.contextmanager
def opened(out: Path) -> Iterator[Any]:
    """An `nbgrader.api.Gradebook` of the class, closed at the end. Not to be nested.

    Raises:
        GradebookError: in place of what nbgrader and SQLAlchemy raise.
    """
    with _one_line(out), _quiet(), contextlib.closing(_gradebook(url(out))) as book:
        yield book


@functools.lru_cache(maxsize=1)
def _gradebook(address: str) -> Any:
    """One for a whole class: SQLAlchemy compiles nbgrader's queries anew for each.

    Closing it gives up its connection, not what it has compiled; its next use connects again.
    """
    from nbgrader.api import Gradebook

    return Gradebook(address, COURSE_ID)


@contextlib.contextmanager
def _one_line(out: Path) -> Iterator[None]:
    from nbgrader.api import InvalidEntry
    from sqlalchemy.exc import DatabaseError

    try:
        yield
    except (DatabaseError, InvalidEntry) as error:
        reason = first_line(getattr(error, "orig", None) or error)
        raise GradebookError(
            f"{out / FILE} cannot be used: {reason}. Close what else has it open, see "
            "that the disk is not full, then grade again with --resume."
        ) from None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep back what nbgrader logs of a database error, with a traceback, before it raises."""
    from sqlalchemy.exc import SAWarning

    log = logging.getLogger("tornado.application")
    before = log.disabled
    log.disabled = True
    try:
        with warnings.catch_warnings():
            # Its own use of SQLAlchemy warns whenever a submission is added.
            warnings.simplefilter("ignore", SAWarning)
            yield
    finally:
        log.disabled = before


def url(out: Path) -> str:
    """The database's address, for SQLAlchemy and nbgrader."""
    return f"sqlite:///{(out / FILE).resolve()}?timeout={BUSY_SECONDS}"
