"""The self-check: a saved notebook runs in a kernel of its own, one verdict an exercise.

The notebook runs in memory, from top to bottom, and its file is never written. Before each
exercise's verdict only the cells above its check run. A cell that fails stops nothing; one that
does not end is interrupted, or its kernel is replaced and the other cells run again.
"""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnist_course.core.exercise import (
    CRASHED,
    INVALID,
    NOT_GRADED,
    TIMED_OUT,
    Exercise,
    Lesson,
    Verdict,
)
from mnist_course.core.language import say
from mnist_course.notebook.check import VERDICT_MIME
from mnist_course.saved import cells, plan, wording
from mnist_course.saved.plan import CHECK, Plan, Step
from mnist_course.selfcheck.kernels import Kernel, KernelFailed, Kernels
from mnist_course.workspace import progress

CELL_SECONDS = 60.0
"""How long a cell that belongs to no exercise may take."""

MARGIN_SECONDS = 5.0
"""What a check gets beyond its exercise's own limit, and a cell to obey an interrupt."""


@dataclass
class Outcome:
    """What became of one cell: 'done', 'error', 'timed out' or 'died'."""

    status: str
    error: str = ""
    verdicts: dict[str, Verdict] = field(default_factory=dict)


@dataclass(frozen=True)
class _Trouble:
    """An answer's cell that did not run to its end.

    Attributes:
        verdict: where there is no function, then.
        note: where there is one all the same.
    """

    verdict: Verdict
    note: str = ""


class SelfCheck:
    """The self-check of one saved notebook, as far as it has been asked for.

    Args:
        path: the notebook, `<id>/<id>.ipynb`.
        lesson: the lesson that it belongs to.
        kernels: where its kernel comes from.
        wanted: the ids of the exercises to check; None for all.
    """

    def __init__(
        self, path: Path, lesson: Lesson, kernels: Kernels, wanted: set[str] | None = None
    ) -> None:
        self._lesson = lesson
        self._folder = path.resolve().parent
        self._kernels = kernels
        self._wanted = wanted
        self._exercises = {one.id: one for one in lesson.exercises}
        self._plan = planned(path, lesson)
        self._sources = [self._source(step) for step in self._plan.steps]
        self._verdicts: dict[str, Verdict] = {}
        self._troubles: dict[str, _Trouble] = {}
        self._error = ""
        self._culprits: set[int] = set()
        self._kernel: Kernel | None = None
        self._at = 0

    @property
    def uses_keras(self) -> bool:
        """Whether the notebook imports Keras, so that a kernel that has done it saves time."""
        return self._lesson.uses_keras or any(
            "keras" in source for source in self._sources if source
        )

    def verdict(self, exercise: Exercise) -> Verdict:
        """The verdict on one exercise; runs the cells down to its check where they have not run."""
        fault = self._plan.faults.get(exercise.id)
        if fault:
            return self._keep(exercise, fault)
        if exercise.artefact and not (self._folder / exercise.artefact).is_file():
            return self._keep(exercise, wording.no_artefact(exercise, self._folder))
        steps = self._plan.steps
        try:
            while exercise.id not in self._verdicts and self._at < len(steps):
                number, self._at = self._at, self._at + 1
                self._run(number, steps[number])
        except KernelFailed as error:
            return Verdict(
                NOT_GRADED, str(error), "`mnist-course doctor` looks for the reason.", "no-kernel"
            )
        return self._verdicts[exercise.id]

    def close(self) -> None:
        """End the kernel."""
        if self._kernel:
            self._kernels.end(self._kernel)
            self._kernel = None

    def _keep(self, exercise: Exercise, verdict: Verdict) -> Verdict:
        progress.record(exercise, verdict, self._folder)
        self._verdicts[exercise.id] = verdict
        return verdict

    def _run(self, number: int, step: Step) -> None:
        exercise = self._exercises.get(step.exercise)
        if step.role == CHECK:
            assert exercise is not None, "a check is one of the lesson's"
            known = exercise.id in self._verdicts or exercise.id in self._plan.faults
            if not known and (self._wanted is None or exercise.id in self._wanted):
                self._check(number, exercise)
            return
        source = self._sources[number]
        if source is None:
            return
        limit = exercise.time_limit + MARGIN_SECONDS if exercise else CELL_SECONDS
        outcome = self._execute(number, source, limit)
        if outcome.error.startswith(wording.ASKS):
            self._error = wording.ASKS
        for name in step.defines | {one for one in (step.exercise,) if one}:
            self._remember(self._exercises[name], step, outcome, limit)

    def _remember(self, exercise: Exercise, step: Step, outcome: Outcome, limit: float) -> None:
        """What a cell that was to define a function came to."""
        defines, source = exercise.id in step.defines, step.cell.source
        if outcome.status == "done":
            if defines:
                self._troubles.pop(exercise.id, None)
            return
        if defines or exercise.id not in self._troubles:
            note = ""
            if defines and outcome.status == "error":
                note = wording.stopped_beside(exercise, outcome.error, source)
            verdict = cell_trouble(exercise, source, outcome, limit)
            self._troubles[exercise.id] = _Trouble(verdict, note)

    def _source(self, step: Step) -> str | None:
        """What runs at a step; an artefact is not made here."""
        exercise = self._exercises.get(step.exercise)
        if step.role == CHECK:
            # Imported here, so that a name `check` of the student's own does no harm.
            module = "__import__('mnist_course.notebook.check', fromlist=['check_as_saved'])"
            return f"{module}.check_as_saved({step.exercise!r})"
        if not step.runs or (exercise and exercise.artefact):
            return None
        return step.cell.source

    def _check(self, number: int, exercise: Exercise) -> None:
        source = self._sources[number] or ""
        outcome = self._execute(number, source, exercise.time_limit + MARGIN_SECONDS)
        verdict = outcome.verdicts.get(exercise.id)
        trouble = self._troubles.get(exercise.id)
        if trouble and (verdict is None or verdict.cause == "missing"):
            verdict, trouble = trouble.verdict, None
        elif verdict is None:
            verdict = check_trouble(exercise, outcome)
        elif verdict.cause == "missing" and exercise.id in self._plan.attempted:
            verdict = wording.no_function(exercise)
        asked = wording.INPUT if wording.asked(verdict, self._error) else ""
        note = (trouble.note if trouble else "") or self._plan.notes.get(exercise.id, "")
        unmade = self._plan.unmade.get(exercise.id, "")
        self._keep(exercise, wording.noted(verdict, asked, unmade, note))

    def _execute(self, number: int, source: str, limit: float) -> Outcome:
        kernel = self._ready_kernel()
        outcome = execute(kernel, source, limit)
        if outcome.status in ("timed out", "died"):
            self._culprits.add(number)
            if outcome.status == "died" or not _obeys(kernel):
                self.close()
        return outcome

    def _ready_kernel(self) -> Kernel:
        """The kernel, with the cells so far run in it."""
        while self._kernel is None:
            self._kernel = self._kernels.start(self._folder, self.uses_keras)
            for number in self._to_replay():
                outcome = execute(self._kernel, self._sources[number] or "", CELL_SECONDS)
                if outcome.status in ("timed out", "died"):
                    self._culprits.add(number)
                    self.close()
                    break
        return self._kernel

    def _to_replay(self) -> list[int]:
        # All but the cell that is about to run, those that broke a kernel, and the checks.
        return [
            number
            for number, step in enumerate(self._plan.steps[: self._at - 1])
            if number not in self._culprits and self._sources[number] and step.role != CHECK
        ]


def planned(path: Path, lesson: Lesson) -> Plan:
    """What runs of a saved notebook; what is wrong with it becomes a verdict, never an error."""
    try:
        own = cells.read(path.read_bytes(), path.name)
    except cells.Unreadable as error:
        fault = Verdict(INVALID, error.message, error.next_step, error.cause)
    except OSError as error:
        said = say(
            "{path} cannot be read: {reason}.", path=path.name, reason=error.strerror or error
        )
        fault = Verdict(INVALID, said, "Make the file readable, and try again.", "unreadable")
    else:
        return plan.make(own, plan.released(lesson.id), lesson.exercises)
    return plan.nothing(fault, lesson.exercises)


def check_notebook(
    path: Path, lesson: Lesson, kernels: Kernels, ahead: bool = False
) -> Iterator[tuple[Exercise, Verdict]]:
    """Check a saved notebook, one exercise after the other, in the lesson's order.

    Args:
        path, lesson, kernels: as in `SelfCheck`.
        ahead: have a kernel ready for the notebook's next check at the end.
    """
    run = SelfCheck(path, lesson, kernels)
    try:
        for exercise in lesson.exercises:
            yield exercise, run.verdict(exercise)
    finally:
        run.close()
    if ahead:
        with contextlib.suppress(KernelFailed):
            kernels.prepare(path.resolve().parent, run.uses_keras)


def cell_trouble(exercise: Exercise, source: str, outcome: Outcome, limit: float) -> Verdict:
    """The verdict where an exercise's own cell did not run to its end."""
    if outcome.status == "timed out":
        return Verdict(
            TIMED_OUT,
            say(
                "The cell of `{exercise}` did not finish within {limit:g} seconds.",
                exercise=exercise.id,
                limit=limit,
            ),
            "It should only define the function. Look for a loop that never ends.",
            "timed-out",
        )
    if outcome.status == "died":
        return _died(say("The cell of `{exercise}`", exercise=exercise.id))
    return wording.cell_stopped(exercise, outcome.error, source)


def check_trouble(exercise: Exercise, outcome: Outcome) -> Verdict:
    """The verdict where a check gave none."""
    if outcome.status == "timed out":
        return Verdict(
            TIMED_OUT,
            say(
                "`{exercise}` did not finish within {time_limit:g} seconds, and could not be "
                "interrupted.",
                exercise=exercise.id,
                time_limit=exercise.time_limit,
            ),
            "Look for a loop that never ends, or for an `except:` that catches everything.",
            "timed-out",
        )
    if outcome.status == "died":
        return _died(f"`{exercise.id}`")
    return Verdict(
        NOT_GRADED,
        say(
            "The check of `{exercise}` itself failed: {reason}.",
            exercise=exercise.id,
            reason=outcome.error or say("it gave no verdict"),
        ),
        "This is not your mistake. Please report it.",
        "check-failed",
    )


def _died(what: str) -> Verdict:
    return Verdict(
        CRASHED,
        say("{what} ended Python itself; the kernel died.", what=what),
        "Look for a call such as `exit()`, or for arrays too large for the memory.",
        "kernel-died",
    )


def execute(kernel: Kernel, source: str, limit: float) -> Outcome:
    """Run one cell, and keep of its outputs the error and the verdicts.

    nbclient's `execute_cell` was tried: with a blocking client it waits for ever where the kernel
    dies, it counts in whole seconds, and it keeps a flood of output in memory.

    Args:
        kernel: where it runs.
        source: the cell.
        limit: seconds after which it counts as 'timed out'; it is not interrupted here.
    """
    client = kernel.client
    message_id = client.execute(source, allow_stdin=False, stop_on_error=False)
    outcome = Outcome("done")
    deadline = time.monotonic() + limit
    answered = None
    while True:
        now = time.monotonic()
        if now > deadline:
            outcome.status = "timed out"
            return outcome
        # A flood of output can push the 'idle' message out of the queue; the reply never is.
        if answered and now > answered + 1:
            return outcome
        message = _next_message(client.iopub_channel, 0.2)
        if message is None:
            if not kernel.alive():
                outcome.status = "died"
                return outcome
            answered = answered or (now if _replied(client, message_id) else None)
            continue
        if message["parent_header"].get("msg_id") != message_id:
            continue
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return outcome
        _note(outcome, message["msg_type"], message["content"])


def _next_message(channel: Any, timeout: float) -> dict | None:
    from queue import Empty

    try:
        return channel.get_msg(timeout=timeout)
    except Empty:
        return None
    except (ValueError, KeyError, TypeError):
        # A message that a student's own threads or forks garbled.
        return None


def _replied(client: Any, message_id: str) -> bool:
    while message := _next_message(client.shell_channel, 0):
        if message["parent_header"].get("msg_id") == message_id:
            return True
    return False


def _note(outcome: Outcome, kind: str, content: dict) -> None:
    if kind == "error":
        outcome.status = "error"
        outcome.error = f"{content['ename']}: {content['evalue']}"[:500]
    elif kind in ("display_data", "execute_result"):
        data = content["data"].get(VERDICT_MIME)
        if isinstance(data, dict) and "exercise" in data:
            outcome.verdicts[data["exercise"]] = Verdict.from_dict(data)


def _obeys(kernel: Kernel) -> bool:
    """Interrupt the running cell; True where the kernel then answers."""
    for _ in range(2):
        kernel.interrupt()
        if execute(kernel, "None", MARGIN_SECONDS / 2).status == "done":
            return True
    return False
