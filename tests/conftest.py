"""What several tests share: students with workspaces, and kernels for self-checks."""

import pytest
from students import Student

from mnist_course.kernels import Kernels


@pytest.fixture
def student(tmp_path) -> Student:
    """A student with a workspace of their own, untouched as yet."""
    return Student(tmp_path / "lessons")


@pytest.fixture(scope="session")
def kernels():
    """Kernels for self-checks; what is imported once serves every test."""
    with Kernels() as started:
        yield started
