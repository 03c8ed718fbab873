"""Grade on an existing Dask cluster: `--scheduler tcp://host:8786`.

Submissions travel as bytes and results come back as data, so no shared file system is needed.
Workers need mnist-course and bubblewrap installed. The coordinator alone writes.
"""

import math
import threading
import time
from collections.abc import Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import Any

from autograder.grading.pool import Grader, Setup
from autograder.grading.run import not_graded
from autograder.intake.submission import Submission
from autograder.records.results import Graded
from mnist_course.core import course_file, course_rooms
from mnist_course.core.errors import CourseError

_AHEAD = 2
_RETRIES = 3
_LOOK_EVERY = 5.0
_local = threading.local()


def grader(address: str, timeout: float = 20.0, patience: float | None = None) -> Any:
    """A function like `pool.grade_all` that grades on the cluster at `address`.

    Args:
        address: of the scheduler, such as 'tcp://host:8786'.
        timeout: seconds to wait for it.
        patience: seconds to wait for a worker that has a submission; by default as long as it
            can take, for that one and for those that it was given before.

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
            most = patience if patience is not None else _AHEAD * setup.longest
            yield from _grade(client, submissions, setup, most)
        finally:
            client.close()

    return grade_all


def workers_at(address: str) -> int:
    """How many workers the cluster at `address` has now."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return len(client.nthreads())


def _grade(
    client: Any, submissions: Iterable[Submission], setup: Setup, patience: float
) -> Iterator[tuple[Submission, Graded]]:
    source = iter(submissions)
    running: dict[str, tuple[Any, Submission]] = {}
    begun: dict[str, float] = {}
    # `distributed.wait` asks the process's default client, which this one is not.
    done: SimpleQueue[str] = SimpleQueue()

    def give() -> bool:
        submission = next(source, None)
        if submission is None:
            return False
        future = client.submit(grade_here, submission, setup, pure=False, retries=_RETRIES)
        running[future.key] = future, submission
        future.add_done_callback(lambda future: done.put(future.key))
        return True

    # The scheduler is asked now and then only: it has as much to tell as there are workers.
    threads, looked = 0, -math.inf
    while True:
        if time.monotonic() - looked > _LOOK_EVERY:
            threads, looked = max(1, sum(client.nthreads().values())), time.monotonic()
            for key in _late(client, begun, patience) & running.keys():
                future, submission = running.pop(key)
                future.cancel(force=True)
                reason = f"no worker answered within {patience:,.0f} seconds."
                yield submission, not_graded(submission, reason, setup.sandbox)
        while len(running) < _AHEAD * threads and give():
            pass
        if not running:
            return
        try:
            key = done.get(timeout=_LOOK_EVERY)
        except Empty:
            continue
        begun.pop(key, None)
        if key in running:
            future, submission = running.pop(key)
            yield submission, _outcome(future, submission, setup)
            future.release()


def _late(client: Any, begun: dict[str, float], patience: float) -> set[str]:
    """The tasks that a worker has had for longer than `patience`; notes when each began."""
    now = time.monotonic()
    with_workers = {key for keys in client.processing().values() for key in keys}
    for key in with_workers:
        begun.setdefault(key, now)
    return {key for key in with_workers if now - begun[key] > patience}


def _outcome(future: Any, submission: Submission, setup: Setup) -> Graded:
    if future.status == "finished":
        return future.result()
    lost = type(future.exception()).__name__ if future.status == "error" else future.status
    return not_graded(submission, f"its workers were lost ({lost}).", setup.sandbox)


def grade_here(submission: Submission, setup: Setup) -> Graded:
    """Grade one submission in this thread of a Dask worker, with a grader kept for it."""
    if setup.course != course_rooms.digest():
        reason = (
            f"its worker has another {course_file.FILE}, or other exercises or helpers of the "
            "course's own."
        )
        return not_graded(submission, reason, setup.sandbox)
    if getattr(_local, "setup", None) != setup:
        if getattr(_local, "grader", None) is not None:
            _local.grader.close()
        _local.grader, _local.setup = Grader(setup), setup
    return _local.grader.grade(submission)
