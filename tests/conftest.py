"""What several tests share: students with workspaces, and kernels for self-checks."""

import os
import shutil
import tempfile

import pytest

from mnist_course import data
from mnist_course.selfcheck.kernels import Kernels
from support.students import Student


def pytest_configure(config: pytest.Config) -> None:
    """Give Keras and Jupyter folders of the tests' own.

    In Keras's lie the data: a new machine has none. In Jupyter's, `start` keeps where a user's
    lessons are, and a test's are not the user's.
    """
    if "KERAS_HOME" not in os.environ:
        os.environ["KERAS_HOME"] = _own_folder(config, "keras-")
    os.environ["JUPYTER_DATA_DIR"] = _own_folder(config, "jupyter-")
    data.provide()


def _own_folder(config: pytest.Config, prefix: str) -> str:
    folder = tempfile.mkdtemp(prefix=prefix)
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


@pytest.fixture
def student(tmp_path) -> Student:
    """A student with a workspace of their own, untouched as yet."""
    return Student(tmp_path / "lessons")


@pytest.fixture(scope="session")
def kernels():
    """Kernels for self-checks; what is imported once serves every test."""
    with Kernels() as started:
        yield started
