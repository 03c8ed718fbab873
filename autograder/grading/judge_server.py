"""The process that judges are forked from: imports everything once, and judges nothing itself.

    python -m autograder.grading.judge_server FD LIMITS

    grader ── server ── judge, one answer at a time, replaced when an answer ends it

It runs no student code, but what judges read is of a submission's making, and can ask for more
memory and time than there is. So each answer has limits, which the kernel keeps: beyond them the
judge ends, and with it that answer's chance, and nothing else.
"""

import gc
import json
import math
import os
import resource
import signal
import socket
import sys
import time
from dataclasses import dataclass

from autograder.grading import trusted, wording
from autograder.records.results import Result
from autograder.sandbox.inside import linux
from autograder.sandbox.inside.usage import SIZE, statm
from autograder.sandbox.inside.wire import Channel, Closed
from mnist_course import course, data
from mnist_course.core import own_code, quiet
from mnist_course.core.exercise import Exercise

# `course.judged` asks for it by name: each judge has it from here, within its limits.
from mnist_course.judging.habits import telling  # noqa: F401

BUSY = 4
"""How many times as long as its processor time an answer may take on a busy machine."""


@dataclass(frozen=True)
class Limits:
    """What judging one answer may take.

    Attributes:
        memory: bytes of address space, beyond what the judge has when the answer comes.
        seconds: processor time, all threads together.
        artefact_seconds: the same for a trained network, which reads tens of thousands of images.
        start_seconds: wall time until a judge is there.
    """

    memory: int = 2 * 2**30
    seconds: int = 30
    artefact_seconds: int = 300
    start_seconds: float = 300.0

    def processor(self, exercise: Exercise) -> int:
        """Seconds of processor time."""
        return self.artefact_seconds if exercise.artefact else self.seconds

    def wall(self, exercise: Exercise) -> int:
        """Seconds of wall time."""
        return BUSY * self.processor(exercise)


def main(control_fd: int, limits: Limits) -> None:
    """Warm up, then fork a judge for each socket that arrives, until the grader hangs up."""
    control = socket.socket(fileno=control_fd)
    quiet.import_keras()
    data.warm()
    for lesson in course.lessons():
        for exercise in lesson.exercises:
            course.answer(exercise.id)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, handles, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            try:
                _serve(Channel(socket.socket(fileno=handles[0])), limits)
            finally:
                os._exit(0)
        os.close(handles[0])


def _serve(channel: Channel, limits: Limits) -> None:
    linux.die_with_parent(signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    channel.send({"ready": True})
    while True:
        try:
            head, payload = channel.receive()
        except Closed:
            return
        exercise = course.exercise(head["exercise"])
        inputs, rest = payload[: head["inputs"]], payload[head["inputs"] :]
        observed, code = rest[: head["observed"]], own_code.unpacked(rest[head["observed"] :])
        _limit(exercise, limits)
        verdict = trusted.judge(exercise, inputs, observed, code)
        _no_limit()
        kept = Result(exercise.id, None, exercise.points, verdict).as_dict()
        channel.send({}, json.dumps(kept).encode())
        if verdict.cause == wording.TOO_MUCH:
            # What is left of it after that is anybody's guess.
            return


def _limit(exercise: Exercise, limits: Limits) -> None:
    # Beyond, the kernel refuses memory, and ends the process for its time: nothing in the
    # process, stuck as it may be, has to come round to looking at a clock.
    _soft(resource.RLIMIT_AS, statm("self", SIZE) + limits.memory)
    _soft(resource.RLIMIT_CPU, math.ceil(time.process_time()) + limits.processor(exercise))
    signal.setitimer(signal.ITIMER_REAL, limits.wall(exercise))


def _no_limit() -> None:
    signal.setitimer(signal.ITIMER_REAL, 0)
    for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        _soft(what, resource.getrlimit(what)[1])


def _soft(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        most = hard if most == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), Limits(**json.loads(sys.argv[2])))
