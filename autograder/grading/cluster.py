"""Grade on an existing Dask cluster: `--scheduler tcp://host:8786`.

Submissions travel as bytes and results come back as data, so no shared file system is needed.
Workers need mnist-course and bubblewrap installed. The coordinator alone writes.
"""

import threading
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.grading.pool import Setup, prepared, safely
from autograder.grading.run import not_graded
from autograder.intake.submission import Submission
from autograder.records.results import Graded
from mnist_course.core.errors import CourseError

_AHEAD = 2
_RETRIES = 3
_local = threading.local()


def grader(address: str, timeout: float = 20.0) -> Any:
    """A function like `pool.grade_all` that grades on the cluster at `address`.

    Args:
        address: of the scheduler, such as 'tcp://host:8786'.
        timeout: seconds to wait for it.

    Raises:
        CourseError: where `distributed` is not installed or nobody answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(
            "--scheduler needs dask.distributed. Install it: pip install 'mnist-course[cluster]'."
        ) from None
    try:
        client = Client(address, timeout=timeout, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise CourseError(
            f"No Dask scheduler answers at {address} ({error}). Start one with `dask scheduler`."
        ) from None

    def grade_all(
        submissions: Iterable[Submission], setup: Setup, _jobs: int
    ) -> Iterator[tuple[Submission, Graded]]:
        try:
            yield from _grade(client, submissions, setup)
        finally:
            client.close()

    return grade_all


def workers_at(address: str) -> int:
    """How many workers the cluster at `address` has now."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return len(client.nthreads())


def _grade(
    client: Any, submissions: Iterable[Submission], setup: Setup
) -> Iterator[tuple[Submission, Graded]]:
    from distributed import as_completed

    source = iter(submissions)
    running: dict[Any, Submission] = {}
    finished = as_completed(loop=client.loop, with_results=False)

    def give() -> bool:
        submission = next(source, None)
        if submission is None:
            return False
        future = client.submit(grade_here, submission, setup, pure=False, retries=_RETRIES)
        running[future] = submission
        finished.add(future)
        return True

    while len(running) < _AHEAD * max(1, sum(client.nthreads().values())) and give():
        pass
    while running:
        future = next(finished)
        submission = running.pop(future)
        if future.status == "finished":
            graded = future.result()
        else:
            reason = f"its workers were lost ({type(future.exception()).__name__})."
            graded = not_graded(submission, reason, setup.sandbox)
        future.release()
        yield submission, graded
        while len(running) < _AHEAD * max(1, sum(client.nthreads().values())) and give():
            pass


def grade_here(submission: Submission, setup: Setup) -> Graded:
    """Grade one submission in this thread of a Dask worker, with a warm process kept for it."""
    if getattr(_local, "setup", None) != setup:
        if getattr(_local, "warm", None) is not None:
            _local.warm.close()
        _local.warm, _local.setup = prepared(setup), setup
    return safely(submission, setup.options, _local.warm)
