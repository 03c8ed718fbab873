"""What the sandbox's tests share."""

import pytest


@pytest.fixture
def job(warm):
    """The kernel of one submission, in the default sandbox."""
    job = warm.job()
    yield job
    job.close()
