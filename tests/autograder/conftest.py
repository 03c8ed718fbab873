"""A warm, sandboxed process shared by the tests of a session, and submissions for it."""

import pytest

from autograder import sandbox
from autograder.limits import MIB, Limits
from autograder.warm import Warm

QUICK = Limits(
    cell_seconds=6.0,
    probe_seconds=8.0,
    total_seconds=60.0,
    memory=1024 * MIB,
    disk=64 * MIB,
    file=48 * MIB,
    output=8 * MIB,
)
"""Limits that an attack reaches within seconds."""


def _need_sandbox() -> None:
    try:
        sandbox.check()
    except sandbox.NoSandbox as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def warm():
    """Kernels in the default sandbox, with limits that are quick to reach."""
    _need_sandbox()
    process = Warm(sandbox.BUBBLEWRAP, threads=1, limits=QUICK)
    yield process
    process.close()
