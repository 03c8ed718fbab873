"""What several tests share: students with workspaces, and kernels for self-checks."""

import os
import shutil
import tempfile

import pytest

from mnist_course import data
from mnist_course.selfcheck.kernels import Kernels
from support.students import Student


def pytest_configure(config: pytest.Config) -> None:
    """Give Keras a folder of the tests' own with the data in it: a new machine has none."""
    if "KERAS_HOME" not in os.environ:
        folder = tempfile.mkdtemp(prefix="keras-")
        os.environ["KERAS_HOME"] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    data.provide()


@pytest.fixture
def student(tmp_path) -> Student:
    """A student with a workspace of their own, untouched as yet."""
    return Student(tmp_path / "lessons")


@pytest.fixture(scope="session")
def kernels():
    """Kernels for self-checks; what is imported once serves every test."""
    with Kernels() as started:
        yield started
