"""What the grader's tests share for a session: sandboxed warm processes, a trained model."""

import pytest

from autograder.sandbox import wall
from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.warm_process import Warm

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


@pytest.fixture(scope="session")
def need_sandbox() -> None:
    """Skips where no sandbox can be had."""
    try:
        wall.check()
    except wall.NoSandbox as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def warm(need_sandbox):
    """Kernels in the default sandbox, with limits that are quick to reach."""
    process = Warm(wall.BUBBLEWRAP, threads=1, limits=QUICK)
    yield process
    process.close()


@pytest.fixture(scope="session")
def roomy(need_sandbox):
    """Kernels with the default limits: the lessons' own examples need more than attacks do."""
    process = Warm(wall.BUBBLEWRAP)
    yield process
    process.close()


@pytest.fixture(scope="session")
def digits(tmp_path_factory) -> bytes:
    """A trained model's file, with weights as a student's own training gives them."""
    from support.trained import save

    return save(tmp_path_factory.mktemp("model") / "digits.keras")
