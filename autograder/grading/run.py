"""Grade one submission: read, run in the sandbox, probe, judge outside.

A pure function of the submission's bytes, the lesson and the seed; safe to run anywhere.
"""

import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.grading import learning_curve, trusted, wording
from autograder.grading.replay import Replay
from autograder.intake.submission import Submission
from autograder.records.results import Curve, Graded, Result
from autograder.sandbox import outputs
from autograder.sandbox.warm_process import Ran, SandboxFailed, Warm
from mnist_course import course
from mnist_course.core.exercise import (
    CHECK_SUFFIX,
    CRASHED,
    INVALID,
    NOT_ATTEMPTED,
    NOT_GRADED,
    PASSED,
    Exercise,
    Lesson,
    Verdict,
)
from mnist_course.judging.provenance import REFERENCE_WEIGHTS
from mnist_course.saved import cells, plan
from mnist_course.saved.plan import CHECK, GIVEN, Plan, Step


@dataclass(frozen=True)
class Options:
    """How to grade.

    Attributes:
        seed: of the grading run; never enters the sandbox.
        retrain: run training cells in full and judge what they save.
        reference_weights: what trained weights that come with the course earn, 'none' or 'full'.
    """

    seed: int
    retrain: bool = False
    reference_weights: str = "none"


def grade_submission(submission: Submission, options: Options, warm: Warm) -> Graded:
    """Grade one submission of one lesson.

    Args:
        submission: the student's files.
        options: seed and mode.
        warm: where kernels come from.

    Raises:
        CourseError: where there is no such lesson.
    """
    started = time.monotonic()
    lesson = course.lesson(submission.lesson)
    run = _Run(submission, lesson, _planned(submission, lesson), options, warm)
    verdicts = run.verdicts()
    return Graded(
        student=submission.student,
        lesson=submission.lesson,
        digest=submission.digest,
        timestamp=submission.timestamp,
        sandbox=warm.kind,
        results=tuple(_result(one, verdicts[one.id]) for one in lesson.exercises),
        curves=_curves(lesson, submission),
        secret=submission.secret,
        weights=run.weights,
        notebook=_notebook(run.plan.steps, run.outputs),
        seconds=time.monotonic() - started,
        timings=run.timings,
    )


def not_graded(submission: Submission, reason: str, sandbox: str) -> Graded:
    """What is recorded where the grader itself failed; `--resume` grades it again."""
    lesson = course.lesson(submission.lesson)
    verdict = Verdict(
        NOT_GRADED,
        f"The grader failed on this submission: {reason}",
        "It is graded again with `--resume`.",
        cause="grader-failed",
    )
    return Graded(
        student=submission.student,
        lesson=submission.lesson,
        digest=submission.digest,
        timestamp=submission.timestamp,
        sandbox=sandbox,
        results=tuple(_result(exercise, verdict) for exercise in lesson.exercises),
        secret=submission.secret,
        notebook=_notebook((), {}),
    )


def _planned(submission: Submission, lesson: Lesson) -> Plan:
    """What runs of the student's notebook; faults of the whole where it cannot be read."""
    content, name = submission.notebook, f"{lesson.id}.ipynb"
    try:
        if content is None:
            raise cells.Unreadable("no-notebook", wording.NO_NOTEBOOK, wording.HAND_IN_AGAIN)
        return plan.make(cells.read(content, name), plan.released(lesson.id), lesson.exercises)
    except cells.Unreadable as error:
        problem = wording.invalid(error.message, submission, error.cause)
        return plan.nothing(problem, lesson.exercises)


class _Run:
    """The run of one submission: cells in order, each exercise probed at its check cell."""

    def __init__(
        self,
        submission: Submission,
        lesson: Lesson,
        plan: Plan,
        options: Options,
        warm: Warm,
    ):
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self.timings: dict[str, float] = {}
        self.weights: dict[str, str] = {}
        self._submission = submission
        self._lesson = lesson
        self.plan = plan
        self._options = options
        self._warm = warm
        self._exercises = {exercise.id: exercise for exercise in lesson.exercises}
        self._verdicts: dict[str, Verdict] = {}
        self._ran: dict[str, Ran] = {}
        self._asked = False

    def verdicts(self) -> dict[str, Verdict]:
        """Run everything; the verdict on each exercise."""
        files = {**self._submission.files, **_lesson_files(self._lesson.id)}
        files.pop(f"{self._lesson.id}.ipynb", None)
        replay = Replay(self._warm, files, self.timings)
        try:
            for number, step in enumerate(self.plan.steps):
                if step.role == CHECK:
                    self._check(step.exercise, replay)
                elif step.runs and step.exercise not in self._not_trained:
                    self._cell(number, step, replay)
            for one in self._exercises:
                if one not in self._verdicts:
                    self._check(one, replay)
        except SandboxFailed as error:
            for one in self._exercises:
                self._verdicts.setdefault(one, wording.grader_failed(str(error)))
        finally:
            replay.close()
        return self._verdicts

    @functools.cached_property
    def _not_trained(self) -> frozenset[str]:
        """The exercises whose file is judged without running their cell."""
        return frozenset(
            exercise.id
            for exercise in self._lesson.exercises
            if exercise.artefact and not self._trains(exercise)
        )

    def _trains(self, exercise: Exercise) -> bool:
        return self._options.retrain and exercise.id in self.plan.attempted

    def _cell(self, number: int, step: Step, replay: Replay) -> None:
        exercise = self._exercises.get(step.exercise)
        trains = exercise is not None and bool(exercise.artefact)
        limits = self._warm.limits
        seconds = limits.training_seconds if trains else limits.cell_seconds
        ran = replay.cell(step.cell.source, seconds, counts=not trains)
        self.outputs[number] = ran.outputs
        if ran.fate:
            note = {"ename": ran.fate, "evalue": ran.reason, "traceback": [ran.reason]}
            self.outputs[number].append(outputs.error(note))
        self._asked = self._asked or wording.asks_for_input(ran.error)
        if exercise is not None:
            self._ran[exercise.id] = ran

    def _check(self, exercise_id: str, replay: Replay) -> None:
        exercise = self._exercises[exercise_id]
        fault = self.plan.faults.get(exercise_id)
        if exercise.artefact:
            verdict = self._artefact(exercise, replay)
        elif fault:
            verdict = fault
        else:
            verdict = self._function(exercise, replay)
        if self._asked and verdict.status == CRASHED:
            verdict = plan.noted(verdict, wording.INPUT)
        self._verdicts[exercise_id] = plan.noted(verdict, self.plan.notes.get(exercise_id, ""))

    def _function(self, exercise: Exercise, replay: Replay) -> Verdict:
        ran = self._ran.get(exercise.id, Ran())
        if ran.fate:
            return wording.fate(exercise, ran)
        packed = self._inputs(exercise)
        probed = replay.probe(exercise.id, packed, exercise.time_limit)
        if probed.missing and ran.error:
            return wording.stopped(exercise, ran.error)
        if probed.missing:
            return Verdict(
                INVALID,
                f"There is no function called `{exercise.id}`.",
                f"Keep the line `def {exercise.signature}:` in its cell.",
                cause="missing-function",
            )
        return self._judged(exercise, packed, probed)

    def _artefact(self, exercise: Exercise, replay: Replay) -> Verdict:
        name = exercise.artefact
        if self._trains(exercise):
            ran = self._ran.get(exercise.id, Ran())
            if ran.fate:
                return wording.fate(exercise, ran)
            made = replay.fetch(name)
            if made.fate or made.error:
                if ran.error:
                    return wording.stopped(exercise, ran.error)
                return wording.no_artefact(exercise)
            content = made.data
        elif name in self._submission.files:
            content = self._submission.files[name]
        elif exercise.id in self.plan.faults:
            return self.plan.faults[exercise.id]
        elif exercise.id not in self.plan.attempted:
            return Verdict(
                NOT_ATTEMPTED,
                f"`{exercise.id}` is still the empty exercise, and there is no {name}.",
                "Write the cell, run it, and hand in the file that it saves.",
                cause="not-attempted",
            )
        else:
            return wording.no_artefact(exercise)
        packed = self._inputs(exercise)
        # In a kernel of its own: the student's code must not be there when its file is read.
        clean = Replay(self._warm, {name: content}, self.timings)
        try:
            probed = clean.probe(exercise.id, packed, exercise.time_limit, name)
        finally:
            clean.close()
        if digest := trusted.weights(probed.data):
            self.weights[exercise.id] = digest
        return self._by_policy(self._judged(exercise, packed, probed))

    def _by_policy(self, verdict: Verdict) -> Verdict:
        """The verdict, where the instructor lets weights of the course's own count as well."""
        if verdict.cause != REFERENCE_WEIGHTS or self._options.reference_weights == "none":
            return verdict
        message = f"{verdict.message} They count in full (--reference-weights full)."
        return replace(verdict, status=PASSED, score=1.0, message=message, next_step="")

    def _inputs(self, exercise: Exercise) -> bytes:
        digest = self._submission.digest
        return trusted.inputs(self._options.seed, digest, self._lesson.id, exercise.id)

    def _judged(self, exercise: Exercise, packed: bytes, probed: Ran) -> Verdict:
        if probed.fate:
            return wording.fate(exercise, probed)
        if probed.error:
            return wording.stopped(exercise, probed.error)
        started = time.monotonic()
        verdict = trusted.judge(exercise, packed, probed.data)
        if verdict.status == CRASHED and (error := trusted.error_in(probed.data)):
            verdict = wording.stopped(exercise, error) if wording.is_limit(error) else verdict
        spent = time.monotonic() - started
        self.timings["judging"] = self.timings.get("judging", 0.0) + spent
        return verdict


@functools.cache
def _lesson_files(lesson_id: str) -> dict[str, bytes]:
    """The files that the instructor put beside the notebook."""
    folder = course.lesson_notebook(lesson_id).parent
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".ipynb" and ".ipynb_checkpoints" not in path.parts
    }


def _result(exercise: Exercise, verdict: Verdict) -> Result:
    graded = verdict.status != NOT_GRADED
    points = trusted.points(verdict, exercise.points) if graded else None
    return Result(exercise.id, points, exercise.points, verdict)


def _curves(lesson: Lesson, submission: Submission) -> dict[str, Curve]:
    trained = [one.id for one in lesson.exercises if one.artefact]
    curves = {one: learning_curve.read(submission.notebook, one) for one in trained}
    return {one: curve for one, curve in curves.items() if curve}


def _notebook(steps: Sequence[Step], ran: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    """The notebook as it ran; its check cells are empty, since verdicts are shown elsewhere."""
    raws = []
    for number, step in enumerate(steps):
        name = f"{step.exercise}{CHECK_SUFFIX}" if step.role == CHECK else step.exercise
        if step.role == GIVEN:
            name = step.cell.grade_id
        named = bool(name) and (step.names or step.role == GIVEN)
        raw: dict[str, Any] = {
            "cell_type": step.cell.kind,
            "id": name if named else f"cell-{number}",
            "metadata": {"nbgrader": {"grade_id": name}} if named else {},
            "source": step.cell.source,
        }
        if step.cell.code:
            raw["execution_count"] = None
            raw["outputs"] = ran.get(number, [])
        raws.append(raw)
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return {"cells": raws, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
