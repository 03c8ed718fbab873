"""A submission's kernel that is replaced when it is lost, with the good cells run again."""

import time

from autograder.sandbox.warm_process import Job, Ran, Warm
from mnist_course.core.language import say


class Replay:
    """Runs cells and probes; after the loss of a kernel, goes on in a new one.

    The cell or probe that lost the kernel is not run again, so each can do so once. There are
    bounds on the number of kernels and on the time altogether, beyond which nothing more runs.

    Args:
        warm: where kernels come from.
        files: what lies beside the notebook.
        timings: where seconds are added up by kind: 'fork', 'cells', 'probes', 'replay'.
    """

    def __init__(self, warm: Warm, files: dict[str, bytes], timings: dict[str, float]):
        self._warm = warm
        self._files = files
        self._timings = timings
        self._job: Job | None = None
        self._good: list[tuple[str, float]] = []
        self._kernels = 0
        self._spent = 0.0
        self._end: Ran | None = None

    def cell(self, source: str, seconds: float, counts: bool = True) -> Ran:
        """Run a cell; with `counts`, its time counts towards the total."""
        job = self._ready()
        if job is None:
            return self._end or Ran()
        ran = job.cell(source, self._allowed(seconds) if counts else seconds)
        self._add("cells", ran, counts)
        if job.alive:
            self._good.append((source, seconds))
        return ran

    def probe(self, exercise: str, inputs: bytes, seconds: float, path: str = "") -> Ran:
        """Probe an exercise."""
        job = self._ready()
        if job is None:
            return self._end or Ran()
        seconds = min(seconds, self._warm.limits.probe_seconds)
        ran = job.probe(exercise, inputs, self._allowed(seconds), path)
        self._add("probes", ran)
        return ran

    def fetch(self, path: str) -> Ran:
        """Read a file beside the notebook."""
        job = self._ready()
        return job.fetch(path) if job else self._end or Ran()

    def close(self) -> None:
        """End the kernel."""
        if self._job is not None:
            self._job.close()
            self._job = None

    def _allowed(self, seconds: float) -> float:
        return max(1.0, min(seconds, self._warm.limits.total_seconds - self._spent))

    def _add(self, kind: str, ran: Ran, counts: bool = True) -> None:
        if counts:
            self._spent += ran.seconds - ran.waited
        self._timings[kind] = self._timings.get(kind, 0.0) + ran.seconds
        if ran.fate and self._kernels > self._warm.limits.restarts:
            self._end = Ran(
                fate=ran.fate, reason=say("Too many kernels were lost. {reason}", reason=ran.reason)
            )
        elif self._spent >= self._warm.limits.total_seconds:
            limit = self._warm.limits.total_seconds
            reason = say("The whole notebook took more than its {limit:g} seconds.", limit=limit)
            self._end = Ran(fate="timed_out", reason=reason)

    def _ready(self) -> Job | None:
        """A live kernel in the state that the good cells leave, or None at the end."""
        while self._end is None:
            if self._job is not None and self._job.alive:
                return self._job
            started = time.monotonic()
            first = self._kernels == 0
            self._job = self._warm.job()
            self._kernels += 1
            for path, content in self._files.items():
                self._job.put(path, content)
            self._timings["fork"] = self._timings.get("fork", 0.0) + time.monotonic() - started
            if not first:
                self._again(self._job)
        return None

    def _again(self, job: Job) -> None:
        good, self._good = self._good, []
        for source, seconds in good:
            ran = job.cell(source, self._allowed(seconds))
            self._add("replay", ran)
            if not job.alive or self._end is not None:
                return
            self._good.append((source, seconds))
