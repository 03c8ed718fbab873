"""Grade many submissions on this machine: worker processes that share what takes long to start.

    coordinator ─┬─ warm process, which kernels are forked from ── kernel, one a submission
                 ├─ judge server ── judge, one a worker
                 └─ worker, several: one submission at a time

TensorFlow is imported twice, whatever the number of workers. One that finds the warm process or
the judge server gone starts its own.

Each worker has a pipe of its own. Where they share one, as in `concurrent.futures` and pebble
(5.2 was tried), a worker that is killed while it waits for its turn breaks the whole pool.
"""

import contextlib
import multiprocessing
import os
import signal
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from autograder.grading import judge_server
from autograder.grading.judges import Judges
from autograder.grading.run import Options, grade_submission, not_graded
from autograder.intake.submission import Submission
from autograder.pages import rendered
from autograder.records.results import Graded
from autograder.sandbox.inside import linux
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import Warm
from mnist_course import course
from mnist_course.core import course_rooms
from mnist_course.core.errors import named

_MEMORY_A_JOB = 3 * 2**30
_ATTEMPTS = 3
_SUBMISSIONS_A_WORKER = 300
_MOST_SHARE = 8
"""How many workers may share a warm process, which forks for one after the other."""


@dataclass(frozen=True)
class Setup:
    """All that a worker needs to know.

    Attributes:
        options: seed and mode.
        sandbox: 'bubblewrap' or 'none'.
        threads: TensorFlow's, in each submission and in the judge.
        limits: on each submission.
        judging: on what is done with each answer.
        starting: seconds for all that must start: the sandbox, its kernels, the judge.
        course: the digest of the course that is graded; a worker with another one refuses.
    """

    options: Options
    sandbox: str
    threads: int = 1
    limits: Limits = field(default_factory=Limits)
    judging: judge_server.Limits = field(default_factory=judge_server.Limits)
    starting: float = 600.0
    course: str = field(default_factory=course_rooms.digest)

    @property
    def longest(self) -> float:
        """Seconds for which one submission can hold a worker, whatever it does.

        All its time limits together, on a machine that is so busy that each takes `BUSY` times
        as long again. A worker that takes longer is lost, and is ended.
        """
        running = self.limits.total_seconds + self.limits.probe_seconds
        if self.options.retrain:
            running += self.limits.training_seconds
        judging = max(sum(map(self.judging.wall, lesson.exercises)) for lesson in course.lessons())
        return self.starting + (1 + judge_server.BUSY) * running + judging


def default_jobs() -> int:
    """How many jobs the cores and the free memory allow; at least 1."""
    import psutil

    return max(1, min(_cores(), psutil.virtual_memory().available // _MEMORY_A_JOB))


def threads_for(jobs: int) -> int:
    """How many threads each job may use, so that the jobs share the cores."""
    return max(1, _cores() // jobs)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def grade_all(
    submissions: Iterable[Submission], setup: Setup, jobs: int
) -> Iterator[tuple[Submission, Graded]]:
    """Grade in `jobs` processes; yields each submission once, in the order in which they end.

    A worker that dies is replaced and its submission tried again; after three deaths it is
    'not_graded'. One that takes longer than `setup.longest` is replaced too, but its submission
    is not tried again. `submissions` is read as workers become free, so a class of any size fits.
    """
    source = iter(submissions)
    again: deque[_Task] = deque()
    workers: list[_Worker] = []
    shared: list[_Shared] = []
    context = multiprocessing.get_context("spawn")
    try:
        while True:
            while len(workers) < jobs or any(not worker.task for worker in workers):
                task = again.popleft() if again else _next(source)
                if task is None:
                    break
                worker = next((worker for worker in workers if not worker.task), None)
                if worker is None:
                    if not shared or shared[-1].workers >= min(jobs, _MOST_SHARE):
                        if shared:
                            shared[-1].hang_up()
                        shared.append(_Shared(setup))
                    worker = _Worker(context, setup, shared[-1])
                    workers.append(worker)
                if not worker.give(task):
                    workers.remove(worker)
                    yield from _lost(task, again, setup)
            busy = [worker for worker in workers if worker.task]
            if not busy:
                return
            ready = wait([worker.connection for worker in busy], timeout=1.0)
            for worker in busy:
                task = worker.task
                assert task is not None
                if worker.connection in ready:
                    graded = worker.take()
                    if graded is None:
                        worker.kill()
                        workers.remove(worker)
                        yield from _lost(task, again, setup)
                        continue
                    if worker.done >= _SUBMISSIONS_A_WORKER:
                        worker.retire()
                        workers.remove(worker)
                    yield task.submission, graded
                elif worker.late():
                    worker.kill()
                    workers.remove(worker)
                    reason = f"it held its worker for more than {setup.longest:,.0f} seconds."
                    yield task.submission, not_graded(task.submission, reason, setup.sandbox)
    finally:
        for worker in workers:
            worker.kill()
        for one in shared:
            one.close()


@dataclass
class _Task:
    submission: Submission
    attempts: int = 0


def _next(source: Iterator[Submission]) -> _Task | None:
    submission = next(source, None)
    return None if submission is None else _Task(submission)


def _lost(task: _Task, again: deque[_Task], setup: Setup) -> Iterator[tuple[Submission, Graded]]:
    """The task's worker is dead: it is tried again, or given up."""
    task.attempts += 1
    if task.attempts < _ATTEMPTS:
        again.append(task)
        return
    reason = f"its worker died {_ATTEMPTS} times."
    yield task.submission, not_graded(task.submission, reason, setup.sandbox)


class _Shared:
    """A warm process and a judge server for a generation of workers; the next has new ones."""

    def __init__(self, setup: Setup):
        self.workers = 0
        self._warm = Warm(setup.sandbox, setup.threads, setup.limits)
        self._judges = Judges(setup.threads, setup.judging)
        # Both import TensorFlow at the same time. What does not start now each worker starts
        # for itself, and is heard.
        for part in (self._warm, self._judges):
            with contextlib.suppress(Exception):
                part.start()

    def lent(self) -> tuple[socket.socket | None, socket.socket | None]:
        """What a worker asks them with."""
        self.workers += 1
        return self._warm.control, self._judges.control

    def hang_up(self) -> None:
        """Lend them to no more workers: they end with the last that they were lent to."""
        for control in (self._warm.control, self._judges.control):
            if control is not None:
                control.close()

    def close(self) -> None:
        """End both."""
        self._warm.close()
        self._judges.close()


class _Worker:
    """One worker process, seen from the coordinator."""

    def __init__(self, context: Any, setup: Setup, shared: _Shared):
        self.connection, theirs = context.Pipe()
        arguments = theirs, setup, *shared.lent()
        self.process = context.Process(target=work, args=arguments, daemon=False)
        self.process.start()
        theirs.close()
        self.task: _Task | None = None
        self.done = 0
        self._since = 0.0
        self._patience = setup.longest

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


def work(
    connection: Connection,
    setup: Setup,
    warm: socket.socket | None = None,
    judges: socket.socket | None = None,
) -> None:
    """A worker: grades what it is sent until the coordinator hangs up, and ends with it.

    Args:
        connection: to the coordinator.
        setup: how to grade.
        warm, judges: as `Grader` takes them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    linux.die_with_parent(signal.SIGKILL)
    grader = Grader(setup, warm, judges)
    with contextlib.closing(grader), contextlib.suppress(EOFError, OSError):
        while True:
            connection.send(grader.grade(connection.recv()))


class Grader:
    """A sandbox and a judge, for one submission after the other.

    Args:
        setup: how to grade.
        warm, judges: `control` of a warm process and of a judge server that are shared; where
            there are none, or once they are gone, it has its own.
    """

    def __init__(
        self,
        setup: Setup,
        warm: socket.socket | None = None,
        judges: socket.socket | None = None,
    ):
        self._setup = setup
        self._warm = Warm(setup.sandbox, setup.threads, setup.limits, warm)
        self._judges = Judges(setup.threads, setup.judging, judges)
        # Both import TensorFlow at the same time. What does not start now is started again, and
        # heard, when it is needed.
        for part in (self._warm, self._judges):
            with contextlib.suppress(Exception):
                part.start()

    def grade(self, submission: Submission) -> Graded:
        """Grade and render; where the grader itself fails, 'not_graded' with the reason."""
        try:
            return rendered.render(
                grade_submission(submission, self._setup.options, self._warm, self._judges.judge)
            )
        except Exception as error:
            self.close()
            return rendered.render(not_graded(submission, named(error), self._warm.kind))

    def close(self) -> None:
        """End both."""
        self._warm.close()
        self._judges.close()
