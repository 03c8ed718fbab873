"""The grader's end of the judge server: an answer goes in, a verdict comes out."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict

from autograder.grading import wording
from autograder.grading.judge_server import Limits
from autograder.records.results import Result
from autograder.sandbox.inside.wire import Channel, Closed, Late, Malformed
from mnist_course.core import quiet
from mnist_course.core.exercise import Exercise, Verdict
from mnist_course.core.own_code import NO_CODE, Code

_GRACE_SECONDS = 30.0


class Judges:
    """A judge in a process of its own, started when first needed and replaced when it is lost.

    Args:
        threads: TensorFlow's.
        limits: on each answer.
        lent: `control` of another's server, with which this one makes do for as long as it serves.
    """

    def __init__(
        self, threads: int = 1, limits: Limits = Limits(), lent: socket.socket | None = None
    ):
        self.limits = limits
        self.control = lent
        self._threads = threads
        self._server: subprocess.Popen[bytes] | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        self._judge: Channel | None = None

    def start(self) -> None:
        """Start the server without waiting until it is ready."""
        if self.control is not None:
            return
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        limits = json.dumps(asdict(self.limits))
        command = [sys.executable, "-m", "autograder.grading.judge_server"]
        with theirs:
            self._server = subprocess.Popen(
                [*command, str(theirs.fileno()), limits],
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                pass_fds=(theirs.fileno(),),
                env=environment(self._threads),
                start_new_session=True,
            )

    def judge(
        self, exercise: Exercise, packed_inputs: bytes, observed: bytes, code: Code = NO_CODE
    ) -> Verdict:
        """As `trusted.judge`, within limits.

        An answer that takes more than they allow is `over_limit`, and is not judged again: the
        next one finds a new judge.
        """
        try:
            judge = self._ready()
        except (OSError, Closed, Late, Malformed) as error:
            reason = f"the judge did not start: {type(error).__name__}: {error}; {self._last()}"
            self.close()
            return wording.grader_failed(reason)
        sizes = {"inputs": len(packed_inputs), "observed": len(observed)}
        head = {"exercise": exercise.id, **sizes}
        deadline = time.monotonic() + self.limits.wall(exercise) + _GRACE_SECONDS
        try:
            judge.send(head, packed_inputs + observed + code.packed(), deadline)
            _, payload = judge.receive(deadline)
        except Late:
            self.close()
            return wording.too_much(exercise.id)
        except (Closed, Malformed):
            self._dismiss()
            return wording.too_much(exercise.id)
        verdict = Result.from_dict(json.loads(payload)).verdict
        if verdict.cause == wording.TOO_MUCH:
            self._dismiss()
        return verdict

    def _ready(self) -> Channel:
        for attempt in (1, 2):
            if self._judge is not None:
                return self._judge
            try:
                self._judge = self._forked()
            except (OSError, Closed, Late, Malformed):
                self.close()
                if attempt == 2:
                    raise
        assert self._judge
        return self._judge

    def _forked(self) -> Channel:
        self.start()
        assert self.control
        ours, theirs = socket.socketpair()
        channel = Channel(ours)
        try:
            with theirs:
                socket.send_fds(self.control, [b"f"], [theirs.fileno()])
            channel.receive(time.monotonic() + self.limits.start_seconds)
        except BaseException:
            channel.close()
            raise
        return channel

    def _dismiss(self) -> None:
        if self._judge is not None:
            self._judge.close()
            self._judge = None

    def _last(self) -> str:
        with contextlib.suppress(OSError):
            self._log.seek(max(0, self._log.seek(0, os.SEEK_END) - 2_000))
            lines = self._log.read().decode(errors="replace").strip().splitlines()
            return lines[-1] if lines else "its log is empty"
        return "no log"

    def close(self) -> None:
        """End the judge, and the server unless it was lent."""
        self._dismiss()
        if self.control is not None:
            self.control.close()
            self.control = None
        if self._server is not None:
            # Its judge ends with it.
            self._server.kill()
            self._server.wait()
            self._server = None


def environment(threads: int) -> dict[str, str]:
    """In which TensorFlow is quiet and keeps to its threads; what is set already stays."""
    return {**quiet.environment(threads), "OPENBLAS_NUM_THREADS": str(threads), **os.environ}
