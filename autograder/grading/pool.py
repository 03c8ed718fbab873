"""Grade many submissions on this machine: worker processes, each with its own warm process."""

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from autograder.grading.run import Options, grade_submission, not_graded
from autograder.intake.submission import Submission
from autograder.records.results import Graded
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import Warm
from mnist_course.core import quiet

_MEMORY_A_JOB = 3 * 2**30
_ATTEMPTS = 3
_SUBMISSIONS_A_WORKER = 300


@dataclass(frozen=True)
class Setup:
    """All that a worker needs to know.

    Attributes:
        options: seed and mode.
        sandbox: 'bubblewrap' or 'none'.
        threads: TensorFlow's, in each submission and in the judge.
        limits: on each submission.
    """

    options: Options
    sandbox: str
    threads: int = 1
    limits: Limits = field(default_factory=Limits)


def default_jobs() -> int:
    """How many jobs the cores and the free memory allow; at least 1."""
    import psutil

    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, psutil.virtual_memory().available // _MEMORY_A_JOB))


def threads_for(jobs: int) -> int:
    """How many threads each job may use, so that the jobs share the cores."""
    return max(1, len(os.sched_getaffinity(0)) // jobs)


def grade_all(
    submissions: Iterable[Submission], setup: Setup, jobs: int
) -> Iterator[tuple[Submission, Graded]]:
    """Grade in `jobs` processes; yields in the order in which they end.

    A worker that dies is replaced and its submission tried again; after three deaths it is
    'not_graded'. `submissions` is read as workers become free, so a class of any size fits.
    """
    source = iter(submissions)
    again: deque[_Task] = deque()
    workers: list[_Worker] = []
    context = multiprocessing.get_context("spawn")
    try:
        while True:
            while len(workers) < jobs:
                task = again.popleft() if again else _next(source)
                if task is None:
                    break
                workers.append(_Worker(context, setup))
                workers[-1].give(task)
            busy = [worker for worker in workers if worker.task]
            if not busy:
                return
            ready = wait([worker.connection for worker in busy], timeout=1.0)
            for worker in busy:
                task = worker.task
                assert task is not None, "only the busy are looked at"
                if worker.connection in ready:
                    graded = worker.take()
                elif worker.late():
                    graded = None
                else:
                    continue
                if graded is None:
                    worker.kill()
                    workers.remove(worker)
                    task.attempts += 1
                    if task.attempts < _ATTEMPTS:
                        again.append(task)
                        continue
                    reason = f"its worker died {_ATTEMPTS} times."
                    graded = not_graded(task.submission, reason, setup.sandbox)
                elif worker.done >= _SUBMISSIONS_A_WORKER:
                    worker.retire()
                    workers.remove(worker)
                yield task.submission, graded
            for worker in [worker for worker in workers if not worker.task]:
                task = again.popleft() if again else _next(source)
                if task is not None and not worker.give(task):
                    workers.remove(worker)
                    again.append(task)
    finally:
        for worker in workers:
            worker.kill()


@dataclass
class _Task:
    submission: Submission
    attempts: int = 0


def _next(source: Iterator[Submission]) -> _Task | None:
    submission = next(source, None)
    return None if submission is None else _Task(submission)


class _Worker:
    """One worker process, seen from the coordinator."""

    def __init__(self, context: Any, setup: Setup):
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, setup), daemon=False)
        self.process.start()
        theirs.close()
        self.task: _Task | None = None
        self.done = 0
        self._since = 0.0
        limits = setup.limits
        self._patience = 600 + 10 * limits.total_seconds
        if setup.options.retrain:
            self._patience += 5 * limits.training_seconds

    def give(self, task: _Task) -> bool:
        try:
            self.connection.send(task.submission)
        except OSError:
            self.kill()
            return False
        self.task, self._since = task, time.monotonic()
        return True

    def take(self) -> Graded | None:
        """What the worker answers; None where it is dead."""
        try:
            graded = self.connection.recv()
        except (EOFError, OSError):
            return None
        self.task = None
        self.done += 1
        return graded

    def late(self) -> bool:
        return time.monotonic() - self._since > self._patience

    def retire(self) -> None:
        self.connection.close()
        self.process.join(10)
        self.kill()

    def kill(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


def work(connection: Connection, setup: Setup) -> None:
    """A worker: grades what it is sent until the coordinator hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm = prepared(setup)
    try:
        while True:
            connection.send(safely(connection.recv(), setup.options, warm))
    except (EOFError, OSError):
        pass
    finally:
        warm.close()


def prepared(setup: Setup) -> Warm:
    """A warm process that is starting, while this one imports Keras for the judges."""
    warm = Warm(setup.sandbox, setup.threads, setup.limits)
    warm.start()
    calm_tensorflow(setup.threads)
    quiet.import_keras()
    return warm


def calm_tensorflow(threads: int) -> None:
    """Keep TensorFlow quiet and within its threads; before it is imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", str(threads))
    os.environ.setdefault("TF_NUM_INTEROP_THREADS", str(threads))


def safely(submission: Submission, options: Options, warm: Warm) -> Graded:
    """Grade; where the grader itself fails, 'not_graded' with the reason."""
    try:
        return grade_submission(submission, options, warm)
    except Exception as error:
        warm.close()
        return not_graded(submission, f"{type(error).__name__}: {error}", warm.kind)
