"""The grader's end of the sandbox: a warm process, and the kernels forked from it."""

import contextlib
import json
import select
import socket
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.sandbox import wall
from autograder.sandbox.inside.wire import Channel, Closed, Late, Malformed
from autograder.sandbox.limits import Limits
from autograder.sandbox.outputs import MESSAGE, Collector, text
from mnist_course.core.language import say, sentence

_START_SECONDS = 300.0
_FORK_SECONDS = 60.0
_GRACE_SECONDS = 5.0
_SUPERVISOR_SECONDS = 60.0
"""For what the supervisor says: on a machine that is full of copies, its turn comes late."""
_SETTLED_SECONDS = 10.0
"""What waiting for a submission's processes to lie still may take of its own time."""
_PATIENCE = 4.0
_WORTH_WAITING = 0.5
_RENEW_AFTER = 500


class SandboxFailed(Exception):
    """The sandbox itself failed: not the student's doing."""


@dataclass(frozen=True)
class Ran:
    """What became of a cell or a probe.

    Attributes:
        outputs: nbformat outputs.
        error: None, or the error as `mnist_course.probes.calls.describe_error` gives it.
        fate: '' where the request was answered, else 'timed_out', 'over_limit' or 'crashed'.
        reason: the fate in words.
        data: what the kernel answered; to be read with suspicion.
        missing: whether there was no such function to probe.
        seconds: wall time; `waited` of it were granted because the machine was busy.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: dict[str, Any] | None = None
    fate: str = ""
    reason: str = ""
    data: bytes = b""
    missing: bool = False
    seconds: float = 0.0
    waited: float = 0.0


class Warm:
    """A warm process that is started when first needed, and renewed when it is gone or old.

    Args:
        kind: 'bubblewrap' or 'none'.
        threads: for TensorFlow in each submission.
        limits: for each submission.
        lent: `control` of another's, with which this one makes do for as long as it serves.
    """

    def __init__(
        self,
        kind: str,
        threads: int = 1,
        limits: Limits = Limits(),
        lent: socket.socket | None = None,
    ):
        self.kind = kind
        self.limits = limits
        self._threads = threads
        self._lent = lent
        self._zygote: wall.Zygote | None = None
        self._ready = False
        self._forks = 0

    @property
    def control(self) -> socket.socket | None:
        """Where others may ask for kernels too; None where it is not running."""
        return self._zygote.control if self._zygote else None

    def start(self) -> None:
        """Start it without waiting until it is ready."""
        if self._zygote is None and self._lent is None:
            self._zygote = wall.start(self.kind, self._threads)
            self._ready, self._forks = False, 0

    def job(self) -> "Job":
        """Fork a kernel for one submission.

        Raises:
            SandboxFailed: where that does not work, twice.
        """
        for attempt in (1, 2):
            if self._forks >= _RENEW_AFTER:
                self.close()
            try:
                return self._fork()
            except (OSError, Closed, Late, Malformed) as error:
                reason = f"{type(error).__name__}: {error}; {self._log()}"
                self.close()
                if attempt == 2:
                    raise SandboxFailed(f"The sandbox did not start: {reason}") from None
        raise AssertionError

    def _fork(self) -> "Job":
        self.start()
        patience = _FORK_SECONDS
        if self._lent is not None:
            control = self._lent
            if not self._ready:
                # It may still be starting, and says 'ready' once, to nobody.
                patience = _START_SECONDS
        else:
            assert self._zygote
            control = self._zygote.control
            if not self._ready:
                control.settimeout(_START_SECONDS)
                if control.recv(100) != b"ready":
                    raise Closed("the warm process ended while it started")
                self._ready = True
        ours, theirs = socket.socketpair()
        channel = Channel(ours, one_writer=True)
        life, their_life = socket.socketpair()
        with theirs, their_life:
            request = {**asdict(self.limits), "isolate": self.kind != wall.NONE}
            handles = [theirs.fileno(), their_life.fileno()]
            socket.send_fds(control, [json.dumps(request).encode()], handles)
        self._forks += 1
        job = Job(channel, Channel(life), self.limits)
        head, _ = job.channel.receive(time.monotonic() + patience)
        if "ready" not in head:
            raise Closed(str(head.get("failure"))[:500])
        self._ready = True
        return job

    def _log(self) -> str:
        if self._zygote is None:
            return "no log"
        with contextlib.suppress(OSError):
            lines = self._zygote.log.read_text(errors="replace").strip().splitlines()
            return lines[-1] if lines else "its log is empty"
        return "no log"

    def close(self) -> None:
        """End it and everything in it; what was lent is given back."""
        if self._lent is not None:
            self._lent.close()
            self._lent, self._ready = None, False
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None


class Job:
    """The kernel of one submission.

    It is alive until it is lost, or until code that was to be probed left processes behind or ran
    out of memory: these must not be there while the next exercise is looked at, nor what fills it.
    """

    def __init__(self, channel: Channel, life: Channel, limits: Limits):
        self.channel = channel
        self.alive = True
        self._life = life
        self._limits = limits
        self._number = 0
        self._received = 0
        self._waited = 0.0
        self._granted = 0.0
        self._company: frozenset[str] = frozenset()
        self._exit: dict[str, Any] = {}

    def put(self, path: str, content: bytes, seconds: float = 30) -> Ran:
        """Write a file into the submission's folder."""
        return self._ask({"do": "file", "path": path}, content, seconds)

    def cell(self, source: str, seconds: float) -> Ran:
        """Run a code cell."""
        return self._ask({"do": "cell"}, source.encode(), seconds)

    def probe(self, exercise: str, inputs: bytes, seconds: float, path: str = "") -> Ran:
        """Probe an exercise with packed inputs; `data` is packed too."""
        return self._ask({"do": "probe", "exercise": exercise, "path": path}, inputs, seconds)

    def fetch(self, path: str, seconds: float = 30) -> Ran:
        """Read a file that the submission wrote."""
        return self._ask({"do": "read", "path": path}, b"", seconds)

    def close(self) -> None:
        """End the submission and all that it started."""
        self.alive = False
        self._life.close()
        self.channel.close()

    def _ask(self, head: dict[str, Any], payload: bytes, seconds: float) -> Ran:
        started = time.monotonic()
        deadline = started + seconds
        self._number += 1
        collector = Collector(self._limits.kept_output)
        interrupted = False
        extended = self._granted = 0.0
        error: Any = None
        answer, missing, fate, reason = b"", False, "", ""
        left = False
        try:
            self.channel.send({**head, "id": self._number}, payload, deadline)
            while True:
                try:
                    reply, data = self._next(collector, deadline)
                except Late:
                    more = min(self._kept_waiting(collector), _PATIENCE * seconds - extended)
                    if not interrupted and more > _WORTH_WAITING:
                        extended += more
                        deadline = time.monotonic() + more
                        continue
                    if interrupted:
                        raise
                    interrupted = True
                    deadline = time.monotonic() + _GRACE_SECONDS
                    self._life.send({"do": "interrupt"}, deadline=deadline)
                    continue
                if "out" in reply:
                    collector.add(text(reply["out"]), data)
                elif reply.get("done") == self._number:
                    error, missing = reply.get("error"), reply.get("missing") is True
                    answer = data
                    break
            left = self._settled(collector)
        except _Over as over:
            fate, reason = "over_limit", str(over)
        except Late:
            fate, reason = self._beyond(collector, seconds)
        except (Closed, Malformed):
            fate, reason = self._post_mortem()
        probed = head["do"] == "probe"
        if fate or (left and (interrupted or probed)) or (probed and _short_of_memory(error)):
            self.close()
        if interrupted and not fate:
            fate, reason = (
                "timed_out",
                say("It did not end within {seconds:g} seconds.", seconds=seconds),
            )
        elapsed = time.monotonic() - started
        return Ran(
            collector.outputs,
            _error(error),
            fate,
            reason,
            answer,
            missing,
            elapsed,
            self._machines_share(elapsed, seconds, extended),
        )

    def _next(self, collector: Collector, deadline: float) -> tuple[dict[str, Any], bytes]:
        """The kernel's next frame; the supervisor's are dealt with on the way."""
        poll = select.poll()
        poll.register(self.channel.sock, select.POLLIN)
        poll.register(self._life.sock, select.POLLIN)
        while True:
            remaining = deadline - time.monotonic()
            ready = [n for n, _ in poll.poll(max(0, remaining) * 1000)]
            if not ready:
                raise Late
            if self._life.sock.fileno() in ready:
                head, data = self._life.receive(deadline)
                self._heed(head, data, collector)
            if self.channel.sock.fileno() in ready:
                frame = self.channel.receive(deadline)
                if frame[0].get("done") != self._number:
                    self._count(frame[1])
                return frame

    def _kept_waiting(self, collector: Collector) -> float:
        """Seconds, not yet allowed for, that a busy machine kept the kernel from running."""
        waited = float(self._supervisor("waited", collector)["waited"])
        more, self._waited = max(0.0, waited - self._waited), max(waited, self._waited)
        return more

    def _machines_share(self, elapsed: float, seconds: float, extended: float) -> float:
        """How much of a request's time the busy machine took, and so is not the submission's.

        Never all: what is left counts, so that the whole ends whatever the machine does.
        """
        own = seconds + _GRACE_SECONDS + _SETTLED_SECONDS
        waited = max(extended, self._granted, elapsed - own)
        return min(waited, elapsed * _PATIENCE / (1 + _PATIENCE))

    def _beyond(self, collector: Collector, seconds: float) -> tuple[str, str]:
        """What a request came to that did not end: over its time, if it is over nothing else.

        Where a submission's processes leave the machine no time to count them, the clock must not
        be first on one day and the count on another.
        """
        try:
            self._supervisor("waited", collector)
        except _Over as over:
            return "over_limit", str(over)
        except (Closed, Malformed):
            return self._post_mortem()
        except Late:
            pass
        return "timed_out", _not_ended(seconds)

    def _settled(self, collector: Collector) -> bool:
        """Wait until the kernel's company is what it will be; whether there is more of it now.

        What was started in answer to one request is on that request's account, not on the next
        one's: a fork bomb goes on when the cell or call that set it off has ended.
        """
        said = self._supervisor("settle", collector)
        self._granted = float(said["waited"])
        self._waited = 0.0
        company = frozenset(map(str, said["settle"]))
        grown, self._company = bool(company - self._company), company
        return grown

    def _supervisor(self, what: str, collector: Collector) -> dict[str, Any]:
        """Ask the supervisor; its answer, where it finds the submission within its limits."""
        deadline = time.monotonic() + _SUPERVISOR_SECONDS
        self._life.send({"do": what}, deadline=deadline)
        while True:
            head, data = self._life.receive(deadline)
            if what not in head:
                self._heed(head, data, collector)
            elif head["over"]:
                raise _Over(_OVER.get(str(head["over"]), sentence("It was over a limit.")))
            else:
                return head

    def _heed(self, head: dict[str, Any], data: bytes, collector: Collector) -> None:
        """What the supervisor says of its own accord."""
        if "over" in head:
            raise _Over(_OVER.get(str(head["over"]), sentence("It was over a limit.")))
        if "exit" in head or "failure" in head:
            self._exit = head
            raise Closed(str(head))
        self._count(data)
        collector.raw(data)

    def _count(self, data: bytes) -> None:
        self._received += len(data) + MESSAGE
        if self._received > self._limits.output:
            raise _Over(_OVER["output"])

    def _post_mortem(self) -> tuple[str, str]:
        """Why the kernel is gone: the supervisor knows."""
        deadline = time.monotonic() + _SUPERVISOR_SECONDS
        with contextlib.suppress(Closed, Late, Malformed):
            while "exit" not in self._exit:
                self._exit, _ = self._life.receive(deadline)
                if "over" in self._exit:
                    return "over_limit", _OVER.get(
                        str(self._exit["over"]), sentence("It was over a limit.")
                    )
            return "crashed", _how_it_ended(int(self._exit["exit"]))
        return "crashed", sentence("The kernel closed its connection to the grader.")


class _Over(Exception):
    """A limit was exceeded; the message says which, for the student."""


_TOO_MANY = sentence("It started more processes or threads than it may.")
_OVER = {
    "memory": sentence("It used more memory than it may."),
    "processes": _TOO_MANY,
    # Which of the two is seen first is chance.
    "copies": _TOO_MANY,
    "output": sentence("It printed or displayed more than it may."),
}


_OVER_SOMETHING = sentence("It was over a limit.")


def _not_ended(seconds: float) -> str:
    return say("It did not end within {seconds:g} seconds.", seconds=seconds)


def _how_it_ended(code: int) -> str:
    if code < 0:
        return say("The kernel was ended by signal {number}.", number=-code)
    return say("The kernel ended by itself with exit status {code}.", code=code)


def _short_of_memory(raw: Any) -> bool:
    return isinstance(raw, dict) and raw.get("type") == MemoryError.__name__


def _error(raw: Any) -> dict[str, Any] | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        return {"type": "Error", "message": "", "line": "", "number": 0}
    number = raw.get("number")
    return {
        "type": text(raw.get("type"), "Error")[:100],
        "message": text(raw.get("message"))[:500],
        "line": text(raw.get("line"))[:200],
        "number": number if type(number) is int else 0,
    }
